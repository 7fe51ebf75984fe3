import { flattenParameters } from "@wayfield/backend";
import { expect, test } from "vitest";
import { signConfig } from "./fixtures/glyphs.ts";
import { noiseImages, smallArchitecture } from "./fixtures/small.ts";
import { correctness } from "./hybrid-loss.ts";
import { learnedGlimpses } from "./location-policy.ts";
import { RecurrentAttentionTraining } from "./training.ts";

/** Makes every update of a run. */
async function exhaust(records: AsyncIterable<unknown>): Promise<void> {
  const iterator = records[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}

const examples = () => noiseImages();
const smallTraining = (seed = 1) =>
  new RecurrentAttentionTraining({ ...signConfig(), architecture: smallArchitecture() }, { seed, examples });
const weightsOf = ({ parameters }: RecurrentAttentionTraining): Float32Array[] =>
  Object.values(flattenParameters(parameters)).map((weights) => weights.dataSync<"float32">().slice());

test("a training that is saved and restored goes on to the very same weights", async () => {
  const whole = smallTraining();
  await exhaust(whole.run(3));
  const saved = await whole.save();
  await exhaust(whole.run(6));
  const resumed = smallTraining();
  resumed.restore(saved);
  expect(resumed.steps).toBe(3);
  await exhaust(resumed.run(6));
  expect(weightsOf(resumed)).toEqual(weightsOf(whole));
  const other = smallTraining(2);
  expect(() => {
    other.restore(saved);
  }).toThrow(/checkpoint of seed 2, got one of seed 1/);
  for (const training of [whole, resumed, other]) training.dispose();
});

test("Monte Carlo copies look at other places of the same pictures", () => {
  const gaze = learnedGlimpses(0.2);
  const looked: Float32Array[] = [];
  const asked: number[][] = [];
  const training = new RecurrentAttentionTraining(
    {
      ...signConfig({
        ...gaze,
        first: (random, count) => {
          looked.push(gaze.first(random, count));
          return looked.at(-1)!;
        },
      }),
      architecture: smallArchitecture(),
      copies: 4,
      reward: (logits, labels) => {
        asked.push(Array.from(labels));
        return correctness(logits, labels);
      },
    },
    { seed: 1, examples },
  );
  expect(training.update().step).toBe(1);
  const blocksOf = <Value>(list: ArrayLike<Value>, size: number): string[] =>
    Array.from({ length: 4 }, (_, copy) =>
      Array.from(list)
        .slice(copy * size, (copy + 1) * size)
        .join(),
    );
  expect(looked[0]).toHaveLength(4 * 8 * 2);
  expect(new Set(blocksOf(looked[0]!, 16)).size).toBe(4);
  expect(asked[0]).toHaveLength(4 * 8);
  expect(blocksOf(asked[0]!, 8)).toEqual(new Array(4).fill(Array.from(examples().labels).join()));
  training.dispose();
});

test("pictures and labels that are not as many are refused", () => {
  for (const count of [7, 9]) {
    const training = new RecurrentAttentionTraining(
      { ...signConfig(), architecture: smallArchitecture() },
      { seed: 1, examples: () => ({ images: noiseImages(8).images, labels: noiseImages(count).labels }) },
    );
    expect(() => training.update()).toThrow(`labels of length 8, got ${count}`);
    training.dispose();
  }
});

test("a loss that is not finite leaves the weights as they were", () => {
  const { images, labels } = noiseImages();
  const broken = { images: { ...images, pixels: images.pixels.map(() => NaN) }, labels };
  const training = new RecurrentAttentionTraining(
    { ...signConfig(), architecture: smallArchitecture() },
    { seed: 1, examples: () => broken },
  );
  const before = weightsOf(training);
  expect(() => training.update()).toThrow(/the loss of update 1 is NaN/);
  expect(weightsOf(training)).toEqual(before);
  training.dispose();
});
