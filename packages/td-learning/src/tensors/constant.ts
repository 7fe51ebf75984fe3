import { customGrad, engine, type Tensor } from "@tensorflow/tfjs-core";

/**
 * Computes what no gradient shall enter: a target, a mask, a weight.
 *
 * `stopGradient` of a result sends zeros back through all that led to it, often a whole network, and tfjs refuses
 * comparisons and argmax on such a path. Here the operations leave no trace on the tape, so the way back is free.
 */
export function constant<T extends Tensor>(compute: () => T): T {
  if (engine().state.gradientDepth === 0) return compute();
  const withoutInputs = customGrad(() => ({ value: compute(), gradFunc: () => [] }));
  return withoutInputs();
}
