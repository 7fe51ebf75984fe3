import { tensor2d, tensor3d, tidy, zeros, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters, valueAndGradients } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { actorCritic, proximalPolicy, type Objective } from "./objectives.ts";
import { constant, linear } from "./schedule.ts";
import type { PolicyBatch } from "./unroll.ts";

const [steps, worlds, actions] = [4, 2, 3];
const discount = 0.9;
const random = createRandomStream(11);
const draw = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, random.normal));

/** Two worlds; the second one's episode is cut after its second step. */
const plain = {
  logits: Array.from({ length: steps + 1 }, () => draw(worlds, actions)),
  values: draw(steps + 1, worlds),
  expected: draw(steps + 1, worlds),
  actions: [
    [0, 2],
    [1, 1],
    [2, 0],
    [0, 0],
  ],
  rewards: [
    [0, 1],
    [1, 0],
    [0, 0],
    [1, 0],
  ],
  cuts: [
    [0, 0],
    [0, 1],
    [0, 0],
    [0, 0],
  ],
  weights: [
    [1, 1],
    [1, 1],
    [1, 0],
    [1, 0],
  ],
};

function logProbability(t: number, b: number, logits = plain.logits): number {
  const own = logits[t]![b]!;
  return own[plain.actions[t]![b]!]! - Math.log(own.reduce((sum, logit) => sum + Math.exp(logit), 0));
}

function entropy(t: number, b: number): number {
  const own = plain.logits[t]![b]!;
  const total = own.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return -own.reduce((sum, logit) => sum + (Math.exp(logit) / total) * Math.log(Math.exp(logit) / total), 0);
}

/** λ-returns of one world by the definition, from given values; beyond a cut stands the value of the cut state. */
function returnsOf(b: number, values: number[][], lambda: number): number[] {
  const returns: number[] = [];
  let next = values[steps]![b]!;
  for (let t = steps - 1; t >= 0; t--) {
    const after = values[t + 1]![b]!;
    const follows = plain.cuts[t]![b] === 1 ? after : (1 - lambda) * after + lambda * next;
    next = plain.rewards[t]![b]! + discount * follows;
    returns[t] = next;
  }
  return returns;
}

const table = (values: number[][]): Tensor2D => tensor2d(values);

function batchWith(shift: number): PolicyBatch {
  const logProbabilities = Array.from({ length: steps }, (_, t) =>
    [0, 1].map((b) => logProbability(t, b) - shift),
  );
  return {
    inputs: zeros([1, 1, 1]),
    images: undefined,
    state: { hidden: zeros([1, 1]), cell: zeros([1, 1]) },
    actions: tensor2d(plain.actions, undefined, "int32"),
    rewards: table(plain.rewards),
    weights: table(plain.weights),
    cuts: table(plain.cuts),
    logProbabilities: table(logProbabilities),
    values: table(plain.expected),
  };
}

function disposeBatch({ images, ...tensors }: PolicyBatch): void {
  images?.dispose();
  disposeParameters(tensors);
}

function valueOf(objective: Objective, shift = 0): number {
  const [batch, logits, values] = [batchWith(shift), tensor3d(plain.logits), table(plain.values)];
  const loss = tidy(() => objective.loss({ logits, values }, batch, 0.5));
  const value = loss.dataSync()[0]!;
  disposeBatch(batch);
  disposeParameters({ logits, values, loss });
  return value;
}

const cells = [0, 1].flatMap((b) =>
  [0, 1, 2, 3].filter((t) => plain.weights[t]![b] === 1).map((t) => ({ t, b })),
);

describe("actorCritic", () => {
  test("sums −A ln π + c δ²/2 − β H over the roll-out and averages over worlds", () => {
    const objective = actorCritic({
      discount,
      lambda: 1,
      baselineCost: 0.4,
      entropyCost: linear(0.05, 0.01),
    });
    const terms = cells.map(({ t, b }) => {
      const error = returnsOf(b, plain.values, 1)[t]! - plain.values[t]![b]!;
      return -error * logProbability(t, b) + 0.2 * error ** 2 - 0.03 * entropy(t, b);
    });
    expect(valueOf(objective)).toBeCloseTo(terms.reduce((sum, term) => sum + term, 0) / worlds, 4);
  });

  test("no gradient reaches the value through the advantage or the bootstrap", () => {
    const objective = actorCritic({ discount, baselineCost: 0, entropyCost: constant(0) });
    const batch = batchWith(0);
    const outputs = { logits: tensor3d(plain.logits), values: table(plain.values) };
    const { value, gradients } = valueAndGradients(
      ({ logits, values }: { logits: Tensor3D; values: Tensor2D }) =>
        objective.loss({ logits, values }, batch, 0.5),
      outputs,
    );
    expect(gradients.values.dataSync().every((slope) => slope === 0)).toBe(true);
    expect(gradients.logits.dataSync().some((slope) => slope !== 0)).toBe(true);
    disposeBatch(batch);
    disposeParameters({ outputs, value, gradients });
  });
});

