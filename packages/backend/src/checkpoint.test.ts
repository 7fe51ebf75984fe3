import { tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { decodeCheckpoint, decodeParameters, encodeCheckpoint, encodeParameters } from "./checkpoint.ts";
import { adam, disposeOptimiserState } from "./optimisers.ts";
import { disposeParameters } from "./parameters.ts";
import { createRandomStream } from "./random-stream.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { countTensors } from "./scope.ts";

const makeParameters = (start: number) => ({
  lstm: {
    kernel: tensor2d([
      [start, 2],
      [3, 4],
    ]),
  },
  bias: tensor1d([start]),
});

describe("parameters", () => {
  test("round trip bit for bit, under dotted names", async () => {
    const parameters = makeParameters(Math.fround(0.1));
    const template = makeParameters(0);
    const bytes = await encodeParameters(parameters, { seed: "7" });
    expect(Object.keys(decodeSafetensors(bytes).tensors).sort()).toEqual(["bias", "lstm.kernel"]);
    const read = decodeParameters(bytes, template);
    expect(read.lstm.kernel).toBeAllCloseTo([Math.fround(0.1), 2, 3, 4], 0);
    disposeParameters({ parameters, template, read });
  });

  test("a file that does not fit leaves nothing behind", async () => {
    const parameters = makeParameters(1);
    const bytes = await encodeParameters(parameters);
    const other = { bias: tensor2d([[1, 2]]), lstm: { kernel: parameters.lstm.kernel } };
    const before = countTensors();
    expect(() => decodeParameters(bytes, other)).toThrow(/expected "bias" of shape \[1, 2\], got \[1\]/);
    expect(() => decodeParameters(bytes, { weight: parameters.bias })).toThrow(
      /missing: "weight"; unknown: "lstm.kernel", "bias"/,
    );
    expect(() => decodeParameters(bytes.subarray(0, 100), parameters)).toThrow(/truncated/);
    expect(countTensors()).toBe(before);
    disposeParameters({ parameters, bias: other.bias });
  });

  test("a weight that is not finite is not written", async () => {
    const parameters = makeParameters(NaN);
    await expect(encodeParameters(parameters)).rejects.toThrow(
      /encodeParameters: "lstm.kernel" holds NaN at index 0/,
    );
    disposeParameters(parameters);
  });
});

describe("checkpoints", () => {
  test("bring back weights, averages, step, random streams and notes", async () => {
    const parameters = makeParameters(1);
    const gradients = makeParameters(0.5);
    const optimiser = adam({ learningRate: 0.1 });
    const initial = optimiser.init(parameters);
    const { parameters: trained, state } = optimiser.update(gradients, initial, parameters);
    const random = createRandomStream(3);
    random.uniform();
    const bytes = await encodeCheckpoint({
      parameters: trained,
      optimiser: state,
      step: 12,
      random: { data: random.state() },
      notes: { seed: 3 },
    });
    const read = decodeCheckpoint(bytes, { parameters, optimiser: initial });
    expect(read.step).toBe(12);
    expect(read.optimiser.step).toBe(1);
    expect(read.random).toEqual({ data: random.state() });
    expect(read.notes).toEqual({ seed: 3 });
    expect(read.parameters.bias).toBeAllCloseTo(trained.bias.dataSync(), 0);
    expect(read.optimiser.slots["mean"]!["lstm.kernel"]!).toBeAllCloseTo(
      state.slots["mean"]!["lstm.kernel"]!.dataSync(),
      0,
    );
    disposeParameters({ parameters, gradients, trained, read: read.parameters });
    for (const each of [initial, state, read.optimiser]) disposeOptimiserState(each);
  });

  test("another optimiser's file and plain weights are refused before any tensor is made", async () => {
    const parameters = makeParameters(1);
    const state = adam({ learningRate: 0.1 }).init(parameters);
    const plain = await encodeParameters(parameters);
    const before = countTensors();
    const template = { parameters, optimiser: state };
    expect(() => decodeCheckpoint(plain, template)).toThrow(/holds no training state/);
    const empty = encodeSafetensors({}, { format: "wayfield-checkpoint-1", state: "{}" });
    expect(() => decodeCheckpoint(empty, template)).toThrow(/missing: "parameters.lstm.kernel"/);
    expect(countTensors()).toBe(before);
    disposeParameters(parameters);
    disposeOptimiserState(state);
  });
});
