import { dispose, tensor, tensor1d, tensor2d, tidy, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import {
  createRandomStream,
  disposeParameters,
  flattenParameters,
  mapParameters,
  valueAndGradients,
} from "@wayfield/backend";
import { finiteDifferenceGradient, meanAndDeviation } from "@wayfield/test-kit";
import { describe, expect, test } from "vitest";
import { lstmCore, rectifiedCore, type Core } from "./core.ts";
import { noiseImages, replayedGlimpses, smallArchitecture } from "./fixtures/small.ts";
import {
  classificationLoss,
  correctness,
  hybridLoss,
  locationLogDensity,
  reinforceLoss,
  rewardsOf,
  type HybridLossOptions,
} from "./hybrid-loss.ts";
import { disposeEpisode, look } from "./look.ts";
import { initRecurrentAttention, type RecurrentAttentionParameters } from "./network.ts";

const deviation = 0.2;
const { images, labels } = noiseImages();
const random = createRandomStream(5);
const proposals = Float32Array.from({ length: 3 * 8 * 2 }, () => 0.5 * random.normal());

const lossWith =
  (core: Core, options: HybridLossOptions) =>
  (parameters: RecurrentAttentionParameters): Scalar =>
    tidy(() => {
      const policy = replayedGlimpses(proposals, options.deviation);
      const episode = look(parameters, smallArchitecture(core), images, policy, random);
      const rewards = rewardsOf(parameters, episode, labels, correctness);
      return hybridLoss(parameters, episode, labels, rewards, options);
    });

/** Fresh weights with offsets of their own: at offsets of zero whole layers may stand exactly on a rectifier's kink. */
function parametersOf(core: Core): RecurrentAttentionParameters {
  const draws = createRandomStream(2);
  const fresh = initRecurrentAttention(draws, smallArchitecture(core));
  const moved = mapParameters(fresh, (weights) =>
    weights.rank === 1
      ? tensor(Array.from({ length: weights.size }, () => 0.3 * draws.normal()))
      : weights.clone(),
  );
  disposeParameters(fresh);
  return moved;
}

/** The gradient by name, as plain numbers. */
function gradientsOf(core: Core, options: HybridLossOptions): Record<string, Float32Array> {
  const parameters = parametersOf(core);
  const { value, gradients } = valueAndGradients(lossWith(core, options), parameters);
  const flat = Object.entries(flattenParameters(gradients)).map(
    ([name, tensor]) => [name, tensor.dataSync<"float32">().slice()] as const,
  );
  value.dispose();
  disposeParameters({ gradients, parameters });
  return Object.fromEntries(flat);
}

/** The loss with one parameter replaced. */
function lossAt(core: Core, name: string, values: ArrayLike<number>, options: HybridLossOptions): number {
  const parameters = parametersOf(core);
  const moved = mapParameters(parameters, (weights, own) =>
    own === name ? tensor(Array.from(values), weights.shape) : weights.clone(),
  );
  const loss = lossWith(core, options)(moved);
  const value = loss.dataSync()[0]!;
  loss.dispose();
  disposeParameters({ parameters, moved });
  return value;
}

const recognition = /^(glimpse|core|classifier)\./;
const isZero = (values: Float32Array): boolean => values.every((value) => value === 0);

describe.each([
  ["rectified core", rectifiedCore(6)],
  ["LSTM core", lstmCore(6)],
])("%s", (_, core) => {
  test("the slope of the cross-entropy along a direction agrees with finite differences, weight by weight", () => {
    const options = { supervised: 3 };
    const gradients = gradientsOf(core, options);
    const parameters = parametersOf(core);
    for (const [name, weights] of Object.entries(flattenParameters(parameters))) {
      const start = weights.dataSync<"float32">().slice();
      // A step that carries a unit over its rectifier's kink is off; most of five directions do not.
      const errors = [1, 2, 3, 4, 5].map(() => {
        const direction = start.map(() => (random.uniform() < 0.5 ? -1 : 1));
        const along = ([t]: Float64Array): number =>
          lossAt(
            core,
            name,
            start.map((weight, at) => weight + t! * direction[at]!),
            options,
          );
        const [slope] = finiteDifferenceGradient(along, [0], { step: 3e-4 });
        const expected = gradients[name]!.reduce((sum, one, at) => sum + one * direction[at]!, 0);
        return Math.abs(slope! - expected) / (0.1 + Math.abs(expected));
      });
      expect(errors.sort((a, b) => a - b)[2], name).toBeLessThan(0.02);
    }
    disposeParameters(parameters);
  });

  test("cross-entropy reaches locator and baseline by exactly nothing, and all else by something", () => {
    for (const [name, gradient] of Object.entries(gradientsOf(core, { supervised: 3 })))
      expect(isZero(gradient), name).toBe(!recognition.test(name));
  });

  test("reward and baseline reach locator and baseline, and change nothing in the rest", () => {
    const without = gradientsOf(core, { supervised: 3 });
    const withGaze = gradientsOf(core, { supervised: 3, deviation });
    for (const [name, gradient] of Object.entries(withGaze)) {
      if (recognition.test(name)) expect(gradient, name).toEqual(without[name]);
      else expect(isZero(gradient), name).toBe(false);
    }
  });
});

describe("REINFORCE on a reward that can be added up: 1 right of the middle, 0.2 left of it", () => {
  const sigma = 0.3;
  const reward = (x: number): number => (x > 0 ? 1 : 0.2);
  const mean = [0.1, -0.2] as const;

  /** ∫ N(x; μ, σ²) R(x) dx by the midpoint rule; y does not matter. */
  const expectedReward = ([mu]: Float64Array): number => {
    const step = 1e-4;
    let sum = 0;
    for (let x = mu! - 8 * sigma + step / 2; x < mu! + 8 * sigma; x += step)
      sum +=
        (step * reward(x) * Math.exp(-((x - mu!) ** 2) / (2 * sigma ** 2))) /
        (sigma * Math.sqrt(2 * Math.PI));
    return sum;
  };

  /** One estimate of ∂E[R]/∂μ for every draw: minus the batch's gradient times its size. */
  function estimates(baseline: number, count = 40_000): { x: number[]; y: number[] } {
    const draws = createRandomStream(8);
    const drawn = Float32Array.from({ length: 2 * count }, (_, at) => mean[at % 2]! + sigma * draws.normal());
    const advantages = Float32Array.from({ length: count }, (_, row) => reward(drawn[2 * row]!) - baseline);
    const means = tensor2d(
      Float32Array.from({ length: 2 * count }, (_, at) => mean[at % 2]!),
      [count, 2],
    );
    const inputs = [tensor2d(drawn, [count, 2]), tensor1d(advantages)] as const;
    const { value, gradients } = valueAndGradients(
      ({ mu }) => reinforceLoss(mu, inputs[0], inputs[1], sigma, count),
      { mu: means },
    );
    const perDraw = gradients.mu.dataSync<"float32">().map((one) => -one * count);
    dispose([value, gradients.mu, means, ...inputs] as Tensor[]);
    const axis = (which: number) => Array.from({ length: count }, (_, row) => perDraw[2 * row + which]!);
    return { x: axis(0), y: axis(1) };
  }

  const [slope] = finiteDifferenceGradient(expectedReward, [mean[0]], { step: 1e-3 });
  const standardError = (list: number[]): number => meanAndDeviation(list).deviation / Math.sqrt(list.length);

  test.each([0, 0.7])("with a baseline of %f its mean is the slope of the expected reward", (baseline) => {
    const { x, y } = estimates(baseline);
    expect(Math.abs(meanAndDeviation(x).mean - slope!)).toBeLessThan(4 * standardError(x));
    expect(Math.abs(meanAndDeviation(y).mean)).toBeLessThan(4 * standardError(y));
    // The bar must be one that a wrong sign or a missing factor could not pass.
    expect(4 * standardError(x)).toBeLessThan(0.1 * slope!);
  });

  test("a baseline near the mean reward leaves the mean and takes away most of the variance", () => {
    const [plain, helped] = [estimates(0), estimates(expectedReward(Float64Array.of(mean[0])))];
    for (const axis of ["x", "y"] as const) {
      const [wide, narrow] = [meanAndDeviation(plain[axis]), meanAndDeviation(helped[axis])];
      expect(narrow.deviation ** 2).toBeLessThan(0.6 * wide.deviation ** 2);
      expect(Math.abs(narrow.mean - wide.mean)).toBeLessThan(4 * standardError(plain[axis]));
    }
  });
});

test("the log density: by hand, and no gradient into what was drawn or earned", () => {
  const means = tensor2d([0, 0, 0.5, -0.5], [2, 2]);
  const drawn = tensor2d([0.3, 0.4, 0.5, -0.5], [2, 2]);
  const density = locationLogDensity(means, drawn, 0.5);
  // −(0.09 + 0.16) / (2 · 0.25), and 0 at the mean itself.
  expect(density).toBeAllCloseTo([-0.5, 0], 1e-6);
  const earned = tensor1d([1, 2]);
  const { value, gradients } = valueAndGradients(
    (all) => reinforceLoss(all.means, all.drawn, all.earned, 0.5, 2),
    { means, drawn, earned },
  );
  expect(isZero(gradients.drawn.dataSync<"float32">())).toBe(true);
  expect(isZero(gradients.earned.dataSync<"float32">())).toBe(true);
  // (R / B) (μ − l) / σ².
  expect(gradients.means).toBeAllCloseTo([-0.6, -0.8, 0, 0], 1e-6);
  dispose([means, drawn, density, earned, value, ...Object.values(gradients)]);
});

test("rewards and cross-entropy by hand", () => {
  expect([...correctness(Float32Array.of(0, 2, 1, 5, 4, 3), [1, 2])]).toEqual([1, 0]);
  const hidden = tensor2d([1, 0, 0, 1], [2, 2]);
  const classifier = { kernel: tensor2d([Math.log(3), 0, 0, 0], [2, 2]) };
  const loss = classificationLoss({ classifier }, [hidden], [0, 1], 1);
  // softmax(ln 3, 0) = (3/4, 1/4); softmax(0, 0) = (1/2, 1/2).
  expect(loss).toBeAllCloseTo([-(Math.log(0.75) + Math.log(0.5)) / 2], 1e-6);
  expect(() => classificationLoss({ classifier }, [hidden], [0, 1], 2)).toThrow(
    /from 1 to the 1 glimpses, got 2/,
  );
  for (const label of [2, -1, 0.5, NaN]) {
    expect(() => classificationLoss({ classifier }, [hidden], [0, label], 1)).toThrow(
      `classificationLoss: expected labels from 0 to 1, got ${label}`,
    );
  }
  expect(() => classificationLoss({ classifier }, [hidden, hidden], [0, 1], 1.5)).toThrow(
    /^classificationLoss: expected supervised to be a whole number from 1 to the 2 glimpses, got 1.5/,
  );
  expect(() => classificationLoss({ classifier }, [hidden], [0], 1)).toThrow(
    /^classificationLoss: expected labels of length 2, got 1/,
  );
  dispose([hidden, classifier.kernel, loss]);
});

test("correctness wants one label a row of logits, and none beyond them", () => {
  const logits = new Float32Array(4 * 10);
  expect(() => correctness(logits, [1, 2, 3])).toThrow(
    /logits for each label to be a positive integer, got 13/,
  );
  expect(() => correctness(logits, [])).toThrow(/logits for each label to be a positive integer/);
  expect(() => correctness(logits, [1, 2, 3, 4, 9])).toThrow(
    /correctness: expected labels from 0 to 7, got 9/,
  );
});

test("a deviation that is not positive is refused: the density would not be a number", () => {
  const [means, advantages] = [tensor2d([0, 0], [1, 2]), tensor1d([1])];
  for (const sigma of [0, -0.1, NaN]) {
    expect(() => locationLogDensity(means, means, sigma)).toThrow(
      `locationLogDensity: expected deviation > 0, got ${sigma}`,
    );
    expect(() => reinforceLoss(means, means, advantages, sigma, 1)).toThrow(
      `reinforceLoss: expected deviation > 0, got ${sigma}`,
    );
  }
  expect(() => reinforceLoss(means, means, advantages, 0.1, 0)).toThrow(
    /reinforceLoss: expected batch to be a positive integer, got 0/,
  );
  dispose([means, advantages]);
});

test("labels and rewards of another length are refused", () => {
  const parameters = parametersOf(rectifiedCore(6));
  const policy = replayedGlimpses(proposals, undefined);
  const episode = look(parameters, smallArchitecture(), images, policy, random);
  const rewards = new Float32Array(8);
  expect(() => hybridLoss(parameters, episode, [1], rewards)).toThrow(/labels of length 8, got 1/);
  expect(() => hybridLoss(parameters, episode, labels, new Float32Array(2))).toThrow(
    /rewards of length 8, got 2/,
  );
  expect(() => hybridLoss(parameters, episode, labels, rewards, { deviation: 0 })).toThrow(
    /hybridLoss: expected deviation > 0, got 0/,
  );
  expect(() => rewardsOf(parameters, episode, [0, 1, 2, 0], correctness)).toThrow(
    /rewardsOf: expected labels of length 8, got 4/,
  );
  disposeEpisode(episode);
  disposeParameters(parameters);
});
