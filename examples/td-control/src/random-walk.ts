import { createRandomWalk, deriveSeed, randomWalkValues } from "@wayfield/environments";
import {
  createNStepTd,
  createTdLambda,
  createTrueOnlineTdLambda,
  lambdaReturns,
  oneHot,
  type Predictor,
} from "@wayfield/td-learning";
import { breathe, spreadOf, type Spread } from "./statistics.ts";

/** One recorded walk: the states visited, 0 … 18, and the reward it left with. */
export interface Walk {
  readonly path: readonly number[];
  readonly reward: number;
}

const states = Array.from({ length: 19 }, (_, state) => oneHot(state));
const truth = randomWalkValues();
const episodes = 10;

/** The walks of all runs, `[run][episode]`, which every method then learns from. */
export function recordWalks(runs: number, seed: number): Walk[][] {
  const world = createRandomWalk();
  return Array.from({ length: runs }, (_, run) => {
    world.reset({ seed: deriveSeed(seed, run) });
    return Array.from({ length: episodes }, (): Walk => {
      const path = [world.reset().observation - 1];
      for (;;) {
        const { observation, reward, terminated } = world.step(0);
        if (terminated) return { path, reward };
        path.push(observation - 1);
      }
    });
  });
}

/** Learns one walk, in place. */
type Learner = { readonly weights: Float64Array; readonly learn: (walk: Walk) => void };

/** A predictor that learns as it walks. */
const online = (predictor: Predictor): Learner => ({
  weights: predictor.weights,
  learn: ({ path, reward }) => {
    const last = path.length - 1;
    for (let t = 0; t < last; t++) predictor.learn(states[path[t]!]!, 0, 1, states[path[t + 1]!]!);
    predictor.learn(states[path[last]!]!, reward, 0, states[path[last]!]!);
  },
});

/** The off-line λ-return algorithm: nothing changes during an episode, then every state moves toward its λ-return. */
const offline = (weights: Float64Array, stepSize: number, lambda: number): Learner => ({
  weights,
  learn: ({ path, reward }) => {
    const last = path.length - 1;
    const returns = lambdaReturns(
      path.map((_, t) => (t === last ? reward : 0)),
      path.map((_, t) => (t === last ? 0 : 1)),
      path.map((_, t) => (t === last ? 0 : weights[path[t + 1]!]!)),
      { lambda },
    );
    path.forEach((state, t) => {
      weights[state]! += stepSize * (returns[t]! - weights[state]!);
    });
  },
});

/** A method by name, with the values of its parameter and a learner for one of them and a step size. */
export interface Method {
  readonly name: string;
  readonly parameter: string;
  readonly values: readonly number[];
  readonly create: (value: number, stepSize: number) => Learner;
}

const lambdas = [0, 0.4, 0.8, 0.9, 0.95, 0.975, 0.99, 1];
const zeros = (): Float64Array => new Float64Array(19);

export const methods = {
  nStep: {
    name: "n-step TD",
    parameter: "n",
    values: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    create: (n, stepSize) => online(createNStepTd(zeros(), { stepSize, n })),
  },
  offlineLambdaReturn: {
    name: "off-line λ-return",
    parameter: "λ",
    values: lambdas,
    create: (lambda, stepSize) => offline(zeros(), stepSize, lambda),
  },
  tdLambda: {
    name: "TD(λ)",
    parameter: "λ",
    values: lambdas,
    create: (lambda, stepSize) => online(createTdLambda(zeros(), { stepSize, lambda })),
  },
  trueOnline: {
    name: "true online TD(λ)",
    parameter: "λ",
    values: lambdas,
    create: (lambda, stepSize) => online(createTrueOnlineTdLambda(zeros(), { stepSize, lambda })),
  },
} satisfies Record<string, Method>;

const rootMeanSquare = (weights: Float64Array): number =>
  Math.sqrt(weights.reduce((sum, value, state) => sum + (value - truth[state]!) ** 2, 0) / truth.length);

/** The error of one run: RMS over the states, averaged over the first ten episodes. */
function errorOfRun(learner: Learner, walks: readonly Walk[]): number {
  const errors = walks.map((walk) => {
    learner.learn(walk);
    return rootMeanSquare(learner.weights);
  });
  return spreadOf(errors).mean;
}

/** The error over the step sizes for one value of a method's parameter. */
export interface Curve {
  readonly value: number;
  readonly stepSizes: readonly number[];
  readonly errors: readonly Spread[];
}

/** Errors above this are off the chart, and so are those of every larger step size. */
const ceiling = 0.6;

export async function curvesOf(
  method: Method,
  runs: readonly Walk[][],
  stepSizes: readonly number[],
  { report, signal }: { report: () => void; signal?: AbortSignal },
): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const value of method.values) {
    const errors: Spread[] = [];
    for (const stepSize of stepSizes) {
      const spread = spreadOf(runs.map((walks) => errorOfRun(method.create(value, stepSize), walks)));
      if (!(spread.mean < ceiling)) break;
      errors.push(spread);
    }
    curves.push({ value, stepSizes: stepSizes.slice(0, errors.length), errors });
    report();
    await breathe(signal);
  }
  return curves;
}

/** The lowest point of all curves. */
export interface Minimum extends Spread {
  readonly value: number;
  readonly stepSize: number;
}

export function minimumOf(curves: readonly Curve[]): Minimum {
  const points = curves.flatMap(({ value, stepSizes, errors }) =>
    errors.map((error, at) => ({ value, stepSize: stepSizes[at]!, ...error })),
  );
  return points.reduce((best, point) => (point.mean < best.mean ? point : best));
}
