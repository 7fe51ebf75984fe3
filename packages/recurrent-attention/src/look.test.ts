import { dispose, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters, tensorsLeftBy } from "@wayfield/backend";
import { expect, test } from "vitest";
import { classify, errorRates } from "./classify.ts";
import { lstmCore, rectifiedCore } from "./core.ts";
import { noiseImages, smallArchitecture } from "./fixtures/small.ts";
import { centreGlimpses, learnedGlimpses, randomGlimpses } from "./location-policy.ts";
import { disposeEpisode, look } from "./look.ts";
import { initRecurrentAttention } from "./network.ts";

const { images, labels } = noiseImages();
const architecture = smallArchitecture();
const fresh = (core = rectifiedCore(6)) =>
  initRecurrentAttention(createRandomStream(2), smallArchitecture(core));

test("a learned gaze stays around the locator's means, and inside the picture", () => {
  const parameters = fresh();
  const deviation = 0.4;
  const episode = look(parameters, architecture, images, learnedGlimpses(deviation), createRandomStream(1));
  expect(episode.means).toHaveLength(2);
  const distances = episode.means.flatMap((mean, index) =>
    Array.from(mean.dataSync<"float32">(), (one, at) => episode.proposals[16 * (index + 1) + at]! - one),
  );
  const spread = Math.sqrt(distances.reduce((all, one) => all + one * one, 0) / distances.length);
  // 32 draws: the deviation's own standard error is 0.05.
  expect(Math.abs(spread - deviation)).toBeLessThan(0.2);
  episode.locations.forEach((place, at) => {
    expect(place).toBeCloseTo(Math.min(1, Math.max(-1, episode.proposals[at]!)), 6);
  });
  disposeEpisode(episode);
  disposeParameters(parameters);
});

test("random and centre glimpses ask no locator", () => {
  const parameters = fresh();
  for (const policy of [randomGlimpses, centreGlimpses]) {
    const episode = look(parameters, architecture, images, policy, createRandomStream(1));
    expect(episode.means).toHaveLength(0);
    const isCentre = episode.locations.every((place) => place === 0);
    expect(isCentre).toBe(policy === centreGlimpses);
    disposeEpisode(episode);
  }
  disposeParameters(parameters);
});

test("the rectified core by hand: h = max(0, x W + h U + b)", () => {
  const core = rectifiedCore(2);
  const parameters = {
    inputKernel: tensor2d([1, -1], [1, 2]),
    recurrentKernel: tensor2d([0, 2, 1, 0], [2, 2]),
    bias: tensor1d([0.5, 0]),
  };
  const [hidden, x] = [tensor2d([3, 4], [1, 2]), tensor2d([2], [1, 1])];
  const next = core.step(parameters, x, { hidden });
  // (2 + 4 + 0.5, −2 + 6 + 0)
  expect(next.hidden).toBeAllCloseTo([6.5, 4], 1e-6);
  dispose([hidden, x, next.hidden]);
  disposeParameters(parameters);
});

test("an LSTM core remembers and shows what it remembers apart", () => {
  const core = lstmCore(4);
  const parameters = core.init(createRandomStream(1), 3);
  const start = core.start(2);
  const x = tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
  const next = core.step(parameters, x, start);
  expect(next.hidden.shape).toEqual([2, 4]);
  expect(next.cell!.dataSync()).not.toEqual(next.hidden.dataSync());
  x.dispose();
  disposeParameters({ parameters, start, next });
});

