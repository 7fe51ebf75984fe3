import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { meanOf } from "@wayfield/example-kit/statistics";
import { createAgent } from "./agent.ts";
import { testReturns } from "./evaluate.ts";
import { replayKinds, type ReplayKind } from "./experience.ts";
import { catchBall } from "./tasks.ts";
import { createTraining } from "./training.ts";
import { convolutionalTrunk, denseTrunk } from "./trunks.ts";

function catchReturn(replay: ReplayKind, seed: number): number {
  const training = createTraining(catchBall, { seed, replay, isDouble: true, isDuelling: false });
  training.advance(catchBall.steps);
  const returns = testReturns(catchBall, training.agent, { episodes: 100, seed: 3_000_017 + seed });
  training.dispose();
  return meanOf(returns);
}

/** Milliseconds: a busy machine takes many times the few seconds that a training needs. */
const patience = 300_000;

describe.each([1, 2, 3])("catch after 2 000 steps, seed %i", { timeout: patience }, (seed) => {
  test("with replay 95 % of the balls are caught", () => {
    expect(catchReturn(replayKinds.uniform, seed)).toBeGreaterThanOrEqual(catchBall.solved);
  });

  test("without replay the same agent misses the same bar", () => {
    expect(catchReturn(replayKinds.off, seed)).toBeLessThan(catchBall.solved);
  });
});

describe("agent", () => {
  const settings = {
    trunk: denseTrunk(2, 16),
    inputScale: [1, 1],
    actions: 2,
    targetPeriod: 10,
  };
  const learningRate = 0.01;
  /** Two states, two actions; only action 1 in state 0 pays, and every episode ends at once. */
  const bandit = {
    size: 4,
    weights: new Float32Array(4).fill(1),
    columns: {
      observation: Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1),
      action: Int32Array.of(0, 1, 0, 1),
      reward: Float32Array.of(0, 1, 0.5, 0.25),
      discount: new Float32Array(4),
      nextObservation: Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1),
    },
  };

  test.each([
    { isDouble: false, isDuelling: false },
    { isDouble: true, isDuelling: false },
    { isDouble: true, isDuelling: true },
  ])("%j: errors shrink and the better action is chosen", (kind) => {
    const agent = createAgent(createRandomStream(4), { ...settings, ...kind });
    const before = agent.learn(bandit, learningRate).reduce((sum, error) => sum + error, 0);
    for (let update = 0; update < 300; update++) agent.learn(bandit, learningRate);
    const after = agent.learn(bandit, learningRate).reduce((sum, error) => sum + error, 0);
    expect(after).toBeLessThan(before / 10);
    expect(Array.from(agent.act(Float32Array.of(1, 0, 0, 1)))).toEqual([1, 0]);
    agent.dispose();
  });

  test("a network with filters learns from pictures", () => {
    const trunk = convolutionalTrunk([4, 4, 1], { filters: 4, hidden: 16 });
    const agent = createAgent(createRandomStream(6), {
      ...{ trunk, inputScale: new Array<number>(16).fill(1), actions: 2, targetPeriod: 10 },
      ...{ isDouble: false, isDuelling: false },
    });
    // The same point at one side or the other: action 0 pays at the left, action 1 at the right.
    const left = Float32Array.from({ length: 16 }, (_, cell) => (cell === 4 ? 1 : 0));
    const right = Float32Array.from({ length: 16 }, (_, cell) => (cell === 7 ? 1 : 0));
    const observation = Float32Array.of(...left, ...left, ...right, ...right);
    const pictures = {
      ...bandit,
      columns: {
        ...bandit.columns,
        observation,
        nextObservation: observation,
        reward: Float32Array.of(1, 0, 0, 1),
      },
    };
    for (let update = 0; update < 200; update++) agent.learn(pictures, learningRate);
    expect(Array.from(agent.act(observation))).toEqual([0, 0, 1, 1]);
    agent.dispose();
  });

  test("the target network holds still between copies: a bootstrapped value waits for it", () => {
    const agent = createAgent(createRandomStream(5), {
      ...settings,
      targetPeriod: 1000,
      isDouble: false,
      isDuelling: false,
    });
    // With rewards 1 and discount 1 the values would grow without bound; a target at rest keeps them near 1 + its own.
    const loop = {
      ...bandit,
      columns: {
        ...bandit.columns,
        reward: new Float32Array(4).fill(1),
        discount: new Float32Array(4).fill(1),
      },
    };
    for (let update = 0; update < 400; update++) agent.learn(loop, learningRate);
    expect(Math.max(...agent.learn(loop, learningRate))).toBeLessThan(0.05);
    agent.dispose();
  });
});
