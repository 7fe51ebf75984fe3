// The worker thread of two-workers.bench.ts.
import { serveGradients, useBackend, type Endpoint } from "@wayfield/backend";
import type { GridNetworkParameters } from "../src/index.ts";
import { createGridProblem, type GridStepSize } from "./grid-step.ts";

/** Serves the grid network's loss on a batch of its own, made once for each size. */
export async function start(endpoint: Endpoint): Promise<void> {
  await useBackend("wasm");
  const problems = new Map<number, ReturnType<typeof createGridProblem>>();
  serveGradients(endpoint, (weights: GridNetworkParameters, size: GridStepSize) => {
    const problem = problems.get(size.batch) ?? createGridProblem(size);
    problems.set(size.batch, problem);
    return problem.lossOf(weights);
  });
}
