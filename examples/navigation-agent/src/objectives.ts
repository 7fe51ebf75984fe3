import {
  add,
  clipByValue,
  concat,
  div,
  exp,
  mean,
  maximum,
  minimum,
  mul,
  neg,
  slice,
  sqrt,
  square,
  sub,
  sum,
  zeros,
  type Scalar,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { stopGradient } from "@wayfield/backend";
import {
  generalizedAdvantages,
  logProbabilities,
  policyEntropy,
  policyGradientTerm,
  vTrace,
} from "@wayfield/td-learning/tensors";
import type { PolicyOutputs } from "./policy.ts";
import { constant, type Schedule } from "./schedule.ts";
import type { PolicyBatch } from "./unroll.ts";

/** Advantages that spread less than this are noise, and not blown up to a spread of one. */
const advantageFloor = 0.1;

/** What a policy is to descend, and how often over the same experience. */
export interface Objective {
  /** Passes over each batch. */
  epochs: number;
  /** Updates a pass: each takes every so-manieth world. */
  parts: number;
  /**
   * The loss on a batch when a share `done` of the training is over. What it makes on the way is the surrounding
   * scope's.
   */
  loss: (outputs: PolicyOutputs, batch: PolicyBatch, done: number) => Scalar;
}

/** What both objectives take. */
export interface ReturnOptions {
  /** γ. Default 0.99. */
  discount?: number;
  /** λ of the returns; 1 sums rewards up to the unroll's end. */
  lambda?: number;
  /** Multiplies the reward of 1 for a goal. Default 1. */
  rewardScale?: number;
  /** Weight of the value's error. */
  baselineCost?: number;
  /** Weight of the entropy that is rewarded. */
  entropyCost?: Schedule;
}

const without = (x: Tensor3D, last: boolean): Tensor3D =>
  slice(x, [last ? 0 : 1, 0, 0], [x.shape[0] - 1, x.shape[1], x.shape[2]]);
const rowsWithout = (x: Tensor2D, last: boolean): Tensor2D =>
  slice(x, [last ? 0 : 1, 0], [x.shape[0] - 1, x.shape[1]]);

interface Returns {
  vTm1: Tensor2D;
  rT: Tensor2D;
  discountT: Tensor2D;
  vT: Tensor2D;
}

/** Where an episode is cut, its last state's value stands in for what would have followed. */
function returnsOf(
  values: Tensor2D,
  { rewards, cuts }: PolicyBatch,
  discount: number,
  scale: number,
): Returns {
  const vT = rowsWithout(values, false);
  const rest = stopGradient(mul<Tensor2D>(mul(vT, cuts), discount));
  return {
    vTm1: rowsWithout(values, true),
    rT: add(mul(rewards, scale), rest),
    discountT: mul(sub(1, cuts), discount),
    vT,
  };
}

/**
 * Advantage actor-critic over whole unrolls (Mnih et al. 2016), with the V-trace correction where the weights that acted
 * are older than those that learn (Espeholt et al. 2018). Summed over the roll-out, averaged over worlds, as the
 * constants of Banino et al. 2018 (Supplementary Table 2) presume.
 */
export function actorCritic({
  discount = 0.99,
  lambda = 1,
  rewardScale = 1,
  baselineCost = 0.5,
  entropyCost = constant(8e-5),
}: ReturnOptions = {}): Objective {
  const loss = ({ logits, values }: PolicyOutputs, batch: PolicyBatch, done: number): Scalar => {
    const { actions, weights } = batch;
    const acting = without(logits, true);
    const ratio = stopGradient(exp(sub<Tensor2D>(logProbabilities(acting, actions), batch.logProbabilities)));
    const { vTm1, rT, discountT, vT } = returnsOf(values, batch, discount, rewardScale);
    const { error, advantage } = vTrace(vTm1, rT, discountT, vT, ratio, { lambda });
    const terms = add(
      policyGradientTerm(acting, actions, advantage),
      sub(mul(square(error), baselineCost / 2), mul(policyEntropy(acting), entropyCost(done))),
    );
    return mean<Scalar>(sum(mul(terms, weights), 0));
  };
  return { epochs: 1, parts: 1, loss };
}

/** Options of {@link proximalPolicy}. */
export interface ProximalPolicyOptions extends ReturnOptions {
  /** How far the ratio of new to old probability may pay, from 1. Default 0.2. */
  clip?: number;
  epochs?: number;
  parts?: number;
  /**
   * Whether the experience may be older than the weights: advantages then come from the learner's own values by V-trace
   * (Espeholt et al. 2018), A_t = δ_t + γ λ (target_{t+1} − v_{t+1}), and the clipped ratio weighs the action itself. With
   * the weights that acted they are the generalized advantages. Default false.
   */
  correctsLag?: boolean;
}

/** Advantages, and what the values are to become, neither with a gradient. */
interface Judgement {
  advantage: Tensor2D;
  target: Tensor2D;
}

/** From what the actor expected. */
function judgedByActor({ vTm1, rT, discountT, vT }: Returns, lambda: number): Judgement {
  const advantage = generalizedAdvantages(vTm1, rT, discountT, vT, { lambda });
  return { advantage, target: add<Tensor2D>(advantage, vTm1) };
}

/** From what the learner expects, given how likely its own policy makes what was done. */
function judgedByLearner({ vTm1, rT, discountT, vT }: Returns, ratio: Tensor2D, lambda: number): Judgement {
  const { error, target } = vTrace(vTm1, rT, discountT, vT, ratio, { lambda });
  const later = concat<Tensor2D>([rowsWithout(error, false), zeros([1, error.shape[1]])]);
  const oneStep = sub<Tensor2D>(add(rT, mul(discountT, vT)), vTm1);
  return { advantage: add(oneStep, mul(mul<Tensor2D>(discountT, later), lambda)), target };
}

/**
 * Proximal policy optimisation (Schulman et al. 2017, equation 7) over whole unrolls of a recurrent policy, with
 * generalized advantages from the values that the actor expected.
 */
export function proximalPolicy({
  discount = 0.99,
  lambda = 0.95,
  rewardScale = 1,
  baselineCost = 0.5,
  entropyCost = constant(0.01),
  clip = 0.2,
  epochs = 3,
  parts = 2,
  correctsLag = false,
}: ProximalPolicyOptions = {}): Objective {
  const loss = ({ logits, values }: PolicyOutputs, batch: PolicyBatch, done: number): Scalar => {
    const { actions, weights } = batch;
    const acting = without(logits, true);
    const ratio = exp(sub<Tensor2D>(logProbabilities(acting, actions), batch.logProbabilities));
    const expected = correctsLag ? stopGradient(values) : batch.values;
    const returns = returnsOf(expected, batch, discount, rewardScale);
    const { advantage: raw, target } = correctsLag
      ? judgedByLearner(returns, stopGradient(ratio), lambda)
      : judgedByActor(returns, lambda);
    const count = sum<Scalar>(weights);
    const average = (x: Tensor2D): Scalar => div(sum<Scalar>(mul(x, weights)), count);
    const centred = sub<Tensor2D>(raw, average(raw));
    const advantage = div<Tensor2D>(centred, maximum(sqrt(average(square(centred))), advantageFloor));
    const gain = minimum(mul(ratio, advantage), mul(clipByValue(ratio, 1 - clip, 1 + clip), advantage));
    const error = sub<Tensor2D>(rowsWithout(values, true), target);
    const terms = add(
      neg(gain),
      sub(mul(square(error), baselineCost / 2), mul(policyEntropy(acting), entropyCost(done))),
    );
    return average(terms as Tensor2D);
  };
  return { epochs, parts, loss };
}
