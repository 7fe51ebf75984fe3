import { reshape, tidy, type Tensor3D } from "@tensorflow/tfjs-core";
import { heNormal, type RandomStream } from "@wayfield/backend";
import { dense, initDense, relu, type DenseParameters } from "@wayfield/core-neuron";
import { duelling } from "@wayfield/td-learning/tensors";

/** Two hidden layers of rectified units, then one stream of action values or two. */
export interface QNetwork {
  first: DenseParameters;
  second: DenseParameters;
  /** q(s, ·), or the advantages if there is a `value`. */
  actions: DenseParameters;
  /** v(s), the second stream of a duelling network. */
  value?: DenseParameters;
}

/** Sizes of a {@link QNetwork}. */
export interface QNetworkSizes {
  inputs: number;
  hidden: number;
  actions: number;
  isDuelling: boolean;
}

export function initQNetwork(
  random: RandomStream,
  { inputs, hidden, actions, isDuelling }: QNetworkSizes,
): QNetwork {
  const hiddenLayer = (size: number): DenseParameters =>
    initDense(random, { inputs: size, outputs: hidden, initialiser: heNormal });
  return {
    first: hiddenLayer(inputs),
    second: hiddenLayer(hidden),
    actions: initDense(random, { inputs: hidden, outputs: actions }),
    ...(isDuelling ? { value: initDense(random, { inputs: hidden, outputs: 1 }) } : {}),
  };
}

/** q(s, ·) of states `[time, batch, inputs]`, `[time, batch, actions]`. */
export function actionValues({ first, second, actions, value }: QNetwork, states: Tensor3D): Tensor3D {
  return tidy(() => {
    const hidden = relu(dense(second, relu(dense(first, states))));
    const values = dense(actions, hidden);
    if (!value) return values;
    const [time, batch] = states.shape;
    return duelling(reshape(dense(value, hidden), [time, batch]), values);
  });
}
