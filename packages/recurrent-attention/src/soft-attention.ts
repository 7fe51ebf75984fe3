import {
  add,
  div,
  matMul,
  mul,
  reshape,
  softmax,
  sum,
  tanh,
  tidy,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { glorotUniform, type RandomStream } from "@wayfield/backend";
import { dense } from "@wayfield/core-neuron";
import { assertPositiveInteger } from "./checks.ts";

/** What soft attention returns; the tensors are the caller's. */
export interface SoftAttention {
  /** The values weighted and added, `[batch, queries, valueFeatures]`. */
  output: Tensor3D;
  /** The weights of every query over the keys, each row adding up to 1, `[batch, queries, keys]`. */
  weights: Tensor3D;
}

function assertSequences(where: string, queries: Tensor3D, keys: Tensor3D, values: Tensor3D): void {
  const batches = [queries, keys, values].map(({ shape }) => shape[0]);
  if (new Set(batches).size === 1 && keys.shape[1] === values.shape[1]) return;
  throw new RangeError(
    `${where}: expected one batch and as many values as keys, got queries [${queries.shape.join(", ")}], keys [${keys.shape.join(", ")}] and values [${values.shape.join(", ")}]`,
  );
}

/** Values by the softmax of their scores. */
function attend(scores: () => Tensor3D, values: Tensor3D): SoftAttention {
  const [output, weights] = tidy(() => {
    const shares = softmax(scores());
    return [matMul(shares, values), shares] as Tensor[];
  }) as [Tensor3D, Tensor3D];
  return { output, weights };
}

/**
 * Scaled dot-product attention: softmax(Q Kᵀ / √d) V, differentiable in all three.
 * @param queries Q, `[batch, queries, features]`.
 * @param keys K, `[batch, keys, features]`.
 * @param values V, `[batch, keys, valueFeatures]`.
 * @throws RangeError if shapes do not fit.
 * @example const { output, weights } = dotProductAttention(queries, keys, values);
 * @see Vaswani et al. 2017, section 3.2.1, equation 1; unscaled in Luong, Pham & Manning 2015, section 3.1.
 */
export function dotProductAttention(queries: Tensor3D, keys: Tensor3D, values: Tensor3D): SoftAttention {
  assertSequences("dotProductAttention", queries, keys, values);
  const [, , features] = queries.shape;
  if (features !== keys.shape[2]) {
    throw new RangeError(
      `dotProductAttention: expected keys with the queries' ${features} features, got ${keys.shape[2]}`,
    );
  }
  return attend(() => div(matMul(queries, keys, false, true), Math.sqrt(features)), values);
}

/** The weights of {@link additiveAttention}. */
export interface AdditiveAttentionParameters {
  /** W, `[queryFeatures, units]`. */
  queryKernel: Tensor2D;
  /** U, `[keyFeatures, units]`. */
  keyKernel: Tensor2D;
  /** v, `[units]`. */
  score: Tensor1D;
}

/** Sizes of {@link initAdditiveAttention}. */
export interface AdditiveAttentionSizes {
  /** Numbers of a query. */
  queryFeatures: number;
  /** Numbers of a key. */
  keyFeatures: number;
  /** Units that compare them. */
  units: number;
}

/**
 * Weights for {@link additiveAttention}; the tensors are the caller's.
 * @throws RangeError for sizes that are no positive integers.
 */
export function initAdditiveAttention(
  random: RandomStream,
  { queryFeatures, keyFeatures, units }: AdditiveAttentionSizes,
): AdditiveAttentionParameters {
  for (const [name, size] of Object.entries({ queryFeatures, keyFeatures, units }))
    assertPositiveInteger("initAdditiveAttention", name, size);
  return {
    queryKernel: glorotUniform<Rank.R2>(random.split("queryKernel"), [queryFeatures, units]),
    keyKernel: glorotUniform<Rank.R2>(random.split("keyKernel"), [keyFeatures, units]),
    score: glorotUniform<Rank.R1>(random.split("score"), [units]),
  };
}

/**
 * Additive attention: weights softmax_j(v · tanh(qᵢ W + kⱼ U)) over the values, differentiable in everything.
 * @param queries q, `[batch, queries, queryFeatures]`.
 * @param keys k, `[batch, keys, keyFeatures]`.
 * @param values `[batch, keys, valueFeatures]`.
 * @throws RangeError if shapes do not fit.
 * @example const { output, weights } = additiveAttention(parameters, queries, keys, values);
 * @see Bahdanau, Cho & Bengio 2015, section 3.1 and appendix A.1.2.
 */
export function additiveAttention(
  { queryKernel, keyKernel, score }: AdditiveAttentionParameters,
  queries: Tensor3D,
  keys: Tensor3D,
  values: Tensor3D,
): SoftAttention {
  assertSequences("additiveAttention", queries, keys, values);
  const [batch, rows] = queries.shape;
  const columns = keys.shape[1];
  const units = score.shape[0];
  const compare = (): Tensor3D => {
    const asked = reshape<Rank.R4>(dense({ kernel: queryKernel }, queries), [batch, rows, 1, units]);
    const offered = reshape<Rank.R4>(dense({ kernel: keyKernel }, keys), [batch, 1, columns, units]);
    return sum(mul(tanh(add(asked, offered)), score), 3);
  };
  return attend(compare, values);
}
