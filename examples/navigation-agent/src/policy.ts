import {
  concat,
  relu,
  reshape,
  slice,
  tidy,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { normalInitialiser, type RandomStream } from "@wayfield/backend";
import {
  dense,
  initDense,
  initLstm,
  lstm,
  lstmCell,
  type DenseParameters,
  type LstmParameters,
  type LstmState,
} from "@wayfield/core-neuron";
import { encode, initEncoder, type Encoder, type EncoderSizes } from "./vision.ts";

/** The sizes of a policy network. */
export interface PolicySizes {
  /** Numbers that come in each step: codes, last action, last reward. */
  inputs: number;
  /** Actions. */
  actions: number;
  /** Memory cells of the LSTM. */
  units: number;
  /** Rectified units between the inputs and the LSTM; 0 for none, as in the paper. */
  hiddenUnits: number;
  /** An encoder of its own for pictures at every step; left out, the policy sees nothing. */
  eyes?: EncoderSizes | undefined;
}

/** The weights of the policy network. */
export interface PolicyParameters {
  encoder?: Encoder;
  hidden?: DenseParameters;
  lstm: LstmParameters;
  /** All actions' logits, then the value, `[units, actions + 1]`. */
  heads: DenseParameters;
}

/** Weights of the policy; the caller's. Its heads begin near zero: every action is as likely as another. */
export function initPolicy(random: RandomStream, sizes: PolicySizes): PolicyParameters {
  const { inputs, actions, units, hiddenUnits, eyes } = sizes;
  const fromInputs = hiddenUnits > 0 ? hiddenUnits : inputs;
  return {
    ...(eyes === undefined ? {} : { encoder: initEncoder(random.split("encoder"), eyes) }),
    ...(hiddenUnits === 0
      ? {}
      : { hidden: initDense(random.split("hidden"), { inputs, outputs: hiddenUnits }) }),
    lstm: initLstm(random.split("lstm"), { inputs: fromInputs + (eyes?.features ?? 0), units }),
    heads: initDense(random.split("heads"), {
      inputs: units,
      outputs: actions + 1,
      initialiser: normalInitialiser(0.01),
    }),
  };
}

/** What enters the LSTM, one row a step and world. */
function lstmInputs(
  { encoder, hidden }: PolicyParameters,
  rows: Tensor2D,
  images: Tensor4D | undefined,
): Tensor2D {
  const told = hidden === undefined ? rows : relu(dense(hidden, rows));
  return encoder === undefined || images === undefined ? told : concat([told, encode(encoder, images)], 1);
}

/** One step of the policy network: the LSTM's next state, from which {@link readHeads} reads. */
export function policyStep(
  parameters: PolicyParameters,
  inputs: Tensor2D,
  images: Tensor4D | undefined,
  state: LstmState,
): LstmState {
  const [hidden, cell] = tidy(() => {
    const next = lstmCell(parameters.lstm, lstmInputs(parameters, inputs, images), state);
    return [next.hidden, next.cell] as [Tensor2D, Tensor2D];
  });
  return { hidden, cell };
}

/** Logits and value from the LSTM's output, side by side, `[…, actions + 1]`. */
export const readHeads = <T extends Tensor>({ heads }: PolicyParameters, hidden: T): T =>
  dense(heads, hidden);

/** What the policy says along an unroll. */
export interface PolicyOutputs {
  /** `[time + 1, worlds, actions]`. */
  logits: Tensor3D;
  /** `[time + 1, worlds]`. */
  values: Tensor2D;
}

/** The policy along an unroll, differentiable in its weights: inputs `[time + 1, worlds, inputs]`. The caller's. */
export function policyUnroll(
  parameters: PolicyParameters,
  inputs: Tensor3D,
  images: Tensor4D | undefined,
  state: LstmState,
): PolicyOutputs {
  const [time, worlds, width] = inputs.shape;
  const [logits, values] = tidy(() => {
    const rows = lstmInputs(parameters, reshape<Rank.R2>(inputs, [time * worlds, width]), images);
    const { hidden } = lstm(parameters.lstm, reshape<Rank.R3>(rows, [time, worlds, -1]), state);
    const both = readHeads(parameters, hidden);
    const actions = both.shape[2] - 1;
    const value = reshape<Rank.R2>(slice(both, [0, 0, actions], [time, worlds, 1]), [time, worlds]);
    return [slice(both, [0, 0, 0], [time, worlds, actions]), value] as [Tensor3D, Tensor2D];
  });
  return { logits, values };
}
