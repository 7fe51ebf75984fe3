import {
  mul,
  reshape,
  tidy,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import {
  dense,
  initDense,
  initLstm,
  lstm,
  type Activation,
  type DenseParameters,
  type LstmParameters,
  type LstmState,
} from "@wayfield/core-neuron";
import { assertPositiveInteger } from "./checks.ts";

/** The sizes and options that make a grid network. */
export interface GridNetworkArchitecture {
  /** Numbers of self-motion each step. */
  inputs: number;
  /** Memory cells of the LSTM. */
  units: number;
  /** Units of the linear layer g, in which grid cells are looked for. */
  bottleneckUnits: number;
  /** Whether the linear layer has offsets. */
  bottleneckBias: boolean;
  /** What is applied to the linear layer. `identity` keeps it linear. */
  bottleneckActivation: Activation;
  /** Place cells that are predicted. */
  placeCells: number;
  /** Head-direction cells that are predicted. */
  headDirectionCells: number;
  /** Whether head direction is read from the linear layer, like place; otherwise straight from the LSTM. */
  headDirectionFromBottleneck: boolean;
}

/** The weights of a grid network. */
export interface GridNetworkParameters {
  /** From the first place and head-direction codes to the LSTM's first output, `[places + directions, units]`. */
  initialHidden: DenseParameters;
  /** From the same to its first memory. */
  initialCell: DenseParameters;
  /** The integrator. */
  lstm: LstmParameters;
  /** The linear layer g, `[units, bottleneckUnits]`. */
  bottleneck: DenseParameters;
  /** Place-cell read-out. */
  placeHead: DenseParameters;
  /** Head-direction read-out. */
  headDirectionHead: DenseParameters;
}

/** Before the first layer is made: a later one would throw and leave the tensors of those before it. */
export function assertSizes(where: string, architecture: GridNetworkArchitecture): void {
  const { inputs, units, bottleneckUnits, placeCells, headDirectionCells } = architecture;
  const sizes = { inputs, units, bottleneckUnits, placeCells, headDirectionCells };
  for (const [name, size] of Object.entries(sizes)) assertPositiveInteger(where, name, size);
}

/**
 * Weights for {@link gridNetwork}. The tensors are the caller's.
 * @throws RangeError for sizes that are no positive integers.
 */
export function initGridNetwork(
  random: RandomStream,
  architecture: GridNetworkArchitecture,
): GridNetworkParameters {
  assertSizes("initGridNetwork", architecture);
  const { inputs, units, bottleneckUnits, bottleneckBias, placeCells, headDirectionCells } = architecture;
  const codes = placeCells + headDirectionCells;
  const headDirectionInputs = architecture.headDirectionFromBottleneck ? bottleneckUnits : units;
  return {
    initialHidden: initDense(random.split("initialHidden"), { inputs: codes, outputs: units }),
    initialCell: initDense(random.split("initialCell"), { inputs: codes, outputs: units }),
    lstm: initLstm(random.split("lstm"), { inputs, units }),
    bottleneck: initDense(random.split("bottleneck"), {
      inputs: units,
      outputs: bottleneckUnits,
      bias: bottleneckBias,
    }),
    placeHead: initDense(random.split("placeHead"), { inputs: bottleneckUnits, outputs: placeCells }),
    headDirectionHead: initDense(random.split("headDirectionHead"), {
      inputs: headDirectionInputs,
      outputs: headDirectionCells,
    }),
  };
}

/** What {@link gridNetwork} returns; the tensors are the caller's. */
export interface GridNetworkOutput {
  /** The linear layer's activity without dropout applied, `[time, batch, bottleneckUnits]`: the grid code. */
  gridCode: Tensor3D;
  /** Place-cell logits, `[time · batch, placeCells]`. */
  placeLogits: Tensor2D;
  /** Head-direction logits, `[time · batch, headDirectionCells]`. */
  headDirectionLogits: Tensor2D;
  /** The LSTM's state after the last step. */
  state: LstmState;
}

/** Options of {@link gridNetwork}. */
export interface GridNetworkOptions {
  /**
   * Multiplies the linear layer before it is read, `[time, batch, bottleneckUnits]`: a dropout mask in training, a
   * lesion in an experiment. Left out, nothing is silenced.
   */
  mask?: Tensor3D;
}

/**
 * The LSTM's state at the start, from where the animal knows it is: h₀ = W c + b and likewise its memory
 * (Banino et al. 2018, Methods).
 * @param codes Place code beside head-direction code, `[batch, placeCells + headDirectionCells]`.
 * @returns The state, the caller's.
 */
export const initialState = (
  { initialHidden, initialCell }: Pick<GridNetworkParameters, "initialHidden" | "initialCell">,
  codes: Tensor2D,
): LstmState => ({
  hidden: dense(initialHidden, codes),
  cell: dense(initialCell, codes),
});

const rows = (x: Tensor3D): Tensor2D => reshape<Rank.R2>(x, [-1, x.shape[2]]);

/**
 * The grid network of Banino et al. 2018 (Methods, "Path integration: network architecture"): self-motion drives an
 * LSTM, a linear layer g reads it, and place and head-direction cells are predicted from g.
 * @param parameters Weights.
 * @param architecture The same that made them.
 * @param selfMotion `[time, batch, inputs]`.
 * @param state The LSTM's state before the first step; {@link initialState} gives it.
 * @throws RangeError if shapes do not fit.
 * @example
 * const { gridCode, placeLogits } = gridNetwork(parameters, architecture, selfMotion, state);
 */
export function gridNetwork(
  parameters: Omit<GridNetworkParameters, "initialHidden" | "initialCell">,
  architecture: GridNetworkArchitecture,
  selfMotion: Tensor3D,
  state: LstmState,
  { mask }: GridNetworkOptions = {},
): GridNetworkOutput {
  const { bottleneckActivation, headDirectionFromBottleneck } = architecture;
  const collect = (): [Tensor3D, Tensor2D, Tensor2D, Tensor2D, Tensor2D] => {
    const { hidden, state: last } = lstm(parameters.lstm, selfMotion, state);
    const gridCode = bottleneckActivation(dense(parameters.bottleneck, hidden));
    const read: Tensor3D = mask === undefined ? gridCode : mul(gridCode, mask);
    const direction = headDirectionFromBottleneck ? read : hidden;
    return [
      gridCode,
      dense(parameters.placeHead, rows(read)),
      dense(parameters.headDirectionHead, rows(direction)),
      last.hidden,
      last.cell,
    ];
  };
  const [gridCode, placeLogits, headDirectionLogits, hidden, cell] = tidy(
    collect as () => Tensor[],
  ) as ReturnType<typeof collect>;
  return { gridCode, placeLogits, headDirectionLogits, state: { hidden, cell } };
}
