import { bairdFeatures, createBairdCounterexample, deriveSeed, seededRandom } from "@wayfield/environments";
import {
  addScaled,
  createTd,
  createTdc,
  denseFeatures,
  dot,
  type OffPolicyPredictor,
} from "@wayfield/td-learning";

const discount = 0.99;
const rows = bairdFeatures().map(denseFeatures);
/** The start of the book's figures: all weights 1 but that of the seventh state. */
const start = (): Float64Array => Float64Array.of(1, 1, 1, 1, 1, 1, 10, 1);

/** The RMS value error; every true value is 0. */
const valueError = (weights: Float64Array): number =>
  Math.sqrt(rows.reduce((sum, row) => sum + dot(weights, row) ** 2, 0) / rows.length);

/** The methods with the step sizes of figures 11.2 and 11.5. */
export const methods: Record<"semiGradient" | "tdc", () => OffPolicyPredictor> = {
  semiGradient: () => createTd(start(), { stepSize: 0.01 }),
  tdc: () => createTdc(start(), { stepSize: 0.005, secondStepSize: 0.05 }),
};

/** The value error after every `every` steps of the behaviour, which takes solid one time in seven. */
export function bairdErrors(
  predictor: OffPolicyPredictor,
  steps: number,
  every: number,
  seed: number,
): number[] {
  const random = seededRandom(deriveSeed(seed, 1));
  const world = createBairdCounterexample();
  let state = world.reset({ seed }).observation;
  const errors = [valueError(predictor.weights)];
  for (let step = 1; step <= steps; step++) {
    const isSolid = random() < 1 / 7;
    const { observation, reward } = world.step(isSolid ? 1 : 0);
    predictor.learn(rows[state]!, reward, discount, rows[observation]!, isSolid ? 7 : 0);
    state = observation;
    if (step % every === 0) errors.push(valueError(predictor.weights));
  }
  return errors;
}

/**
 * The mean follow-on trace of each state: only solid steps count (ρ = 7 once in seven), and they lead to the last
 * state, so F = 1 elsewhere, and there F = 1 + γ (6 · 1 + F).
 */
const followOn = rows.map((_, state) => (state < 6 ? 1 : (1 + 6 * discount) / (1 - discount)));

/**
 * TD in expectation: the mean of the update over the behaviour's steps, sweep by sweep. With the follow-on trace it is
 * emphatic TD as in figure 11.6 (sampled, its variance is too large here to show anything), without it semi-gradient TD.
 */
export function expectedErrors(
  sweeps: number,
  { stepSize, isEmphatic }: { stepSize: number; isEmphatic: boolean },
): number[] {
  const weights = start();
  const errors = [valueError(weights)];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const target = discount * dot(weights, rows[6]!);
    const values = rows.map((row) => dot(weights, row));
    rows.forEach((row, state) => {
      const emphasis = isEmphatic ? followOn[state]! : 1;
      addScaled(weights, (stepSize / 7) * emphasis * (target - values[state]!), row);
    });
    errors.push(valueError(weights));
  }
  return errors;
}
