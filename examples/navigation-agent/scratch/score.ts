import { useBackend, createRandomStream } from "@wayfield/backend";
import { reshape, tidy } from "@tensorflow/tfjs-core";
import { autocorrelograms, gridScores, rateMaps } from "@wayfield/grid-nav/analysis";
import { setupOf, worldsOf, modulesOf } from "../src/setup.ts";
import { Walkers } from "../src/walking.ts";
import { gridAlong, seenAlong } from "../src/grid-walks.ts";
import { RecurrentRows } from "../src/recurrent-rows.ts";
import { latticeReadout } from "../src/readout-code.ts";
await useBackend("wasm");
const [file, world] = process.argv.slice(2) as [string, any];
const setup = setupOf({ config: "fast", world, agent: "grid", seed: 1, modules: file });
const modules = await modulesOf(setup, file);
const worlds = worldsOf(setup, { size: 64, groups: 1, seed: 991, episodeSteps: 1400 });
const walk = new Walkers(worlds, { ...setup.config.looking, sight: setup.config.vision }, createRandomStream(5)).walk(800);
const seen = seenAlong(modules, walk, setup.config);
const out = gridAlong(modules, walk, seen, new RecurrentRows(64, setup.config.grid.units), setup.config);
const g = out.gridCode.dataSync() as Float32Array;
const lat = latticeReadout(modules.grid, modules.lattice);
const l = tidy(() => lat.read(reshape(out.gridCode, [-1, 256]) as any)).dataSync() as Float32Array;
const b = setup.maze.bounds;
for (const [name, values, w] of [["bottleneck", g, 256], ["lattice+hd", l, lat.width]] as const) {
  const maps = rateMaps(walk.positions, values, b, { bins: 32 });
  const { scores } = gridScores(autocorrelograms(maps));
  const ok = [...scores].filter((s) => s > 0.37).length;
  console.log(name, w, "share > .37:", (100 * ok / w).toFixed(1), "% > .8:", [...scores].filter((s) => s > 0.8).length);
}
