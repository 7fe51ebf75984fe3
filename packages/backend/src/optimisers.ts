import {
  add,
  dispose,
  div,
  keep,
  mul,
  onesLike,
  sqrt,
  square,
  sub,
  tidy,
  zerosLike,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { fusedAdam, fusedRmsProp } from "./kernels/fused-optimisers.ts";
import {
  flattenParameters,
  mapParameters,
  unflattenParameters,
  type NamedTensors,
  type ParameterTree,
} from "./parameters.ts";

/** What an optimiser remembers between steps; plain enough to be saved with the weights. */
export interface OptimiserState {
  /** Updates made so far. */
  step: number;
  /** Running averages by name (`meanSquare`, `momentum`, …), each with one tensor a parameter, under its full name. */
  slots: Record<string, NamedTensors>;
}

/** What {@link Optimiser.update} returns; every tensor in it is the caller's. */
export interface OptimiserUpdate<P extends ParameterTree> {
  /** The parameters after the step. */
  parameters: P;
  /** The state after the step. */
  state: OptimiserState;
}

/** A pure first-order optimiser: state in, state out; nothing it is given is disposed or changed. */
export interface Optimiser {
  /** The state before the first step. */
  readonly init: (parameters: ParameterTree) => OptimiserState;
  /**
   * One step down the gradient.
   * @throws RangeError if gradients or state do not belong to the parameters.
   */
  readonly update: <P extends ParameterTree>(
    gradients: P,
    state: OptimiserState,
    parameters: P,
  ) => OptimiserUpdate<P>;
}

/** Disposes every tensor of an optimiser's state. */
export function disposeOptimiserState({ slots }: OptimiserState): void {
  for (const slot of Object.values(slots)) dispose(slot);
}

/** One parameter's step: its new slots, and by how much it moves. */
interface SlotStep {
  slots: Record<string, Tensor>;
  change: Tensor;
}

interface Rule {
  slots: Readonly<Record<string, (parameter: Tensor) => Tensor>>;
  step: (gradient: Tensor, slots: Readonly<Record<string, Tensor>>, step: number) => SlotStep;
  /** The same in one pass, where the engine has a kernel for it: the slots and `parameter` after the step. */
  fused?: (inputs: Record<string, Tensor>, step: number) => Record<string, Tensor> | undefined;
}

function slotOf(state: OptimiserState, slot: string, name: string, { shape }: Tensor): Tensor {
  const found = state.slots[slot]?.[name];
  if (found?.shape.join() === shape.join()) return found;
  const what = found === undefined ? "no" : `another shape, [${found.shape.join(", ")}], of`;
  throw new RangeError(
    `optimiser: the state has ${what} "${slot}" for "${name}" [${shape.join(", ")}]; use the state that init or update returned`,
  );
}

/** The slots of every parameter; none is looked for later, when tensors have been made that a throw would leave. */
const slotsOf = (
  state: OptimiserState,
  slots: readonly string[],
  parameters: NamedTensors,
): Record<string, NamedTensors> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      Object.fromEntries(slots.map((slot) => [slot, slotOf(state, slot, name, parameter)])),
    ]),
  );

function fromRule({ slots, step, fused = () => undefined }: Rule): Optimiser {
  const names = Object.keys(slots);
  const init = (parameters: ParameterTree): OptimiserState => ({
    step: 0,
    slots: Object.fromEntries(
      names.map((slot) => [
        slot,
        Object.fromEntries(
          Object.entries(flattenParameters(parameters)).map(([name, tensor]) => [name, slots[slot]!(tensor)]),
        ),
      ]),
    ),
  });
  const update = <P extends ParameterTree>(
    gradients: P,
    state: OptimiserState,
    parameters: P,
  ): OptimiserUpdate<P> => {
    const flatGradients = flattenParameters(gradients);
    unflattenParameters(parameters, flatGradients); // the two must agree in names and shapes
    const owns = slotsOf(state, names, flattenParameters(parameters));
    const next: OptimiserState = {
      step: state.step + 1,
      slots: Object.fromEntries(names.map((slot) => [slot, {}])),
    };
    const moved = mapParameters(parameters, (parameter, name) => {
      const own = owns[name]!;
      const gradient = flatGradients[name]!;
      const result: Record<string, Tensor> = tidy(() => {
        const inOnePass = fused({ ...own, parameter, gradient }, next.step);
        if (inOnePass !== undefined) return inOnePass;
        const { slots: nextSlots, change } = step(gradient, own, next.step);
        return { ...nextSlots, parameter: sub(parameter, change) };
      });
      for (const slot of names) next.slots[slot]![name] = keep(result[slot]!);
      return keep(result["parameter"]!);
    });
    return { parameters: moved, state: next };
  };
  return { init, update };
}

