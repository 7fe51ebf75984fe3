import type { Scalar } from "@tensorflow/tfjs-core";
import {
  disposeOptimiserState,
  disposeParameters,
  valueAndGradients,
  type Optimiser,
  type ParameterTree,
} from "@wayfield/backend";

/** One training step, gradients and update, from given weights on; it returns its loss. Call it again and again. */
export function createTrainingStep<P extends ParameterTree>(
  start: P,
  lossOf: (parameters: P) => Scalar,
  optimiser: Optimiser,
): () => number {
  let parameters = start;
  let state = optimiser.init(parameters);
  return () => {
    const { value, gradients } = valueAndGradients(lossOf, parameters);
    const next = optimiser.update(gradients, state, parameters);
    disposeParameters({ gradients, parameters });
    disposeOptimiserState(state);
    ({ parameters, state } = next);
    const loss = value.dataSync()[0]!;
    value.dispose();
    return loss;
  };
}
