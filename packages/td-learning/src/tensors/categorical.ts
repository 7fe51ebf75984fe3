import {
  abs,
  add,
  clipByValue,
  div,
  expandDims,
  logSoftmax,
  mul,
  neg,
  relu,
  sub,
  sum,
  tensor1d,
  tidy,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { constant } from "./constant.ts";
import { assertSameShape, assertTimeBatch } from "./shapes.ts";

/** The ends of an evenly spaced support; how many atoms lie between follows from the distributions. */
export interface CategoricalSupport {
  /** z of the first atom. */
  readonly low: number;
  /** z of the last atom, above `low`. */
  readonly high: number;
}

const spacing = ({ low, high }: CategoricalSupport, atoms: number): number => (high - low) / (atoms - 1);

function assertSupport(where: string, { low, high }: CategoricalSupport, atoms: number): void {
  if (Number.isFinite(high - low) && high > low && atoms > 1) return;
  throw new RangeError(
    `${where}: expected two or more atoms from low to a larger high, got ${atoms} from ${low} to ${high}`,
  );
}

const atomsOf = (support: CategoricalSupport, count: number): Tensor1D =>
  tensor1d(Float32Array.from({ length: count }, (_, i) => support.low + i * spacing(support, count)));

/**
 * The mean of categorical distributions: Σ_i p_i z_i.
 *
 * Gradient: into the probabilities.
 * @param probabilities `[time, batch, atoms]`.
 * @param support z_0 and z_{K−1}.
 * @returns `[time, batch]`.
 * @throws RangeError for an impossible support.
 * @example
 * const values = categoricalMean(softmax(logits), { low: -10, high: 10 });
 */
export function categoricalMean(probabilities: Tensor3D, support: CategoricalSupport): Tensor2D {
  const atoms = probabilities.shape[2];
  assertSupport("categoricalMean", support, atoms);
  return tidy(() => sum(mul(probabilities, atomsOf(support, atoms)), 2));
}

/**
 * Projects distributions over moved atoms back onto the support, every share split between its two neighbours:
 * p_i = Σ_j p'_j max(0, 1 − |clip(z'_j) − z_i| / Δz).
 *
 * Gradient: into both. The mean stays what it was, unless atoms lie outside the support.
 * @param atoms z', `[time, batch, atoms]`.
 * @param probabilities p', `[time, batch, atoms]`.
 * @param support z_0 and z_{K−1}.
 * @returns p, `[time, batch, atoms]`.
 * @throws RangeError if the shapes differ, or for an impossible support.
 * @example
 * const projected = projectCategorical(moved, probabilities, { low: -10, high: 10 });
 * @see Bellemare, Dabney & Munos (2017), equation 7
 */
export function projectCategorical(
  atoms: Tensor3D,
  probabilities: Tensor3D,
  support: CategoricalSupport,
): Tensor3D {
  const count = atoms.shape[2];
  assertSameShape("projectCategorical", ["atoms", "probabilities"], atoms, probabilities);
  assertSupport("projectCategorical", support, count);
  return tidy(() => {
    const inside = expandDims(clipByValue(atoms, support.low, support.high), 3);
    const distance = div(abs(sub(inside, atomsOf(support, count))), spacing(support, count));
    return sum(mul(relu(sub(1, distance)), expandDims(probabilities, 3)), 2);
  });
}

/**
 * The categorical TD error: the cross-entropy −Σ_i p_i ln q_i from the projected target r_t + γ_t z to the prediction.
 *
 * For control choose the actions' distributions first, see {@link chooseActions}. Gradient: only into `logitsTm1`
 * (q − p); the target is stopped.
 * @param logitsTm1 The prediction for s_{t−1}, `[time, batch, atoms]`.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param probabilitiesT The distribution at s_t, `[time, batch, atoms]`.
 * @param support z_0 and z_{K−1}.
 * @returns `[time, batch]`.
 * @throws RangeError if the shapes do not fit, or for an impossible support.
 * @example
 * const best = argMax(mean(mul(probabilitiesT, atoms), 3), 2); // greedy over [time, batch, actions, atoms]
 * const errors = categoricalTdError(
 *   chooseActions(logitsTm1, aTm1), rT, discountT, chooseActions(probabilitiesT, best), { low: -10, high: 10 },
 * );
 * @see Bellemare, Dabney & Munos (2017), algorithm 1
 */
export function categoricalTdError(
  logitsTm1: Tensor3D,
  rT: Tensor2D,
  discountT: Tensor2D,
  probabilitiesT: Tensor3D,
  support: CategoricalSupport,
): Tensor2D {
  assertTimeBatch("categoricalTdError", { rT }, { discountT });
  assertTimeBatch("categoricalTdError", { rT }, { logitsTm1, probabilitiesT }, 1);
  assertSameShape("categoricalTdError", ["logitsTm1", "probabilitiesT"], logitsTm1, probabilitiesT);
  assertSupport("categoricalTdError", support, logitsTm1.shape[2]);
  return tidy(() => {
    const atoms = atomsOf(support, logitsTm1.shape[2]);
    const moved = add<Tensor3D>(expandDims(rT, 2), mul(expandDims(discountT, 2), atoms));
    const target = constant(() => projectCategorical(moved, probabilitiesT, support));
    return neg(sum<Tensor2D>(mul(target, logSoftmax(logitsTm1)), 2));
  });
}
