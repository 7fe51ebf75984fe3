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
  type OptimiserState,
  type RandomStream,
} from "@wayfield/backend";
import { doubleQError, qLearningError } from "@wayfield/td-learning/tensors";
import { scaled, toTensors, type TransitionArrays } from "./batch.ts";
import { actionValues, initQNetwork, type QNetwork, type QNetworkSettings } from "./network.ts";

/** What makes one DQN differ from another. */
export interface AgentSettings extends QNetworkSettings {
  /** Factors on the elements of an observation. */
  inputScale: readonly number[];
  /** Updates between two copies of the network to the target; with 1 there is no target network to speak of. */
  targetPeriod: number;
  /** Choose the next action with the online network, judge it with the target (van Hasselt et al. 2016). */
  isDouble: boolean;
}

/** All that an agent has learned. */
export interface AgentState {
  networks: { online: QNetwork; target: QNetwork };
  optimiser: OptimiserState;
}

/** A deep Q-network with its target network and optimiser. */
export interface Agent {
  /** The greedy action of each state, states side by side in one array. */
  act: (states: ArrayLike<number>) => Int32Array;
  /** One update; returns |δ| of each transition. */
  learn: (batch: TransitionArrays, learningRate: number) => Float32Array;
  /** What it has learned; the tensors stay the agent's. */
  state: () => AgentState;
  /** Takes over another state with its tensors. */
  adopt: (state: AgentState) => void;
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

/** Frees what an agent has learned. */
export const disposeState = ({ networks, optimiser }: AgentState): void => {
  disposeParameters(networks);
  disposeOptimiserState(optimiser);
};

const largestNorm = 10;

function initState(random: RandomStream, settings: AgentSettings): AgentState {
  const online = initQNetwork(random, settings);
  return {
    networks: { online, target: copyOf(online) },
    optimiser: adam({ learningRate: 0 }).init(online),
  };
}

/** δ of every transition, differentiable in `network`. */
function errorsOf(
  { trunk, isDouble }: AgentSettings,
  { online, target }: AgentState["networks"],
  network: QNetwork,
  batch: ReturnType<typeof toTensors>,
): Tensor2D {
  const { statesTm1, actionsTm1, rewardsT, discountsT, statesT } = batch;
  const qTm1 = actionValues(trunk, network, statesTm1);
  const targetT = actionValues(trunk, target, statesT);
  return isDouble
    ? doubleQError(qTm1, actionsTm1, rewardsT, discountsT, targetT, actionValues(trunk, online, statesT))
    : qLearningError(qTm1, actionsTm1, rewardsT, discountsT, targetT);
}

/** One step of the optimiser down the clipped gradients, in place of the old state. */
function descend(state: AgentState, gradients: QNetwork, learningRate: number, targetPeriod: number): void {
  const { networks, optimiser } = state;
  const clipped = clipByGlobalNorm(gradients, largestNorm);
  const updated = adam({ learningRate }).update(clipped, optimiser, networks.online);
  disposeParameters({ clipped, online: networks.online });
  disposeOptimiserState(optimiser);
  networks.online = updated.parameters;
  state.optimiser = updated.state;
  if (updated.state.step % targetPeriod !== 0) return;
  disposeParameters(networks.target);
  networks.target = copyOf(networks.online);
}

/** A DQN of the given settings (Mnih et al. 2015), its weights drawn from `random`. */
export function createAgent(random: RandomStream, settings: AgentSettings): Agent {
  const { trunk, inputScale, targetPeriod } = settings;
  let state = initState(random, settings);
  return {
    act: (states) =>
      tidy(() => {
        const input = tensor3d(scaled(states, inputScale), [1, states.length / trunk.inputs, trunk.inputs]);
        return argMax(actionValues(trunk, state.networks.online, input), 2).dataSync<"int32">();
      }),
    learn: (arrays, learningRate) => {
      const batch = toTensors(arrays, inputScale);
      let errors: Tensor2D | undefined;
      const { value, gradients } = valueAndGradients((network) => {
        errors = keep(errorsOf(settings, state.networks, network, batch));
        return mean<Scalar>(mul(huber(errors), batch.weights));
      }, state.networks.online);
      descend(state, gradients, learningRate, targetPeriod);
      const sizes = tidy(() => abs(errors!).dataSync<"float32">());
      disposeParameters({ ...batch, value, errors, gradients });
      return sizes;
    },
    state: () => state,
    adopt: (other) => {
      disposeState(state);
      state = other;
    },
    dispose: () => {
      disposeState(state);
    },
  };
}
