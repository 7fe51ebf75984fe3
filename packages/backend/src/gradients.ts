import { engine, tidy, zerosLike, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import {
  flattenParameters,
  unflattenParameters,
  type NamedTensors,
  type ParameterTree,
} from "./parameters.ts";

/** What {@link valueAndGradients} returns; every tensor in it is the caller's. */
export interface ValueAndGradients<P extends ParameterTree> {
  /** The loss, a scalar. */
  value: Scalar;
  /** ∂loss/∂parameter, a tree like the parameters'. Zero where the loss does not depend on a parameter. */
  gradients: P;
}

/**
 * The value of a loss and its gradient with respect to every parameter of a tree.
 * @param loss A synchronous function of the parameters; what it makes on the way is disposed.
 * @throws RangeError if the loss is more than one number.
 * @throws Error if it depends on none of the parameters.
 * @example
 * const { value, gradients } = valueAndGradients(({ weight }) => mean(square(sub(mul(weight, x), y))), { weight });
 */
export function valueAndGradients<P extends ParameterTree>(
  loss: (parameters: P) => Scalar,
  parameters: P,
): ValueAndGradients<P> {
  const flat = flattenParameters(parameters);
  const names = Object.keys(flat);
  const [value, ...gradients] = tidy(() => {
    // Not tf.valueAndGrads: it refuses a loss that ignores one of the parameters.
    const { value, grads } = engine().gradients(() => loss(parameters), Object.values(flat));
    // Not before: what a derivative has kept for itself is let go at its end.
    assertScalar(value);
    return [value, ...names.map((name, index) => missingAsZero(grads[index], flat[name]!))];
  });
  const named: NamedTensors = Object.fromEntries(names.map((name, index) => [name, gradients[index]!]));
  return { value, gradients: unflattenParameters(parameters, named) };
}

/** Where a mean over one axis of many is taken, the types do not tell. */
function assertScalar({ size, shape }: Tensor): void {
  if (size === 1) return;
  throw new RangeError(
    `valueAndGradients: expected a loss of one number, got shape [${shape.join(", ")}]; take its mean or its sum`,
  );
}

/** tfjs leaves a gap where the loss does not depend on a parameter. */
const missingAsZero = (gradient: Tensor | undefined, parameter: Tensor): Tensor =>
  gradient ?? zerosLike(parameter);
