// Data-parallel training of the grid network: two worker threads against one, the same global batch. Needs two idle
// cores, so run it by itself and not pinned.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { GradientWorkers, useBackend, type WeightedShare } from "@wayfield/backend";
import { compare, type BenchRow } from "@wayfield/bench";
import { createFollower, createGridProblem, type GridStepSize } from "./grid-step.ts";

/** A thread that first learns to read TypeScript, as the main thread did. */
const bootstrap = `
  const { parentPort, workerData } = require("node:worker_threads");
  import("tsx/esm/api")
    .then(({ register }) => { register(); return import(workerData); })
    .then(({ start }) => start(parentPort));
`;
const workerData = new URL("gradient-worker.ts", import.meta.url).href;

interface Team {
  step: () => Promise<void>;
  stop: () => Promise<unknown>;
}

/** `count` workers that share a batch evenly, and the optimiser of this thread. */
function createTeam(count: number, { batch, bottleneck }: GridStepSize): Team {
  const options = { eval: true, workerData, execArgv: ["--conditions=@wayfield/source"] };
  const threads = Array.from({ length: count }, () => new Worker(bootstrap, options));
  const workers = new GradientWorkers<GridStepSize>(threads);
  const { parameters, disposeBatch } = createGridProblem({ batch: 1, bottleneck });
  disposeBatch();
  const follower = createFollower(parameters);
  const share: WeightedShare<GridStepSize> = {
    share: { batch: batch / count, bottleneck },
    weight: 1 / count,
  };
  const shares = threads.map(() => share);
  return {
    step: async () => {
      const { value, gradients } = await workers.valueAndGradients(follower.parameters(), shares);
      value.dispose();
      follower.follow(gradients);
    },
    stop: () => {
      follower.dispose();
      return Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/** Time of one training step with two workers, against one. */
export async function rows(): Promise<BenchRow[]> {
  if (availableParallelism() < 2) return [];
  await useBackend("wasm");
  const found: BenchRow[] = [];
  for (const [batch, rounds] of [
    [10, 25],
    [100, 7],
  ] as const) {
    const [one, two] = [1, 2].map((count) => createTeam(count, { batch, bottleneck: 256 })) as [Team, Team];
    const row = await compare({
      name: `grid-step-b${batch}-l256-two-workers`,
      ours: two.step,
      peer: one.step,
      peerName: "one-worker",
      rounds,
      warmUp: 3,
    });
    found.push(row);
    await Promise.all([one.stop(), two.stop()]);
  }
  return found;
}
