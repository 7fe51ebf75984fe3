import {
  add,
  matMul,
  relu,
  tidy,
  zeros,
  type Rank,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { glorotUniform, zerosInitialiser, type RandomStream } from "@wayfield/backend";
import { dense, initLstm, lstmCell, zeroLstmState, type LstmState } from "@wayfield/core-neuron";

/** The weights of a recurrent core; `width` is `units` for the rectified one and `4 · units` for the LSTM. */
export interface CoreParameters {
  /** From the glimpse, `[inputs, width]`. */
  inputKernel: Tensor2D;
  /** From the core's own last output, `[units, width]`. */
  recurrentKernel: Tensor2D;
  /** Offsets, `[width]`. */
  bias: Tensor1D;
}

/** The state of a core, `[batch, units]` each. */
export interface CoreState {
  /** Output h: what the locator, the classifier and the baseline read. */
  hidden: Tensor2D;
  /** Memory of an LSTM. */
  cell?: Tensor2D;
}

/** A kind of recurrent core: {@link rectifiedCore} or {@link lstmCore}, or anybody's with the same functions. */
export interface Core {
  /** Units that read and are read. */
  readonly units: number;
  /** Fresh weights for so many inputs; the caller's. */
  readonly init: (random: RandomStream, inputs: number) => CoreParameters;
  /** The state before the first glimpse; the caller's. */
  readonly start: (batch: number) => CoreState;
  /** One step, `[batch, inputs]` in, differentiable; the caller's. */
  readonly step: (parameters: CoreParameters, x: Tensor2D, state: CoreState) => CoreState;
  /** Multiply-adds of one step for so many inputs. */
  readonly multiplyAdds: (inputs: number) => number;
}

/**
 * A core of rectified units: hₜ = max(0, gₜ W + hₜ₋₁ U + b).
 * @example const core = rectifiedCore(256);
 * @see Mnih et al. 2014, section 3.1 and 4.1: the core of the classification experiments.
 */
export const rectifiedCore = (units: number): Core => ({
  units,
  init: (random, inputs) => ({
    inputKernel: glorotUniform<Rank.R2>(random.split("inputKernel"), [inputs, units]),
    recurrentKernel: glorotUniform<Rank.R2>(random.split("recurrentKernel"), [units, units]),
    bias: zerosInitialiser<Rank.R1>(random, [units]),
  }),
  start: (batch) => ({ hidden: zeros([batch, units]) }),
  step: ({ inputKernel, recurrentKernel, bias }, x, { hidden }) => ({
    hidden: tidy(() =>
      relu(add<Tensor2D>(dense({ kernel: inputKernel, bias }, x), matMul(hidden, recurrentKernel))),
    ),
  }),
  multiplyAdds: (inputs) => (inputs + units) * units,
});

/**
 * A core of LSTM units, for tasks that ask for a longer memory.
 * @example const core = lstmCore(256);
 * @see Mnih et al. 2014, section 4.2: the core of the control experiments.
 */
export const lstmCore = (units: number): Core => ({
  units,
  init: (random, inputs) => initLstm(random, { inputs, units }),
  start: (batch) => zeroLstmState(batch, units),
  step: (parameters, x, state) => {
    const { hidden, cell } = lstmCell(parameters, x, state as LstmState);
    return { hidden, cell };
  },
  multiplyAdds: (inputs) => 4 * (inputs + units) * units,
});
