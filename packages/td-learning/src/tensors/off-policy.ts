import { add, minimum, mul, sub, sum, tidy, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import { assertBetween } from "../linear/checks.ts";
import { constant } from "./constant.ts";
import { chosenBy } from "./action-values.ts";
import { backwardRecurrence, nextRows } from "./recurrence.ts";
import { assertSameShape, assertTimeBatch } from "./shapes.ts";

/** Options of {@link vTrace}. */
export interface VTraceOptions {
  /** λ, from 0 to 1, which shortens the traces further; 1 unless told. */
  lambda?: number;
  /** ρ̄, the cap of the ratio on each error: it chooses the policy whose value is learned; 1 unless told. */
  clipRho?: number;
  /** c̄, the cap of the ratio in the traces: it chooses how fast, not what, is learned; 1 unless told. */
  clipTrace?: number;
  /** The cap of the ratio on the advantages; 1 unless told. */
  clipAdvantageRho?: number;
}

/** What {@link vTrace} returns; the caller disposes of all three. A type, so that `tidy` accepts it. */
export type VTrace = {
  /** v-target − v_{t−1}, `[time, batch]`: the critic's error, with gradient into `vTm1` (−1) only. */
  readonly error: Tensor2D;
  /** The V-trace target of s_{t−1}, `[time, batch]`, without gradient. */
  readonly target: Tensor2D;
  /** The actor's advantage, `[time, batch]`, without gradient. */
  readonly advantage: Tensor2D;
};

/**
 * V-trace: n-step actor-critic targets for actions that an older policy chose.
 *
 * With ρ̂ = min(ρ̄, ρ) and c = λ min(c̄, ρ): δ_t = ρ̂_{t−1} (r_t + γ_t v_t − v_{t−1}),
 * target_{t−1} = v_{t−1} + δ_t + γ_t c_{t−1} (target_t − v_t),
 * advantage_{t−1} = min(ρ̄_A, ρ_{t−1}) (r_t + γ_t target_t − v_{t−1}); behind the end target = v.
 *
 * Each row's s_t must be the next row's s_{t−1}, unless γ_t = 0. Where an episode is cut short by a time limit, give
 * γ_t = 0 and put the value of the cut state into r_t.
 * @param vTm1 v(s_{t−1}), `[time, batch]`.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param vT v(s_t), `[time, batch]`.
 * @param rhoTm1 π(a_{t−1}|s_{t−1}) / b(a_{t−1}|s_{t−1}), `[time, batch]`.
 * @throws RangeError if the shapes differ, or for an impossible number.
 * @example
 * const { error, target, advantage } = vTrace(vTm1, rT, discountT, vT, rhoTm1);
 * const loss = add(mean(square(error)), mean(policyGradientTerm(logits, aTm1, advantage)));
 * @see Espeholt et al. (2018), "IMPALA", equations 1 and 2, remark 1 and section 4.2
 */
export function vTrace(
  vTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  vT: Tensor2D,
  rhoTm1: Tensor2D,
  { lambda = 1, clipRho = 1, clipTrace = 1, clipAdvantageRho = 1 }: VTraceOptions = {},
): VTrace {
  assertTimeBatch("vTrace", { rT }, { vTm1, discountT, vT, rhoTm1 });
  assertBetween("vTrace", "lambda", lambda, 0, 1);
  assertBetween("vTrace", "clipRho", clipRho, 0);
  assertBetween("vTrace", "clipTrace", clipTrace, 0);
  assertBetween("vTrace", "clipAdvantageRho", clipAdvantageRho, 0);
  return tidy(() => {
    const target = constant(() => {
      const oneStep = sub<Tensor2D>(add(rT, mul(discountT, vT)), vTm1);
      const traceT = mul<Tensor2D>(discountT, mul(minimum(rhoTm1, clipTrace), lambda));
      return add<Tensor2D>(
        vTm1,
        backwardRecurrence(mul<Tensor2D>(minimum(rhoTm1, clipRho), oneStep), traceT),
      );
    });
    const advantage = constant(() => {
      const outcome = add(rT, mul(discountT, nextRows(target, vT)));
      return mul<Tensor2D>(minimum(rhoTm1, clipAdvantageRho), sub(outcome, vTm1));
    });
    return { error: sub<Tensor2D>(target, vTm1), target, advantage };
  });
}

/** Options of {@link retraceError}. */
export interface RetraceOptions {
  /** λ, from 0 (one-step expected Sarsa) to 1; 1 unless told. */
  lambda?: number;
}

/**
 * The Retrace(λ) error: action values of π from what another policy did, safely for any two policies.
 *
 * error_{t−1} = δ_t + γ_t λ min(1, ρ_t) error_t with δ_t = r_t + γ_t Σ_a π(a|s_t) q(s_t, a) − q(s_{t−1}, a_{t−1}).
 *
 * Gradient: only into `qTm1` at the action taken (−1); the corrected target is stopped. Each row's s_t, a_t must be
 * the next row's s_{t−1}, a_{t−1}, unless γ_t = 0. Where an episode is cut short by a time limit, give γ_t = 0 and
 * r_t + γ Σ_a π(a|s_t) q(s_t, a) of the cut state as reward.
 * @param qTm1 q(s_{t−1}, ·), `[time, batch, actions]`.
 * @param aTm1 a_{t−1}, `[time, batch]`, int32.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param qT q(s_t, ·), `[time, batch, actions]`.
 * @param policyT π(·|s_t), `[time, batch, actions]`.
 * @param rhoT π(a_t|s_t) / b(a_t|s_t) of the action at the row's end, `[time, batch]`; the last row's does not count.
 * @returns `[time, batch]`.
 * @throws RangeError if the shapes do not fit, an action is none or λ lies outside [0, 1]; TypeError if the actions are no int32.
 * @example
 * const loss = mean(square(retraceError(qTm1, aTm1, rT, discountT, targetQT, policyT, rhoT)));
 * @see Munos, Stepleton, Harutyunyan & Bellemare (2016), equations 3 and 4
 */
export function retraceError(
  qTm1: Tensor3D,
  aTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  qT: Tensor3D,
  policyT: Tensor3D,
  rhoT: Tensor2D,
  { lambda = 1 }: RetraceOptions = {},
): Tensor2D {
  assertTimeBatch("retraceError", { rT }, { aTm1, discountT, rhoT });
  assertTimeBatch("retraceError", { rT }, { qTm1, qT, policyT }, 1);
  assertSameShape("retraceError", ["qT", "policyT"], qT, policyT);
  assertBetween("retraceError", "lambda", lambda, 0, 1);
  return tidy(() => {
    const chosen = chosenBy("retraceError", "aTm1", qTm1, aTm1);
    const target = constant(() => {
      const expected = sum<Tensor2D>(mul(policyT, qT), 2);
      const oneStep = sub<Tensor2D>(add(rT, mul(discountT, expected)), chosen);
      const traceT = mul<Tensor2D>(discountT, mul(minimum(rhoT, 1), lambda));
      return add(chosen, backwardRecurrence(oneStep, traceT));
    });
    return sub(target, chosen);
  });
}
