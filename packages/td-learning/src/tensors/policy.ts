import { exp, logSoftmax, mul, neg, sum, tidy, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import { constant } from "./constant.ts";
import { chosenBy } from "./action-values.ts";
import { assertTimeBatch } from "./shapes.ts";

/**
 * ln π(a|s) of the actions taken, for a softmax policy.
 *
 * Gradient: into `logits`, (1 at the action) − π.
 * @param logits `[time, batch, actions]`.
 * @param actions `[time, batch]`, int32.
 * @returns `[time, batch]`.
 * @throws RangeError if the shapes do not fit or an action is none; TypeError if the actions are no int32.
 * @example
 * const rho = exp(sub(logProbabilities(targetLogits, a), logProbabilities(behaviourLogits, a)));
 */
export function logProbabilities(logits: Tensor3D, actions: Tensor2D): Tensor2D {
  assertTimeBatch("logProbabilities", { actions }, { logits }, 1);
  return chosenLogProbabilities("logProbabilities", logits, actions);
}

const chosenLogProbabilities = (where: string, logits: Tensor3D, actions: Tensor2D): Tensor2D =>
  tidy(() => chosenBy(where, "actions", logSoftmax(logits), actions));

/**
 * The entropy of a softmax policy in nats: H = −Σ_a π(a) ln π(a).
 *
 * Gradient: into `logits`.
 * @param logits `[time, batch, actions]`.
 * @returns `[time, batch]`.
 * @throws RangeError if the logits are of another rank.
 * @example
 * const loss = sub(mean(policyTerm), mul(0.01, mean(policyEntropy(logits))));
 * @see Williams & Peng (1991); Mnih et al. (2016)
 */
export function policyEntropy(logits: Tensor3D): Tensor2D {
  const rank: number = logits.rank;
  if (rank !== 3) {
    throw new RangeError(
      `policyEntropy: expected logits of [time, batch, actions], got [${logits.shape.join(", ")}]`,
    );
  }
  return tidy(() => {
    const logPolicy = logSoftmax(logits);
    return neg(sum<Tensor2D>(mul(exp(logPolicy), logPolicy), 2));
  });
}

/**
 * The policy-gradient term −A ln π(a|s), whose mean an actor descends.
 *
 * Gradient: only into `logits`; the advantages are stopped, so that the critic does not learn from it.
 * @param logits `[time, batch, actions]`.
 * @param actions `[time, batch]`, int32.
 * @param advantages A, `[time, batch]`.
 * @returns `[time, batch]`.
 * @throws RangeError if the shapes do not fit or an action is none; TypeError if the actions are no int32.
 * @example
 * const actorLoss = mean(policyGradientTerm(logits, aTm1, generalizedAdvantages(vTm1, rT, discountT, vT)));
 * @see Williams (1992); Sutton & Barto (2018), section 13.5
 */
export function policyGradientTerm(logits: Tensor3D, actions: Tensor2D, advantages: Tensor2D): Tensor2D {
  assertTimeBatch("policyGradientTerm", { actions }, { advantages });
  assertTimeBatch("policyGradientTerm", { actions }, { logits }, 1);
  return tidy(() =>
    neg(
      mul(
        constant(() => advantages.clone()),
        chosenLogProbabilities("policyGradientTerm", logits, actions),
      ),
    ),
  );
}