describe("proximalPolicy", () => {
  const lambda = 0.8;
  const advantages = cells.map(
    ({ t, b }) => returnsOf(b, plain.expected, lambda)[t]! - plain.expected[t]![b]!,
  );
  const mean = advantages.reduce((sum, value) => sum + value, 0) / advantages.length;
  const deviation = Math.sqrt(
    advantages.reduce((sum, value) => sum + (value - mean) ** 2, 0) / advantages.length,
  );
  const expectedLoss = (ratio: number): number => {
    const clipped = Math.min(1.2, Math.max(0.8, ratio));
    const terms = cells.map(({ t, b }, at) => {
      const advantage = (advantages[at]! - mean) / deviation;
      const error = returnsOf(b, plain.expected, lambda)[t]! - plain.values[t]![b]!;
      const gain = Math.min(ratio * advantage, clipped * advantage);
      return -gain + 0.25 * error ** 2 - 0.03 * entropy(t, b);
    });
    return terms.reduce((sum, term) => sum + term, 0) / terms.length;
  };

  /** V-trace by its definition, from what the learner expects; every action `ratio` times as likely as it was. */
  function correctedOf(b: number, ratio: number): { advantage: number; target: number }[] {
    const weight = Math.min(1, ratio);
    const found: { advantage: number; target: number }[] = [];
    let ahead = 0;
    for (let t = plain.rewards.length - 1; t >= 0; t--) {
      const [now, next, cut] = [plain.values[t]![b]!, plain.values[t + 1]![b]!, plain.cuts[t]![b]!];
      const oneStep = plain.rewards[t]![b]! + discount * next - now;
      const onward = (1 - cut) * discount * lambda * ahead;
      ahead = weight * (oneStep + onward);
      found[t] = { advantage: oneStep + onward, target: now + ahead };
    }
    return found;
  }

  test.each([
    ["are the weights that acted", 1],
    ["make it more likely", 1.5],
    ["make it less likely", 0.5],
  ])("corrected for lag, where the learner's weights %s: V-trace by its definition", (_name, ratio) => {
    const judged = cells.map(({ t, b }) => correctedOf(b, ratio)[t]!);
    const average = judged.reduce((sum, { advantage }) => sum + advantage, 0) / judged.length;
    const spread = Math.sqrt(
      judged.reduce((sum, { advantage }) => sum + (advantage - average) ** 2, 0) / judged.length,
    );
    const clipped = Math.min(1.2, Math.max(0.8, ratio));
    const terms = cells.map(({ t, b }, at) => {
      const advantage = (judged[at]!.advantage - average) / spread;
      const gain = Math.min(ratio * advantage, clipped * advantage);
      const error = judged[at]!.target - plain.values[t]![b]!;
      return -gain + 0.25 * error ** 2 - 0.03 * entropy(t, b);
    });
    const objective = proximalPolicy({
      discount,
      lambda,
      baselineCost: 0.5,
      entropyCost: linear(0.05, 0.01),
      correctsLag: true,
    });
    expect(valueOf(objective, Math.log(ratio))).toBeCloseTo(
      terms.reduce((sum, term) => sum + term, 0) / terms.length,
      4,
    );
  });

  test.each([
    ["as likely as before", 1],
    ["more likely than before by half", 1.5],
    ["half as likely as before", 0.5],
  ])("actions %s: the clipped surrogate, by its definition", (_name, ratio) => {
    const objective = proximalPolicy({
      discount,
      lambda,
      baselineCost: 0.5,
      entropyCost: linear(0.05, 0.01),
    });
    expect(valueOf(objective, Math.log(ratio))).toBeCloseTo(expectedLoss(ratio), 4);
  });
});
