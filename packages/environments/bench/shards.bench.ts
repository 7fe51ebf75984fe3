// Worlds shared out over two worker threads against the same worlds in one thread. Needs two idle cores.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { compare, type BenchRow } from "@wayfield/bench";
import { shardWorlds, type VectorEnvironment } from "@wayfield/environments";
import { createSensingWorlds } from "./sensing-worlds.ts";

/** A thread that first learns to read TypeScript, as the main thread did. */
const bootstrap = `
  const { parentPort, workerData } = require("node:worker_threads");
  parentPort.once("message", (shard) =>
    import("tsx/esm/api")
      .then(({ register }) => { register(); return import(workerData); })
      .then(({ serve }) => serve(shard)));
`;
const workerData = new URL("sensing-worlds.ts", import.meta.url).href;
const steps = 20;

/** Twenty steps of every world, with actions that differ. */
function walk(worlds: VectorEnvironment): () => number {
  const actions = Int32Array.from({ length: worlds.size }, (_, world) => world % 6);
  worlds.reset({ seed: 1 });
  return () => {
    for (let step = 0; step < steps; step++) worlds.step(actions);
    return worlds.observations[0]!;
  };
}

/** A step of worlds whose animals feel the walls all around. */
export async function rows(): Promise<BenchRow[]> {
  if (availableParallelism() < 2) return [];
  const found: BenchRow[] = [];
  for (const size of [32, 1024]) {
    const options = { eval: true, workerData, execArgv: ["--conditions=@wayfield/source"] };
    const threads = [0, 1].map(() => new Worker(bootstrap, options));
    const alone = createSensingWorlds(size);
    const { observationSpace, actionSpace } = alone;
    const sharded = await shardWorlds(threads, { size, observationSpace, actionSpace });
    const row = await compare({
      name: `step-sensors-${size}-two-workers`,
      ours: walk(sharded),
      peer: walk(alone),
      peerName: `one thread (${size * steps} steps)`,
    });
    found.push(row);
    sharded.dispose();
  }
  return found;
}
