import { flattenParameters } from "@wayfield/backend";
import { expect, test } from "vitest";
import { signConfig } from "./fixtures/glyphs.ts";
import { noiseImages, smallArchitecture } from "./fixtures/small.ts";
import { RecurrentAttentionTraining } from "./training.ts";

/** Makes every update of a run. */
async function exhaust(records: AsyncIterable<unknown>): Promise<void> {
  const iterator = records[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}

const examples = () => noiseImages();
const smallTraining = (seed = 1, copies = 1) =>
  new RecurrentAttentionTraining(
    { ...signConfig(), architecture: smallArchitecture(), copies },
    { seed, examples },
  );
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
  const training = smallTraining(1, 4);
  const { step, loss, reward } = training.update();
  expect(step).toBe(1);
  expect(Number.isFinite(loss)).toBe(true);
  // 4 copies of 8 pictures earn a multiple of 1/32.
  expect(Number.isInteger(32 * reward)).toBe(true);
  training.dispose();
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
