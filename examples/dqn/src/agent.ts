import {
  abs,
  argMax,
  keep,
  mean,
  minimum,
  mul,
  sub,
  tensor3d,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import {
  adam,
  clipByGlobalNorm,
  disposeOptimiserState,
  disposeParameters,
  mapParameters,
  valueAndGradients,
  type RandomStream,
} from "@wayfield/backend";
import { doubleQError, qLearningError } from "@wayfield/td-learning/tensors";
import { scaled, toTensors, type TransitionArrays } from "./batch.ts";
import { actionValues, initQNetwork, type QNetwork } from "./network.ts";

/** What makes one DQN differ from another. */
export interface AgentSettings {
  inputs: number;
  /** Factors on the elements of an observation. */
  inputScale: readonly number[];
  actions: number;
  hidden: number;
  learningRate: number;
  /** Updates between two copies of the network to the target. */
  targetPeriod: number;
  /** Choose the next action with the online network, judge it with the target (van Hasselt 2016). */
  isDouble: boolean;
  /** Value and advantage in two streams (Wang 2016). */
  isDuelling: boolean;
}

/** A deep Q-network with its target network and optimiser. */
export interface Agent {
  /** The greedy action of each state, states side by side in one array. */
  act: (states: Float32Array) => Int32Array;
  /** One update; returns |δ| of each transition. */
  learn: (batch: TransitionArrays) => Float32Array;
  dispose: () => void;
}

/** The error clip of the DQN paper as a loss: δ²/2 within ±1, |δ| − ½ beyond (Huber). */
const huber = (errors: Tensor2D): Tensor2D => {
  const size = abs(errors);
  const near = minimum(size, 1);
  return mul(near, sub(size, mul(near, 0.5)));
};

const copyOf = (network: QNetwork): QNetwork =>
  mapParameters(network, (parameter: Tensor) => parameter.clone());

const largestNorm = 10;

/** A DQN of the given settings (Mnih et al. 2015), its weights drawn from `random`. */
export function createAgent(random: RandomStream, settings: AgentSettings): Agent {
  const { inputs, inputScale, targetPeriod, isDouble, learningRate } = settings;
  const optimiser = adam({ learningRate });
  let online = initQNetwork(random, settings);
  let target = copyOf(online);
  let state = optimiser.init(online);

  const errorsOf = (network: QNetwork, batch: ReturnType<typeof toTensors>): Tensor2D => {
    const { statesTm1, actionsTm1, rewardsT, discountsT, statesT } = batch;
    const qTm1 = actionValues(network, statesTm1);
    const targetT = actionValues(target, statesT);
    return isDouble
      ? doubleQError(qTm1, actionsTm1, rewardsT, discountsT, targetT, actionValues(online, statesT))
      : qLearningError(qTm1, actionsTm1, rewardsT, discountsT, targetT);
  };

  const step = (gradients: QNetwork): void => {
    const clipped = clipByGlobalNorm(gradients, largestNorm);
    const updated = optimiser.update(clipped, state, online);
    disposeParameters(clipped);
    disposeParameters(online);
    disposeOptimiserState(state);
    online = updated.parameters;
    state = updated.state;
    if (state.step % targetPeriod === 0) {
      disposeParameters(target);
      target = copyOf(online);
    }
  };

  return {
    act: (states) =>
      tidy(() => {
        const input = tensor3d(scaled(states, inputScale), [1, states.length / inputs, inputs]);
        return argMax(actionValues(online, input), 2).dataSync<"int32">();
      }),
    learn: (arrays) => {
      const batch = toTensors(arrays, inputScale);
      let errors: Tensor2D | undefined;
      const { value, gradients } = valueAndGradients((network) => {
        errors = keep(errorsOf(network, batch));
        return mean<Scalar>(mul(huber(errors), batch.weights));
      }, online);
      step(gradients);
      const sizes = tidy(() => abs(errors!).dataSync<"float32">());
      disposeParameters({ ...batch, value, errors, gradients });
      return sizes;
    },
    dispose: () => {
      disposeParameters({ online, target });
      disposeOptimiserState(state);
    },
  };
}
