import { customGrad, tidy, zerosLike, type Tensor } from "@tensorflow/tfjs-core";

/**
 * The identity, through which no gradient flows: y = x, ∂y/∂x = 0.
 *
 * tfjs has no such operation; every bootstrapped target needs it.
 * @param x Any shape; not disposed.
 * @returns A tensor equal to `x`, owned by the caller.
 * @example
 * const targetT = stopGradient(nextValueT);
 */
export function stopGradient<T extends Tensor>(x: T): T {
  const identity = customGrad((input) => ({
    value: (input as Tensor).clone(),
    gradFunc: (dy: Tensor) => tidy(() => zerosLike(dy)),
  }));
  return identity(x) as T;
}