test("classification: distributions after every glimpse, the same whatever the batch size, copies averaged", () => {
  const parameters = fresh();
  const seeing = (batchSize: number, copies: number) =>
    classify(parameters, architecture, images, {
      policy: centreGlimpses,
      random: createRandomStream(3),
      copies,
      batchSize,
    });
  const whole = seeing(8, 1);
  expect(whole.probabilities).toHaveLength(3 * 8 * 3);
  for (let row = 0; row < 24; row++) {
    const sum = whole.probabilities.subarray(3 * row, 3 * row + 3).reduce((all, one) => all + one, 0);
    expect(sum).toBeCloseTo(1, 5);
  }
  expect(seeing(3, 1).probabilities).toBeAllCloseTo(whole.probabilities, 1e-6);
  // At the centre all copies see the same.
  const copies = seeing(8, 2);
  expect(copies.probabilities).toBeAllCloseTo(whole.probabilities, 1e-6);
  expect(copies.locations).toHaveLength(2 * 3 * 8 * 2);
  expect(errorRates(whole.probabilities, labels, 3)).toHaveLength(3);
  expect(() => seeing(8, 0)).toThrow(/copies to be a positive integer, got 0/);
  disposeParameters(parameters);
});

test("error rates by hand", () => {
  const probabilities = Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4);
  expect([...errorRates(probabilities, [0, 1], 2)]).toEqual([0, 1]);
  expect([...errorRates(probabilities, [0, 1], 2, { glimpses: 2 })]).toEqual([0, 1]);
});

test("error rates ask for one label a picture", () => {
  const probabilities = new Float32Array(6 * 4 * 10);
  expect(() => errorRates(probabilities, [], 10)).toThrow(
    /errorRates: expected the number of labels to be a positive integer, got 0/,
  );
  expect(() => errorRates(probabilities, [0, 1, 2, 3], 0)).toThrow(
    /errorRates: expected classes to be a positive integer, got 0/,
  );
  // Seven pictures fill no whole number of glimpses; three would fill eight.
  expect(() => errorRates(probabilities, [0, 1, 2, 3, 4, 5, 6], 10)).toThrow(
    /errorRates: expected probabilities of \[glimpses, 7, 10\].+, got 240/,
  );
  expect(() => errorRates(probabilities, [0, 1, 2], 10, { glimpses: 6 })).toThrow(
    /180 numbers for 6 glimpse\(s\), got 240/,
  );
});

test("pictures of other channels than the model's are refused by name, and nothing is left behind", async () => {
  const parameters = fresh();
  const colour = { pixels: new Float32Array(8 * 36 * 3), count: 8, height: 6, width: 6, channels: 3 };
  const options = { policy: centreGlimpses, random: createRandomStream(1) };
  const left = await tensorsLeftBy(() => {
    expect(() => look(parameters, architecture, colour, centreGlimpses, createRandomStream(1))).toThrow(
      /^look: expected images with the architecture's channels, 1, got 3/,
    );
    expect(() => classify(parameters, architecture, colour, options)).toThrow(
      /^classify: expected images with the architecture's channels, 1, got 3/,
    );
    const short = { ...images, pixels: images.pixels.subarray(1) };
    expect(() => look(parameters, architecture, short, centreGlimpses, createRandomStream(1))).toThrow(
      /^look: expected images.pixels of length 288, got 287/,
    );
  });
  expect(left).toBe(0);
  disposeParameters(parameters);
});

test.each(["classes", "patchUnits", "glimpses", "channels"] as const)(
  "a model without %s is refused before there is any tensor",
  async (name) => {
    const left = await tensorsLeftBy(() => {
      expect(() => initRecurrentAttention(createRandomStream(1), { ...architecture, [name]: 0 })).toThrow(
        `initRecurrentAttention: expected ${name} to be a positive integer, got 0`,
      );
    });
    expect(left).toBe(0);
  },
);

test("a core without units, or a retina without scales, is refused before there is any tensor", () => {
  const random = createRandomStream(1);
  expect(() => initRecurrentAttention(random, smallArchitecture(rectifiedCore(0)))).toThrow(
    /core.units to be a positive integer, got 0/,
  );
  const retina = { size: 2, scales: 0 };
  expect(() => initRecurrentAttention(random, { ...architecture, retina })).toThrow(
    /retina.scales to be a positive integer, got 0/,
  );
});
