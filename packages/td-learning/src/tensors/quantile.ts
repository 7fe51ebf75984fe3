import {
  abs,
  add,
  cast,
  expandDims,
  less,
  mean,
  minimum,
  mul,
  square,
  sub,
  sum,
  tidy,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { assertBetween } from "../linear/checks.ts";
import { constant } from "./constant.ts";
import { assertSameShape, assertTimeBatch } from "./shapes.ts";

function assertTaus(where: string, taus: Tensor1D, units: number): void {
  const rank: number = taus.rank;
  if (rank === 1 && taus.size === units) return;
  throw new RangeError(`${where}: expected taus of [${units}], one a unit, got [${taus.shape.join(", ")}]`);
}

/** |τ − 1{δ < 0}|: τ for errors above zero, 1 − τ for those below. No gradient flows through it. */
const asymmetry = (taus: Tensor, errors: Tensor): Tensor =>
  constant(() => abs(sub(taus, cast(less(errors, 0), "float32"))));

/** δ_ij = r + γ θ'_j − θ_i, `[time, batch, i, j]`; only θ gets a gradient. */
function pairwiseErrors(thetaTm1: Tensor3D, rT: Tensor2D, discountT: Tensor2D, thetaT: Tensor3D): Tensor {
  const target = constant(() => add<Tensor3D>(expandDims(rT, 2), mul(expandDims(discountT, 2), thetaT)));
  return sub(expandDims(target, 2), expandDims(thetaTm1, 3));
}

/** Options of {@link quantileTdError}. */
export interface QuantileTdErrorOptions {
  /** κ, below which errors count squared (Huber); 1 unless told, 0 for the pure quantile error. */
  huber?: number;
}

/**
 * The quantile-regression TD error: Σ_i mean_j |τ_i − 1{δ_ij < 0}| L_κ(δ_ij) / κ with δ_ij = r_t + γ_t θ'_j − θ_i.
 * L_κ is Huber's: δ²/2 up to κ, κ (|δ| − κ/2) beyond; for κ = 0, L/κ is |δ|.
 *
 * Minimal where θ_i is the τ_i-quantile of the return. Gradient: only into `thetaTm1`; target and asymmetry are stopped.
 * @param thetaTm1 θ, `[time, batch, units]`.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param thetaT θ', `[time, batch, units]`.
 * @param taus τ, `[units]`, between 0 and 1.
 * @returns `[time, batch]`.
 * @throws RangeError if the shapes do not fit, or if κ is negative.
 * @example
 * const taus = tensor1d([0.1, 0.3, 0.5, 0.7, 0.9]);
 * const loss = mean(quantileTdError(thetaTm1, rT, discountT, thetaT, taus));
 * @see Dabney, Rowland, Bellemare & Munos (2018), equations 9 and 10
 */
export function quantileTdError(
  thetaTm1: Tensor3D,
  rT: Tensor2D,
  discountT: Tensor2D,
  thetaT: Tensor3D,
  taus: Tensor1D,
  { huber = 1 }: QuantileTdErrorOptions = {},
): Tensor2D {
  assertTimeBatch("quantileTdError", { rT }, { discountT });
  assertTimeBatch("quantileTdError", { rT }, { thetaTm1, thetaT }, 1);
  assertTaus("quantileTdError", taus, thetaTm1.shape[2]);
  assertBetween("quantileTdError", "huber", huber, 0);
  return tidy(() => {
    const errors = pairwiseErrors(thetaTm1, rT, discountT, thetaT);
    const size = abs(errors);
    // Huber without a branch: with m = min(|δ|, κ), L/κ = m (|δ| − m/2) / κ.
    const capped = minimum(size, huber);
    const penalty = huber === 0 ? size : mul(capped, mul(1 / huber, sub(size, mul(0.5, capped))));
    return sum(mean(mul(asymmetry(expandDims(taus, 1), errors), penalty), 3), 2);
  });
}

/**
 * The expectile-regression TD error: Σ_i mean_j |τ_i − 1{δ_ij < 0}| δ_ij² with δ_ij = r_t + γ_t θ'_j − θ_i.
 *
 * Minimal where θ_i is the τ_i-expectile of the targets; τ = ½ makes the mean. With γ > 0 the samples θ'_j should be
 * drawn from the distribution that the expectiles describe, for expectiles themselves are no samples of it.
 * Gradient: only into `thetaTm1`; target and asymmetry are stopped.
 * @param thetaTm1 θ, `[time, batch, units]`.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param thetaT θ', `[time, batch, samples]`.
 * @param taus τ, `[units]`, between 0 and 1.
 * @returns `[time, batch]`.
 * @throws RangeError if the shapes do not fit.
 * @example
 * const loss = mean(expectileTdError(thetaTm1, rT, discountT, samplesT, taus));
 * @see Rowland, Dadashi, Kumar, Munos, Bellemare & Dabney (2019)
 */
export function expectileTdError(
  thetaTm1: Tensor3D,
  rT: Tensor2D,
  discountT: Tensor2D,
  thetaT: Tensor3D,
  taus: Tensor1D,
): Tensor2D {
  assertTimeBatch("expectileTdError", { rT }, { discountT });
  assertTimeBatch("expectileTdError", { rT }, { thetaTm1, thetaT }, 1);
  assertTaus("expectileTdError", taus, thetaTm1.shape[2]);
  return tidy(() => {
    const errors = pairwiseErrors(thetaTm1, rT, discountT, thetaT);
    return sum(mean(mul(asymmetry(expandDims(taus, 1), errors), square(errors)), 3), 2);
  });
}

/**
 * Distributional TD, cell by cell: every cell has its own prediction, and scales its own TD error by α⁺ above zero and
 * α⁻ below: ε_i = |τ_i − 1{δ_i < 0}| δ_i,  δ_i = r_t + γ_t v_i(s_t) − v_i(s_{t−1}),  τ_i = α⁺_i / (α⁺_i + α⁻_i).
 *
 * v_i ← v_i + α ε_i brings v_i to the τ_i-expectile of reward (γ = 0): optimists and pessimists, as in the dopamine
 * cells whose reversal points spread. Gradient: only into `vTm1`, −|τ_i − 1{δ_i < 0}|; target and scale are stopped.
 * @param vTm1 v_i(s_{t−1}), `[time, batch, cells]`.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param vT v_i(s_t), `[time, batch, cells]`.
 * @param taus τ, `[cells]`, between 0 and 1.
 * @returns ε, `[time, batch, cells]`.
 * @throws RangeError if the shapes do not fit.
 * @example
 * const responses = asymmetricTdError(vTm1, rT, discountT, vT, taus);
 * @see Dabney, Kurth-Nelson, Uchida, Starkweather, Hassabis, Munos & Botvinick (2020)
 */
export function asymmetricTdError(
  vTm1: Tensor3D,
  rT: Tensor2D,
  discountT: Tensor2D,
  vT: Tensor3D,
  taus: Tensor1D,
): Tensor3D {
  assertTimeBatch("asymmetricTdError", { rT }, { discountT });
  assertTimeBatch("asymmetricTdError", { rT }, { vTm1, vT }, 1);
  assertSameShape("asymmetricTdError", ["vTm1", "vT"], vTm1, vT);
  assertTaus("asymmetricTdError", taus, vTm1.shape[2]);
  return tidy(() => {
    const target = constant(() => add<Tensor3D>(expandDims(rT, 2), mul(expandDims(discountT, 2), vT)));
    const errors = sub<Tensor3D>(target, vTm1);
    return mul(asymmetry(taus, errors), errors);
  });
}
