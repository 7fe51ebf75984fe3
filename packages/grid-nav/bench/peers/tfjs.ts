// The peers in TensorFlow.js on its own wasm engine, without our kernels. "tuned" is this repository's composed path with
// tfjs's two traps avoided (products with a transposed operand, slices in a loop); "layers" is @tensorflow/tfjs-layers.
import { createInterface } from "node:readline";
import "@tensorflow/tfjs-backend-wasm";
import {
  dispose,
  matMul,
  randomNormal,
  registerGradient,
  softmax,
  tidy,
  train,
  transpose,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { useBackend } from "@wayfield/backend";
import { createGridStep } from "../grid-step.ts";
import { createVisionStep } from "../vision-step.ts";
import type { Request } from "./peer.ts";

type Step = () => unknown;

function avoidTransposedProducts(): void {
  registerGradient({
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved, attributes) => {
      const { transposeA, transposeB } = attributes as unknown as {
        transposeA: boolean;
        transposeB: boolean;
      };
      if (transposeA || transposeB) throw new Error("the tuned peer multiplies without transposing");
      const [a, b] = saved as [Tensor2D, Tensor2D];
      return {
        a: () => matMul(dy as Tensor2D, transpose(b)),
        b: () => matMul(transpose(a), dy as Tensor2D),
      };
    },
  });
}

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

function gemm(size: number): Step {
  const a: Tensor2D = randomNormal([size, size]);
  const b: Tensor2D = randomNormal([size, size]);
  return () => {
    dispose(matMul(a, b));
  };
}

function make(variant: string, [task, ...sizes]: Request): Step {
  if (task === "gemm") return gemm(sizes[0]!);
  if (variant === "layers" && task === "grid") return layersGrid(sizes[0]!, sizes[1]!);
  return task === "grid"
    ? createGridStep({ batch: sizes[0]!, bottleneck: sizes[1]! }).step
    : createVisionStep(sizes[0]!);
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
