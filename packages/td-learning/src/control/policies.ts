import { assertBetween } from "../linear/checks.ts";

function assertValues(where: string, values: ArrayLike<number>): void {
  if (values.length === 0) throw new RangeError(`${where}: expected at least one action, got none`);
  for (let action = 0; action < values.length; action++) {
    if (Number.isNaN(values[action]!)) {
      throw new RangeError(`${where}: expected numbers, got NaN for action ${action}`);
    }
  }
}

function largest(values: ArrayLike<number>): number {
  let best = -Infinity;
  for (let action = 0; action < values.length; action++) best = Math.max(best, values[action]!);
  return best;
}

/**
 * The action of the largest value, the first of several.
 * @param values q(s, ·), `[actions]`.
 * @throws RangeError if there is no action or a value is NaN.
 * @example
 * greedyAction([0, 2, 2]); // 1
 */
export function greedyAction(values: ArrayLike<number>): number {
  assertValues("greedyAction", values);
  let best = 0;
  for (let action = 1; action < values.length; action++) {
    if (values[action]! > values[best]!) best = action;
  }
  return best;
}

/** Options of {@link epsilonGreedy}. */
export interface EpsilonGreedyOptions {
  /** ε, the share of the time an action is drawn from all alike; 0.1 unless told, 0 is greedy. */
  epsilon?: number;
}

/**
 * The ε-greedy policy: π(a) = ε / A, and 1 − ε more shared among the actions of the largest value.
 * @param values q(s, ·), `[actions]`.
 * @returns π(·|s), `[actions]`.
 * @throws RangeError if there is no action, a value is NaN or ε lies outside [0, 1].
 * @example
 * epsilonGreedy([0, 1], { epsilon: 0.1 }); // [0.05, 0.95]
 */
export function epsilonGreedy(
  values: ArrayLike<number>,
  { epsilon = 0.1 }: EpsilonGreedyOptions = {},
): Float64Array {
  assertValues("epsilonGreedy", values);
  assertBetween("epsilonGreedy", "epsilon", epsilon, 0, 1);
  const best = largest(values);
  const greedy = Float64Array.from(values, (value) => (value === best ? 1 : 0));
  const ties = greedy.reduce((sum, one) => sum + one, 0);
  return greedy.map((one) => epsilon / values.length + ((1 - epsilon) * one) / ties);
}

/** Options of {@link softmaxPolicy}. */
export interface SoftmaxPolicyOptions {
  /** τ, above 0: small is near greedy, large is near uniform; 1 unless told. */
  temperature?: number;
}

/**
 * The Boltzmann policy: π(a) ∝ exp(q(a) / τ).
 * @param values q(s, ·), `[actions]`.
 * @returns π(·|s), `[actions]`.
 * @throws RangeError if there is no action, a value is NaN or the temperature is not above 0.
 * @example
 * softmaxPolicy([0, 0]); // [0.5, 0.5]
 */
export function softmaxPolicy(
  values: ArrayLike<number>,
  { temperature = 1 }: SoftmaxPolicyOptions = {},
): Float64Array {
  assertValues("softmaxPolicy", values);
  assertBetween("softmaxPolicy", "temperature", temperature, Number.MIN_VALUE);
  const best = largest(values);
  const powers = Float64Array.from(values, (value) => Math.exp((value - best) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** By how much a policy may miss its sum, and an entry fall below 0, through rounding. */
const slack = 1e-6;

/**
 * What the probabilities of a policy sum to.
 * @throws RangeError, naming the function, unless none is negative and the sum is 1.
 */
export function policyTotal(where: string, name: string, probabilities: ArrayLike<number>): number {
  let total = 0;
  for (let action = 0; action < probabilities.length; action++) {
    const probability = probabilities[action]!;
    if (probability < -slack) {
      throw new RangeError(
        `${where}: expected ${name} to be probabilities, got ${probability} for action ${action}`,
      );
    }
    total += probability;
  }
  if (Math.abs(total - 1) < slack) return total;
  throw new RangeError(`${where}: expected ${name} to sum to 1, got a sum of ${total}`);
}

/**
 * An action drawn from a policy.
 * @param probabilities π(·|s), `[actions]`, summing to 1.
 * @param uniform A source of uniform numbers in [0, 1); one is drawn.
 * @throws RangeError if a probability is negative or they do not sum to 1.
 * @example
 * const random = createRandomStream(7); // of @wayfield/backend; any () => number does
 * const action = sampleAction(epsilonGreedy([0, 1]), random.uniform);
 */
export function sampleAction(probabilities: ArrayLike<number>, uniform: () => number): number {
  let left = uniform() * policyTotal("sampleAction", "probabilities", probabilities);
  let last = 0;
  for (let action = 0; action < probabilities.length; action++) {
    if (!(probabilities[action]! > 0)) continue;
    last = action;
    left -= probabilities[action]!;
    if (left < 0) return action;
  }
  return last;
}
