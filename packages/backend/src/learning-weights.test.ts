import { tensor1d, type Tensor1D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { LearningWeights } from "./learning-weights.ts";
import { sgd } from "./optimisers.ts";
import { disposeParameters } from "./parameters.ts";
import { countTensors } from "./scope.ts";

/** With momentum, so that the averages matter. */
const optimiser = sgd({ learningRate: 0.5, momentum: 0.5 });

const begin = () => new LearningWeights<{ bias: Tensor1D }>({ bias: tensor1d([1, 2]) }, optimiser);

/** One update down the gradient (1, −1). */
function descend(learning: LearningWeights<{ bias: Tensor1D }>): void {
  const gradients = { bias: tensor1d([1, -1]) };
  learning.update((state, weights) => optimiser.update(gradients, state, weights));
  disposeParameters(gradients);
}

test("updates follow the optimiser, and keep as many tensors as before", () => {
  const learning = begin();
  const before = countTensors();
  descend(learning);
  expect(learning.parameters.bias).toBeAllCloseTo([0.5, 2.5], 1e-6);
  // The step has grown by half of the one before: 0.5 · 1.5.
  descend(learning);
  expect(learning.parameters.bias).toBeAllCloseTo([-0.25, 3.25], 1e-6);
  expect(countTensors()).toBe(before);
  learning.dispose();
});

test("an update that cannot be worked out leaves everything as it was", () => {
  const learning = begin();
  expect(() => {
    learning.update(() => {
      throw new RangeError("no");
    });
  }).toThrow("no");
  expect(learning.parameters.bias).toBeAllCloseTo([1, 2], 0);
  learning.dispose();
});

test("weights that a step hands back as they were stay alive, for as long as they are wanted", () => {
  const learning = new LearningWeights(
    { head: { bias: tensor1d([1, 2]) }, frozen: tensor1d([7]) },
    optimiser,
  );
  const before = countTensors();
  for (let update = 0; update < 2; update++) {
    const gradients = { head: { bias: tensor1d([1, -1]) } };
    learning.update((averages, { head, frozen }) => {
      const { parameters, state } = optimiser.update(gradients, averages, { head });
      return { parameters: { ...parameters, frozen }, state };
    });
    disposeParameters(gradients);
  }
  expect(learning.parameters.head.bias).toBeAllCloseTo([-0.25, 3.25], 1e-6);
  expect(learning.parameters.frozen).toBeAllCloseTo([7], 0);
  // The frozen weight's average, of which the optimiser was not asked, is gone.
  expect(countTensors()).toBe(before - 1);
  learning.dispose();
});

test("a save holds the numbers of when it was asked for, whatever is learned while it is written", async () => {
  const [learning, other] = [begin(), begin()];
  descend(learning);
  const saving = learning.save({ step: 1, random: {}, notes: {} });
  descend(learning);
  other.restore(await saving, () => undefined);
  expect(other.parameters.bias).toBeAllCloseTo([0.5, 2.5], 1e-6);
  descend(other);
  expect(other.parameters.bias).toBeAllCloseTo([-0.25, 3.25], 1e-6);
  learning.dispose();
  other.dispose();
});

test("what was saved comes back with its averages, and the training's part with it", async () => {
  const [learning, other] = [begin(), begin()];
  descend(learning);
  const random = { paths: { words: [1, 2, 3, 4] } } as never;
  const bytes = await learning.save({ step: 7, random, notes: { seed: 3 } });
  const seen: unknown[] = [];
  other.restore(bytes, ({ step, notes, random: streams }) => seen.push(step, notes, streams));
  expect(seen).toEqual([7, { seed: 3 }, random]);
  descend(other);
  expect(other.parameters.bias).toBeAllCloseTo([-0.25, 3.25], 1e-6);
  learning.dispose();
  other.dispose();
});

test("a training that does not agree, at once or later, leaves the weights as they were and nothing behind", async () => {
  const [learning, other] = [begin(), begin()];
  descend(learning);
  const bytes = await learning.save({ step: 1, random: {}, notes: {} });
  const before = countTensors();
  const refuse = (): never => {
    throw new RangeError("another seed");
  };
  expect(() => {
    other.restore(bytes, refuse);
  }).toThrow("another seed");
  await expect(other.restoreLater(bytes, () => Promise.reject(new Error("too late")))).rejects.toThrow(
    "too late",
  );
  expect(() => {
    other.restore(bytes.subarray(0, 60), () => undefined);
  }).toThrow(RangeError);
  expect(other.parameters.bias).toBeAllCloseTo([1, 2], 0);
  expect(countTensors()).toBe(before);
  await other.restoreLater(bytes, () => Promise.resolve());
  expect(other.parameters.bias).toBeAllCloseTo([0.5, 2.5], 1e-6);
  learning.dispose();
  other.dispose();
});
