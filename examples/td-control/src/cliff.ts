import { createCliffWalking, deriveSeed, seededRandom, type UniformSource } from "@wayfield/environments";
import {
  createExpectedSarsa,
  createQLearning,
  createSarsa,
  createTd,
  epsilonGreedy,
  greedyAction,
  oneHot,
  sampleAction,
  type ActionValues,
  type Features,
} from "@wayfield/td-learning";
import { meanOf } from "@wayfield/example-kit/statistics";

const episodes = 500;
/** The part of learning that counts as learned. */
const settled = 400;
const [featureCount, actionCount, stepSize] = [48, 4, 0.5];
const states = Array.from({ length: featureCount }, (_, state) => oneHot(state));
const weights = (): Float64Array => new Float64Array(featureCount * actionCount);

/** What a step leaves to be learned from. */
interface Step {
  readonly xTm1: Features;
  readonly aTm1: number;
  readonly rT: number;
  readonly discountT: number;
  readonly xT: Features;
  readonly aT: number;
  readonly policyT: Float64Array;
}
type Agent = { readonly values: ActionValues["values"]; readonly learn: (step: Step) => void };

export const agents: Record<"sarsa" | "expectedSarsa" | "qLearning", () => Agent> = {
  sarsa: () => {
    const { values, learn } = createSarsa(createTd(weights(), { stepSize }), { featureCount });
    return { values, learn: (s) => learn(s.xTm1, s.aTm1, s.rT, s.discountT, s.xT, s.aT) };
  },
  expectedSarsa: () => {
    const { values, learn } = createExpectedSarsa(createTd(weights(), { stepSize }), { featureCount });
    return { values, learn: (s) => learn(s.xTm1, s.aTm1, s.rT, s.discountT, s.xT, s.policyT) };
  },
  qLearning: () => {
    const { values, learn } = createQLearning(weights(), { featureCount, stepSize });
    return { values, learn: (s) => learn(s.xTm1, s.aTm1, s.rT, s.discountT, s.xT) };
  },
};

/** One run: the return of every episode and the length of the way the learned values point out. */
export interface CliffRun {
  readonly returns: readonly number[];
  /** Steps of the greedy way; NaN if it does not arrive. */
  readonly greedySteps: number;
}

function episode(agent: Agent, world: ReturnType<typeof createCliffWalking>, random: UniformSource): number {
  let xTm1 = states[world.reset().observation]!;
  let aTm1 = sampleAction(epsilonGreedy(agent.values(xTm1)), random);
  for (let sum = 0; ;) {
    const { observation, reward, terminated } = world.step(aTm1);
    const xT = states[observation]!;
    const policyT = epsilonGreedy(agent.values(xT));
    const aT = sampleAction(policyT, random);
    agent.learn({ xTm1, aTm1, rT: reward, discountT: terminated ? 0 : 1, xT, aT, policyT });
    sum += reward;
    if (terminated) return sum;
    [xTm1, aTm1] = [xT, aT];
  }
}

function greedySteps({ values }: Agent): number {
  const world = createCliffWalking();
  let state = world.reset({ seed: 0 }).observation;
  for (let steps = 1; steps <= 100; steps++) {
    const { observation, terminated } = world.step(greedyAction(values(states[state]!)));
    if (terminated) return steps;
    state = observation;
  }
  return NaN;
}

function cliffRun(create: () => Agent, seed: number): CliffRun {
  const random = seededRandom(seed);
  const world = createCliffWalking();
  world.reset({ seed });
  const agent = create();
  const returns = Array.from({ length: episodes }, () => episode(agent, world, random));
  return { returns, greedySteps: greedySteps(agent) };
}

/** Many runs of one method: the mean curve, and the mean return of episodes 401 to 500 of each run. */
export interface CliffResult {
  readonly curve: readonly number[];
  readonly returns: readonly number[];
  readonly greedySteps: readonly number[];
}

export function cliffRuns(create: () => Agent, runs: number, seed: number): CliffResult {
  const all = Array.from({ length: runs }, (_, run) => cliffRun(create, deriveSeed(seed, run)));
  return {
    curve: Array.from({ length: episodes }, (_, at) => meanOf(all.map(({ returns }) => returns[at]!))),
    returns: all.map(({ returns }) => meanOf(returns.slice(settled))),
    greedySteps: all.map((run) => run.greedySteps),
  };
}

/** The value that most runs have. */
export function mostFrequent(values: readonly number[]): { value: number; share: number } {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [value, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  return { value, share: count / values.length };
}
