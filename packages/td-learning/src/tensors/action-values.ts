import {
  add,
  argMax,
  cast,
  expandDims,
  max,
  mean,
  mul,
  oneHot,
  sub,
  sum,
  tidy,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { constant } from "./constant.ts";
import { assertActionRange, assertActions, assertSameShape, assertTimeBatch } from "./shapes.ts";

/**
 * What belongs to the chosen actions: x[t, b, a[t, b]].
 *
 * Gradient: into `x`, at the chosen entries. As a product with a one-hot mask, which every engine differentiates.
 *
 * An action that is none is refused on the wasm and cpu engines. On WebGL and WebGPU asking would wait for the graphics
 * card at every step: there it counts as a value of 0, and so as a probability of 1 where `x` is logarithmic.
 * @param x `[time, batch, actions]`, or `[time, batch, actions, atoms]` for distributions.
 * @param actions `[time, batch]`, int32.
 * @returns `[time, batch]`, or `[time, batch, atoms]`.
 * @throws RangeError if the shapes do not fit or an action is none; TypeError if the actions are no int32.
 * @example
 * const qTm1 = chooseActions(valuesTm1, aTm1);
 */
export function chooseActions(x: Tensor3D, actions: Tensor2D): Tensor2D;
export function chooseActions(x: Tensor4D, actions: Tensor2D): Tensor3D;
export function chooseActions(x: Tensor3D | Tensor4D, actions: Tensor2D): Tensor2D | Tensor3D {
  assertActions("chooseActions", "actions", actions);
  assertTimeBatch("chooseActions", { actions }, { x }, Math.max(x.rank - 2, 1));
  assertActionRange("chooseActions", "actions", actions, x.shape[2]);
  return pick(x, actions);
}

/** As {@link chooseActions}, of shapes that are known to fit, for a function whose name its errors give. */
export function chosenBy(where: string, name: string, x: Tensor3D, actions: Tensor2D): Tensor2D {
  assertActions(where, name, actions);
  assertActionRange(where, name, actions, x.shape[2]);
  return pick(x, actions);
}

function pick(x: Tensor3D, actions: Tensor2D): Tensor2D;
function pick(x: Tensor3D | Tensor4D, actions: Tensor2D): Tensor2D | Tensor3D;
function pick(x: Tensor3D | Tensor4D, actions: Tensor2D): Tensor2D | Tensor3D {
  return tidy(() => {
    // Cast, because oneHot of dtype float32 writes the bits of integers on wasm.
    const mask = constant(() => cast(oneHot(actions, x.shape[2]), "float32"));
    return sum<Tensor2D | Tensor3D>(mul(x, x.rank === 3 ? mask : expandDims(mask, 3)), 2);
  });
}

/** δ = stop(r + γ bootstrap) − q(a): what all errors of action values have in common. */
const errorToward = (
  where: string,
  qTm1: Tensor3D,
  aTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  bootstrapT: () => Tensor2D,
): Tensor2D =>
  sub(
    constant(() => add(rT, mul(discountT, bootstrapT()))),
    chosenBy(where, "aTm1", qTm1, aTm1),
  );

/**
 * The Q-learning error: δ_t = r_t + γ_t max_a q(s_t, a) − q(s_{t−1}, a_{t−1}).
 *
 * Gradient: only into `qTm1` at the action taken (−1). Give a target network's values as `qT` for DQN.
 * @param qTm1 q(s_{t−1}, ·), `[time, batch, actions]`.
 * @param aTm1 a_{t−1}, `[time, batch]`, int32.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param qT q(s_t, ·), `[time, batch, actions]`.
 * @returns δ_t, `[time, batch]`.
 * @throws RangeError if the shapes do not fit or an action is none; TypeError if the actions are no int32.
 * @example
 * const errors = qLearningError(qTm1, aTm1, rT, discountT, targetQT);
 * @see Watkins & Dayan (1992); Mnih et al. (2015)
 */
export function qLearningError(
  qTm1: Tensor3D,
  aTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  qT: Tensor3D,
): Tensor2D {
  assertTimeBatch("qLearningError", { rT }, { aTm1, discountT });
  assertTimeBatch("qLearningError", { rT }, { qTm1, qT }, 1);
  return tidy(() => errorToward("qLearningError", qTm1, aTm1, rT, discountT, () => max(qT, 2)));
}

/**
 * The double Q-learning error: δ_t = r_t + γ_t q(s_t, argmax_a selector(s_t, a)) − q(s_{t−1}, a_{t−1}).
 *
 * Gradient: only into `qTm1` at the action taken (−1). For double DQN `selectorT` is the online network and `qT` the
 * target network.
 * @param qTm1 q(s_{t−1}, ·), `[time, batch, actions]`.
 * @param aTm1 a_{t−1}, `[time, batch]`, int32.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param qT The values that judge, `[time, batch, actions]`.
 * @param selectorT The values that choose, `[time, batch, actions]`.
 * @returns δ_t, `[time, batch]`.
 * @throws RangeError if the shapes do not fit or an action is none; TypeError if the actions are no int32.
 * @example
 * const errors = doubleQError(qTm1, aTm1, rT, discountT, targetQT, onlineQT);
 * @see van Hasselt, Guez & Silver (2016)
 */
export function doubleQError(
  qTm1: Tensor3D,
  aTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  qT: Tensor3D,
  selectorT: Tensor3D,
): Tensor2D {
  assertTimeBatch("doubleQError", { rT }, { aTm1, discountT });
  assertTimeBatch("doubleQError", { rT }, { qTm1, qT, selectorT }, 1);
  assertSameShape("doubleQError", ["qT", "selectorT"], qT, selectorT);
  return tidy(() =>
    errorToward("doubleQError", qTm1, aTm1, rT, discountT, () => pick(qT, argMax<Tensor2D>(selectorT, 2))),
  );
}

/**
 * The Sarsa error: δ_t = r_t + γ_t q(s_t, a_t) − q(s_{t−1}, a_{t−1}).
 *
 * Gradient: only into `qTm1` at the action taken (−1).
 * @param qTm1 q(s_{t−1}, ·), `[time, batch, actions]`.
 * @param aTm1 a_{t−1}, `[time, batch]`, int32.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param qT q(s_t, ·), `[time, batch, actions]`.
 * @param aT a_t, `[time, batch]`, int32.
 * @returns δ_t, `[time, batch]`.
 * @throws RangeError if the shapes do not fit or an action is none; TypeError if the actions are no int32.
 * @example
 * const errors = sarsaError(qTm1, aTm1, rT, discountT, qT, aT);
 * @see Sutton & Barto (2018), section 6.4
 */
export function sarsaError(
  qTm1: Tensor3D,
  aTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  qT: Tensor3D,
  aT: Tensor2D,
): Tensor2D {
  assertTimeBatch("sarsaError", { rT }, { aTm1, discountT, aT });
  assertTimeBatch("sarsaError", { rT }, { qTm1, qT }, 1);
  return tidy(() =>
    errorToward("sarsaError", qTm1, aTm1, rT, discountT, () => chosenBy("sarsaError", "aT", qT, aT)),
  );
}

/**
 * The expected Sarsa error: δ_t = r_t + γ_t Σ_a π(a|s_t) q(s_t, a) − q(s_{t−1}, a_{t−1}).
 *
 * Gradient: only into `qTm1` at the action taken (−1); the policy gets none.
 * @param qTm1 q(s_{t−1}, ·), `[time, batch, actions]`.
 * @param aTm1 a_{t−1}, `[time, batch]`, int32.
 * @param rT r_t, `[time, batch]`.
 * @param discountT γ_t, `[time, batch]`; 0 where an episode ends.
 * @param qT q(s_t, ·), `[time, batch, actions]`.
 * @param policyT π(·|s_t), `[time, batch, actions]`.
 * @returns δ_t, `[time, batch]`.
 * @throws RangeError if the shapes do not fit or an action is none; TypeError if the actions are no int32.
 * @example
 * const errors = expectedSarsaError(qTm1, aTm1, rT, discountT, qT, softmax(logitsT));
 * @see van Seijen, van Hasselt, Whiteson & Wiering (2009)
 */
export function expectedSarsaError(
  qTm1: Tensor3D,
  aTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  qT: Tensor3D,
  policyT: Tensor3D,
): Tensor2D {
  assertTimeBatch("expectedSarsaError", { rT }, { aTm1, discountT });
  assertTimeBatch("expectedSarsaError", { rT }, { qTm1, qT, policyT }, 1);
  assertSameShape("expectedSarsaError", ["qT", "policyT"], qT, policyT);
  return tidy(() =>
    errorToward("expectedSarsaError", qTm1, aTm1, rT, discountT, () => sum(mul(policyT, qT), 2)),
  );
}

/**
 * Joins the two streams of a duelling network: q(s, a) = v(s) + A(s, a) − mean_a A(s, a).
 *
 * Gradient: into both.
 * @param value v(s), `[time, batch]`.
 * @param advantages A(s, ·), `[time, batch, actions]`.
 * @returns q(s, ·), `[time, batch, actions]`.
 * @throws RangeError if the shapes do not fit.
 * @example
 * const q = duelling(value, advantages);
 * @see Wang, Schaul, Hessel, van Hasselt, Lanctot & de Freitas (2016), equation 9
 */
export function duelling(value: Tensor2D, advantages: Tensor3D): Tensor3D {
  assertTimeBatch("duelling", { value }, { advantages }, 1);
  return tidy(() => add(expandDims(value, 2), sub(advantages, mean(advantages, 2, true))));
}
