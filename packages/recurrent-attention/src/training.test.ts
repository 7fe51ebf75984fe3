import { adam, flattenParameters, rmsProp, sgd, tensorsLeftBy, type Optimiser } from "@wayfield/backend";
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

const withOptimisers = (
  optimiser: (step: number) => Optimiser,
  gazeOptimiser: (step: number) => Optimiser,
): RecurrentAttentionTraining =>
  new RecurrentAttentionTraining(
    { ...signConfig(), architecture: smallArchitecture(), optimiser, gazeOptimiser },
    { seed: 1, examples },
  );
const kinds = {
  adam: () => adam({ learningRate: 1e-3 }),
  rmsProp: () => rmsProp({ learningRate: 1e-3 }),
  sgd: () => sgd({ learningRate: 1e-3 }),
};

test.each([
  ["rmsProp", "sgd"],
  ["sgd", "rmsProp"],
  ["adam", "rmsProp"],
] as const)("%s beside %s for the gaze is refused: no training could read their checkpoint", async (a, b) => {
  const left = await tensorsLeftBy(() => {
    expect(() => withOptimisers(kinds[a], kinds[b])).toThrow(
      /optimiser and gazeOptimiser to keep the same averages, got ".+" and ".+"/,
    );
  });
  expect(left).toBe(0);
});

test("two rates of one kind keep the same averages, and save what a fresh training reads", async () => {
  const fast = (): Optimiser => rmsProp({ learningRate: 1e-2 });
  const [training, fresh] = [withOptimisers(kinds.rmsProp, fast), withOptimisers(kinds.rmsProp, fast)];
  training.update();
  fresh.restore(await training.save());
  expect(weightsOf(fresh)).toEqual(weightsOf(training));
  training.dispose();
  fresh.dispose();
});

test.each([
  ["the gaze's optimiser asks for averages that are not there", "adam", "rmsProp"],
  ["the other optimiser drops an average", "rmsProp", "sgd"],
] as const)(
  "an update in which %s leaves the weights as they were, and no tensor behind",
  async (_, a, b) => {
    const drops = b === "sgd";
    const training = withOptimisers(
      (step) => (drops && step > 0 ? kinds.sgd() : kinds[a]()),
      (step) => (!drops && step > 0 ? kinds.rmsProp() : kinds[a]()),
    );
    training.update();
    const before = weightsOf(training);
    const left = await tensorsLeftBy(() => {
      expect(() => training.update()).toThrow(RangeError);
    });
    expect(left).toBe(0);
    expect(weightsOf(training)).toEqual(before);
    expect(training.steps).toBe(1);
    training.dispose();
  },
);

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
