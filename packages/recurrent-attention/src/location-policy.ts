import type { RandomStream } from "@wayfield/backend";
import { assertPositive } from "./checks.ts";

/** Where the model looks: a value that is given to training and test alike. */
export interface LocationPolicy {
  /**
   * Standard deviation σ of the Gaussian around the locator's mean, in units of half a picture's side, if the policy
   * follows the locator: the locator then learns by REINFORCE. Undefined for a policy that does not.
   */
  readonly deviation: number | undefined;
  /** The first location of each picture, `[count, 2]`. */
  readonly first: (random: RandomStream, count: number) => Float32Array;
  /**
   * The next location of each picture, `[count, 2]`. A policy that does not follow the locator never asks for its
   * means, and they are not computed.
   */
  readonly next: (random: RandomStream, count: number, means: () => Float32Array) => Float32Array;
}

/** Independent uniform locations in [−1, 1)². */
function uniformLocations(random: RandomStream, count: number): Float32Array {
  return Float32Array.from({ length: 2 * count }, () => 2 * random.uniform() - 1);
}

/**
 * The policy of the paper: the first fixation anywhere, each further one drawn from a Gaussian around the locator's
 * mean, l ~ N(μ, σ² I).
 * @param deviation σ, in units of half a picture's side.
 * @throws RangeError unless σ > 0.
 * @example const policy = learnedGlimpses(0.1);
 * @see Mnih et al. 2014, sections 3.1 and 4.1.
 */
export function learnedGlimpses(deviation: number): LocationPolicy {
  assertPositive("learnedGlimpses", "deviation", deviation);
  return {
    deviation,
    first: uniformLocations,
    next: (random, _count, means) => means().map((mean) => mean + deviation * random.normal()),
  };
}

/** The control: every fixation anywhere, whatever was seen. */
export const randomGlimpses: LocationPolicy = {
  deviation: undefined,
  first: uniformLocations,
  next: uniformLocations,
};

/** The control: every fixation at the centre. */
export const centreGlimpses: LocationPolicy = {
  deviation: undefined,
  first: (_random, count) => new Float32Array(2 * count),
  next: (_random, count) => new Float32Array(2 * count),
};
