import {
  addN,
  clipByValue,
  div,
  maximum,
  mul,
  sqrt,
  square,
  sum,
  tidy,
  type Scalar,
} from "@tensorflow/tfjs-core";
import { flattenParameters, mapParameters, type ParameterTree } from "./parameters.ts";

function assertPositive(where: string, name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${where}: expected ${name} > 0, got ${value}`);
}

/**
 * The Euclidean norm over all tensors of a tree, ‖g‖ = √Σ gᵢ².
 * @returns A scalar, the caller's.
 */
export function globalNorm(gradients: ParameterTree): Scalar {
  return tidy(() =>
    sqrt(addN(Object.values(flattenParameters(gradients)).map((tensor) => sum<Scalar>(square(tensor))))),
  );
}

/**
 * Scales a tree down to a given norm where it is longer: g ← g · min(1, maximum / ‖g‖) (Pascanu, Mikolov & Bengio 2013,
 * section 3.2). A maximum of Infinity leaves all lengths as they are.
 * @throws RangeError unless `maximumNorm` > 0.
 * @returns A new tree, the caller's.
 */
export function clipByGlobalNorm<P extends ParameterTree>(gradients: P, maximumNorm: number): P {
  assertPositive("clipByGlobalNorm", "maximumNorm", maximumNorm);
  // ∞ / ∞ would make a factor that is no number.
  if (maximumNorm === Infinity) return mapParameters(gradients, (tensor) => tensor.clone());
  const factor = tidy(() => div(maximumNorm, maximum(globalNorm(gradients), maximumNorm)));
  const clipped = mapParameters(gradients, (tensor) => mul(tensor, factor));
  factor.dispose();
  return clipped;
}

/**
 * Clips every element of a tree to [−limit, limit].
 * @throws RangeError unless `limit` > 0.
 * @returns A new tree, the caller's.
 */
export function clipByElement<P extends ParameterTree>(gradients: P, limit: number): P {
  assertPositive("clipByElement", "limit", limit);
  return mapParameters(gradients, (tensor) => clipByValue(tensor, -limit, limit));
}
