// The peers in TensorFlow.js on its own wasm engine, without our kernels. "tuned" is this repository's composed path with
// tfjs's two traps avoided (products with a transposed operand, slices in a loop); "layers" is @tensorflow/tfjs-layers.
import { createInterface } from "node:readline";
import "@tensorflow/tfjs-backend-wasm";
import { randomNormal, softmax, tidy, train, type Tensor } from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { useBackend } from "@wayfield/backend";
import { createTask, type Task } from "../tasks.ts";
import type { Request } from "@wayfield/bench";
import { avoidTransposedProducts } from "./tuned.ts";

type Step = () => unknown;

const codesOf = (shape: number[], scale: number): Tensor =>
  tidy(() => softmax(randomNormal(shape, 0, scale)));

function layersGrid(batch: number, bottleneck: number): Step {
  const x = layers.input({ batchShape: [batch, 100, 3] });
  const codes = layers.input({ batchShape: [batch, 268] });
  const stateOf = () => layers.layers.dense({ units: 128 }).apply(codes) as layers.SymbolicTensor;
  const lstm = layers.layers.lstm({
    units: 128,
    returnSequences: true,
    recurrentInitializer: "glorotUniform",
    recurrentActivation: "sigmoid",
  });
  const hidden = lstm.apply([x, stateOf(), stateOf()]) as layers.SymbolicTensor;
  const linear = layers.layers.dense({ units: bottleneck }).apply(hidden);
  const thinned = layers.layers.dropout({ rate: 0.5 }).apply(linear);
  const head = (units: number) =>
    layers.layers.dense({ units, activation: "softmax" }).apply(thinned) as layers.SymbolicTensor;
  const model = layers.model({ inputs: [x, codes], outputs: [head(256), head(12)] });
  model.compile({
    optimizer: train.rmsprop(1e-5, 0.9, 0.9),
    loss: ["categoricalCrossentropy", "categoricalCrossentropy"],
  });
  const inputs = [randomNormal([batch, 100, 3]), codesOf([batch, 268], 3)];
  const targets = [codesOf([batch, 100, 256], 3), codesOf([batch, 100, 12], 1)];
  return () => model.trainOnBatch(inputs, targets);
}

function make(variant: string, [task, ...sizes]: Request): Step {
  if (variant === "layers" && task === "grid") return layersGrid(sizes[0]!, sizes[1]!);
  return createTask(task as Task, ...sizes);
}

const variant = process.argv[2] ?? "tuned";
await useBackend("wasm");
if (variant === "tuned") avoidTransposedProducts();
const made = new Map<string, Step>();
for await (const line of createInterface({ input: process.stdin })) {
  const step = made.get(line) ?? make(variant, JSON.parse(line) as Request);
  made.set(line, step);
  const before = process.cpuUsage();
  await step();
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${(user + system) / 1000}\n`);
}
