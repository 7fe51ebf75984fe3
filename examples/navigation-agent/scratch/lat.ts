import { useBackend, createRandomStream } from "@wayfield/backend";
import { reshape, tidy, softmax, tensor2d } from "@tensorflow/tfjs-core";
import { autocorrelograms, gridScores, rateMaps } from "@wayfield/grid-nav/analysis";
import { createPlaceCells, gridCodeConfig, GridCodeTraining, spreadCentres, gaussianPlaceCode, gridCode } from "@wayfield/grid-nav";
import { setupOf, worldsOf, modulesOf } from "../src/setup.ts";
import { ensemblesOf as _e } from "../src/pretraining.ts";
import { Walkers } from "../src/walking.ts";
import { gridAlong, seenAlong } from "../src/grid-walks.ts";
import { RecurrentRows } from "../src/recurrent-rows.ts";
await useBackend("wasm");
const [file, world] = process.argv.slice(2) as [string, any];
const setup = setupOf({ config: "fast", world, agent: "grid", seed: 1, modules: file });
const modules = await modulesOf(setup, file);
const ens = ensemblesOf(setup);
const walkOf = (seed: number, steps: number) => {
  const worlds = worldsOf(setup, { size: 64, groups: 1, seed, episodeSteps: 1400 });
  const walk = new Walkers(worlds, { ...setup.config.looking, sight: setup.config.vision }, createRandomStream(5)).walk(steps);
  const seen = seenAlong(modules, walk, setup.config);
  const out = gridAlong(modules, walk, seen, new RecurrentRows(64, setup.config.grid.units), setup.config);
  const est = tidy(() => softmax(out.placeLogits)).dataSync() as Float32Array;
  return { walk, est };
};
const D = (v: Float32Array) => v.map((x) => 50 * (x - 1 / 256));
const tr = walkOf(17, 400), te = walkOf(991, 600);
const spread = createPlaceCells(createRandomStream(3).uniform, setup.maze.bounds, { cells: 256, deviation: 0.12, layout: spreadCentres });
const std = (v: Float32Array) => { const m = v.reduce((a, b) => a + b, 0) / v.length; return Math.sqrt(v.reduce((a, b) => a + (b - m) ** 2, 0) / v.length); };
console.log("estimate std", std(te.est), "gauss std", std(gaussianPlaceCode(ens.placeCells, te.walk.positions)));
const share = (code: Float32Array, pos: Float32Array) => {
  const maps = rateMaps(pos, code, setup.maze.bounds, { bins: 32 });
  const { scores } = gridScores(autocorrelograms(maps));
  return `${(100 * [...scores].filter((s) => s > 0.37).length / 256).toFixed(1)} % (>.8: ${[...scores].filter((s) => s > 0.8).length})`;
};
const run = (name: string, inputs: Float32Array, target: any, tests: Record<string, Float32Array>, config: any = gridCodeConfig, updates = 400) => {
  const t = new GridCodeTraining(config, { inputs, positions: tr.walk.positions, placeCells: target, random: createRandomStream(1) });
  let l = 0; for (let i = 0; i < updates; i++) l = t.update().loss;
  for (const [tn, x] of Object.entries(tests)) {
    const o = gridCode(t.parameters, config, tensor2d(x, [x.length / 256, 256]));
    console.log(name, "loss", l.toFixed(2), tn, share(o.code.dataSync() as Float32Array, te.walk.positions));
  }
  t.dispose();
};
const gTr = gaussianPlaceCode(ens.placeCells, tr.walk.positions), gTe = gaussianPlaceCode(ens.placeCells, te.walk.positions);
const sTr = gaussianPlaceCode(spread, tr.walk.positions), sTe = gaussianPlaceCode(spread, te.walk.positions);
run("A estimate", D(tr.est), spread, { estimate: D(te.est) });
run("B gauss scattered", D(gTr), spread, { true: D(gTe), estimate: D(te.est) });
run("C gauss spread", D(sTr), spread, { true: D(sTe) });
run("D estimate decay .3", D(tr.est), spread, { estimate: D(te.est) }, { ...gridCodeConfig, placeHeadDecay: 0.3 });
run("E estimate decay .15", D(tr.est), spread, { estimate: D(te.est) }, { ...gridCodeConfig, placeHeadDecay: 0.15 });
