import { Worker } from "node:worker_threads";
import { scalar, type Tensor } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disposeParameters } from "../parameters.ts";
import { GradientWorkers } from "./gradient-workers.ts";

/** A thread that first learns to read TypeScript, as the main thread did. */
const bootstrap = `
  const { parentPort, workerData } = require("node:worker_threads");
  import("tsx/esm/api")
    .then(({ register }) => { register(); return import(workerData); })
    .then(({ start }) => start(parentPort, () => process.exit(3)));
`;
const workerData = new URL("worker.fixture.ts", import.meta.url).href;
const options = { eval: true, workerData, execArgv: ["--conditions=@wayfield/source"] };
let threads: Worker[] = [];
beforeAll(() => {
  threads = [0, 1].map(() => new Worker(bootstrap, options));
});
afterAll(() => Promise.all(threads.map((thread) => thread.terminate())));

test("real worker threads: L = mean (w x)² over two shares, ∂L/∂w = 2 w mean x²; a late second team is served; a thread that ends rejects", async () => {
  const workers = new GradientWorkers<number[]>(threads);
  const parameters: { weight: Tensor } = { weight: scalar(3) };
  const { value, gradients } = await workers.valueAndGradients(parameters, [
    { share: [1, 2], weight: 0.5 },
    { share: [3, 4], weight: 0.5 },
  ]);
  expect(value).toBeAllCloseTo([9 * 7.5], 1e-4);
  expect(gradients.weight).toBeAllCloseTo([2 * 3 * 7.5], 1e-4);
  disposeParameters({ value, gradients });
  const late = await new GradientWorkers<number[]>(threads).valueAndGradients(parameters, [
    { share: [1], weight: 0.5 },
    { share: [2], weight: 0.5 },
  ]);
  expect(late.value).toBeAllCloseTo([9 * 2.5], 1e-4);
  disposeParameters(late);
  const lost = workers.valueAndGradients(parameters, [
    { share: [1], weight: 0.5 },
    { share: [], weight: 0.5 },
  ]);
  await expect(lost).rejects.toThrow(/worker 1 broke down.*code 3/);
  const overAnEndedOne = new GradientWorkers<number[]>(threads.slice(1));
  await expect(overAnEndedOne.valueAndGradients(parameters, [{ share: [1], weight: 1 }])).rejects.toThrow(
    /worker 0 broke down.*ended already/,
  );
  disposeParameters(parameters);
});
