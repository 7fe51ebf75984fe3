import { reshape, tidy, type Tensor3D } from "@tensorflow/tfjs-core";
import type { ParameterTree, RandomStream } from "@wayfield/backend";
import { dense, initDense, type DenseParameters } from "@wayfield/core-neuron";
import { duelling } from "@wayfield/td-learning/tensors";
import type { Trunk } from "./trunks.ts";

/** The weights of a Q-network: a trunk, then one stream of action values or two. */
export interface QNetwork {
  trunk: ParameterTree;
  /** q(s, ·), or the advantages if there is a `value`. */
  actions: DenseParameters;
  /** v(s), the second stream of a duelling network. */
  value?: DenseParameters;
}

/** What a {@link QNetwork} is made of. */
export interface QNetworkSettings {
  trunk: Trunk;
  actions: number;
  /** Value and advantage in two streams (Wang et al. 2016). */
  isDuelling: boolean;
}

export function initQNetwork(
  random: RandomStream,
  { trunk, actions, isDuelling }: QNetworkSettings,
): QNetwork {
  const inputs = trunk.features;
  return {
    trunk: trunk.init(random),
    actions: initDense(random, { inputs, outputs: actions }),
    ...(isDuelling ? { value: initDense(random, { inputs, outputs: 1 }) } : {}),
  };
}

/** q(s, ·) of states `[time, batch, inputs]`, `[time, batch, actions]`. */
export function actionValues(trunk: Trunk, network: QNetwork, states: Tensor3D): Tensor3D {
  return tidy(() => {
    const features = trunk.apply(network.trunk, states);
    const values = dense(network.actions, features);
    if (!network.value) return values;
    const [time, batch] = states.shape;
    return duelling(reshape(dense(network.value, features), [time, batch]), values);
  });
}