function assertRates(optimiser: string, rates: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(rates)) {
    const below = name === "learningRate" || name === "epsilon" ? Infinity : 1;
    if (value >= 0 && value < below) continue;
    throw new RangeError(`${optimiser}: expected ${name} in [0, ${below}), got ${value}`);
  }
}

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Step size α. */
  learningRate: number;
  /** Share μ of the last change that is kept. Default 0. */
  momentum?: number;
}

/**
 * Gradient descent with momentum: m ← μ m + α g, θ ← θ − m (Rumelhart, Hinton & Williams 1986).
 * @throws RangeError for a negative rate or a momentum outside [0, 1).
 * @example const optimiser = sgd({ learningRate: 0.1, momentum: 0.9 });
 */
export function sgd({ learningRate, momentum = 0 }: SgdOptions): Optimiser {
  assertRates("sgd", { learningRate, momentum });
  return fromRule({
    slots: { momentum: zerosLike },
    step: (gradient, slots) => {
      const change = add(mul(slots["momentum"]!, momentum), mul(gradient, learningRate));
      return { slots: { momentum: change }, change };
    },
  });
}

/** Options of {@link rmsProp}. */
export interface RmsPropOptions {
  /** Step size α. */
  learningRate: number;
  /** Decay ρ of the mean square. Default 0.9. */
  decay?: number;
  /** Share μ of the last change that is kept. Default 0. */
  momentum?: number;
  /**
   * Added to the mean square under the root. Default 1e-10, TensorFlow 1's. With gradients clipped to 1e-5, as Banino
   * et al. 2018 do, g² is at most 1e-10, and a larger epsilon would throttle every step.
   */
  epsilon?: number;
}

/**
 * RMSProp with momentum as in TensorFlow 1, whose mean square starts at 1:
 * v ← ρ v + (1 − ρ) g², m ← μ m + α g / √(v + ε), θ ← θ − m (Tieleman & Hinton 2012, lecture 6.5).
 * @throws RangeError for a negative rate, or a decay or momentum outside [0, 1).
 * @example const optimiser = rmsProp({ learningRate: 1e-5, momentum: 0.9 });
 */
export function rmsProp({
  learningRate,
  decay = 0.9,
  momentum = 0,
  epsilon = 1e-10,
}: RmsPropOptions): Optimiser {
  assertRates("rmsProp", { learningRate, decay, momentum, epsilon });
  return fromRule({
    slots: { meanSquare: onesLike, momentum: zerosLike },
    fused: (inputs) => fusedRmsProp(inputs, { learningRate, decay, momentum, epsilon }),
    step: (gradient, slots) => {
      const meanSquare = add(mul(slots["meanSquare"]!, decay), mul(square(gradient), 1 - decay));
      const scaled = mul(div(gradient, sqrt(add(meanSquare, epsilon))), learningRate);
      const change = add(mul(slots["momentum"]!, momentum), scaled);
      return { slots: { meanSquare, momentum: change }, change };
    },
  });
}

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Step size α. */
  learningRate: number;
  /** Decay β₁ of the mean. Default 0.9. */
  beta1?: number;
  /** Decay β₂ of the mean square. Default 0.999. */
  beta2?: number;
  /** Added to the root of the mean square. Default 1e-8. */
  epsilon?: number;
}

/**
 * Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − α (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 * (Kingma & Ba 2015, algorithm 1).
 * @throws RangeError for a negative rate or a decay outside [0, 1).
 * @example const optimiser = adam({ learningRate: 1e-3 });
 */
export function adam({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions): Optimiser {
  assertRates("adam", { learningRate, beta1, beta2, epsilon });
  return fromRule({
    slots: { mean: zerosLike, meanSquare: zerosLike },
    fused: (inputs, step) => fusedAdam(inputs, { learningRate, beta1, beta2, epsilon, step }),
    step: (gradient, slots, step) => {
      const mean = add(mul(slots["mean"]!, beta1), mul(gradient, 1 - beta1));
      const meanSquare = add(mul(slots["meanSquare"]!, beta2), mul(square(gradient), 1 - beta2));
      const root = add(sqrt(mul(meanSquare, 1 / (1 - beta2 ** step))), epsilon);
      return {
        slots: { mean, meanSquare },
        change: mul(div(mean, root), learningRate / (1 - beta1 ** step)),
      };
    },
  });
}
