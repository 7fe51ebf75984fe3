import {
  add,
  concat,
  customGrad,
  matMul,
  mul,
  sub,
  transpose,
  zerosLike,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { stackTime, unstackTime } from "./time.ts";
import type { UnitFunction } from "./unit-functions.ts";

/** The constants of a layer of leaky units. */
export interface LeakyConstants {
  /** α: what of the synaptic current is left after a step. */
  synapseDecay: number;
  /** β: what of the potential is left after a step. */
  membraneDecay: number;
  /** θ: the potential at which the unit's function is taken to be at zero. */
  threshold: number;
  /** How much the potential falls for every unit of output in the step before. */
  reset: number;
  /** Whether the derivative goes through that fall as well. */
  isResetDifferentiated: boolean;
  /** The output as a function of potential − threshold. */
  unit: UnitFunction;
}

/** The state of a layer of leaky units, `[batch, units]` each. */
export interface LeakyState {
  /** Synaptic current i. */
  current: Tensor2D;
  /** Potential v. */
  potential: Tensor2D;
  /** Output s of the step before. */
  output: Tensor2D;
}

/** α x + y, sparing the product where α is 0. */
const decayed = (x: Tensor2D, decay: number, y: Tensor2D): Tensor2D =>
  decay === 0 ? y : add(mul(x, decay), y);

function stepForward(
  projected: Tensor2D,
  recurrentKernel: Tensor2D | undefined,
  { current, potential, output }: LeakyState,
  { synapseDecay, membraneDecay, threshold, reset, unit }: LeakyConstants,
): LeakyState {
  const drive: Tensor2D =
    recurrentKernel === undefined ? projected : add(projected, matMul(output, recurrentKernel));
  const nextCurrent = decayed(current, synapseDecay, drive);
  const leaked = decayed(potential, membraneDecay, nextCurrent);
  const next: Tensor2D = reset === 0 ? leaked : sub(leaked, mul(output, reset));
  return {
    current: nextCurrent,
    potential: next,
    output: unit.value(threshold === 0 ? next : sub(next, threshold)),
  };
}

/** ∂L/∂ what stood before the first step, and ∂L/∂(projected input) at every step. */
interface SweepResult {
  dDrives: Tensor2D[];
  dState: LeakyState;
}

function sweepBack(
  potentials: readonly Tensor2D[],
  dy: Tensor3D,
  recurrentKernel: Tensor2D | undefined,
  constants: LeakyConstants,
): SweepResult {
  const { synapseDecay, membraneDecay, threshold, reset, isResetDifferentiated, unit } = constants;
  const steps = potentials.length;
  const slabs = unstackTime(dy);
  // One transposed copy: on the wasm engine a product with a transposed operand is some thirty times slower.
  const back = recurrentKernel && transpose(recurrentKernel);
  const dDrives: Tensor2D[] = [];
  let fromPotential = slabs[steps]!;
  let fromCurrent = slabs[steps + 1]!;
  let fromOutput: Tensor2D | undefined;
  for (let t = steps - 1; t >= 0; t--) {
    const dOutput: Tensor2D = fromOutput === undefined ? slabs[t]! : add(slabs[t]!, fromOutput);
    const distance: Tensor2D = threshold === 0 ? potentials[t]! : sub(potentials[t]!, threshold);
    const dPotential: Tensor2D = add(fromPotential, mul(dOutput, unit.slope(distance)));
    const dCurrent: Tensor2D = add(fromCurrent, dPotential);
    dDrives.unshift(dCurrent);
    const recurrent: Tensor2D | undefined = back && matMul(dCurrent, back);
    const fall = isResetDifferentiated && reset !== 0 ? mul<Tensor2D>(dPotential, -reset) : undefined;
    fromOutput = recurrent && fall ? add(recurrent, fall) : (recurrent ?? fall);
    fromPotential = mul(dPotential, membraneDecay);
    fromCurrent = mul(dCurrent, synapseDecay);
  }
  const output = fromOutput ?? zerosLike(fromPotential);
  return { dDrives, dState: { current: fromCurrent, potential: fromPotential, output } };
}

/**
 * Leaky units through time as one differentiable operation, the derivative written out:
 * iₜ = α iₜ₋₁ + pₜ + sₜ₋₁ V, vₜ = β vₜ₋₁ + iₜ − reset · sₜ₋₁, sₜ = f(vₜ − θ).
 * @param projected p, `[time, batch, units]`.
 * @param recurrentKernel V, `[units, units]`; undefined where there is none.
 * @returns `[time + 2, batch, units]`: the output at every step, then the last potential, then the last current.
 */
export function leakySequence(
  projected: Tensor3D,
  recurrentKernel: Tensor2D | undefined,
  state: LeakyState,
  constants: LeakyConstants,
): Tensor3D {
  const inputs = [projected, state.current, state.potential, state.output];
  const all = recurrentKernel === undefined ? inputs : [...inputs, recurrentKernel];
  const operation = customGrad((...given) => {
    const save = given.pop() as unknown as (tensors: Tensor[]) => void;
    const states: LeakyState[] = [];
    let now = state;
    for (const step of unstackTime(projected)) {
      now = stepForward(step, recurrentKernel, now, constants);
      states.push(now);
    }
    const potentials = states.map(({ potential }) => potential);
    const outputs = states.map(({ output }) => output);
    const kernels = recurrentKernel === undefined ? [] : [recurrentKernel, state.output, ...outputs];
    save([...potentials, ...kernels]);
    return {
      value: stackTime([...outputs, now.potential, now.current]),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        gradientsOf(dy as Tensor3D, saved as Tensor2D[], potentials.length, constants),
    };
  });
  return operation(...all);
}

/** ∂L/∂(projected, first current, first potential, first output, recurrent kernel if there is one). */
function gradientsOf(
  dy: Tensor3D,
  saved: readonly Tensor2D[],
  steps: number,
  constants: LeakyConstants,
): Tensor[] {
  const [recurrentKernel, ...outputs] = saved.slice(steps);
  const { dDrives, dState } = sweepBack(saved.slice(0, steps), dy, recurrentKernel, constants);
  const gradients = [stackTime(dDrives), dState.current, dState.potential, dState.output];
  if (recurrentKernel === undefined) return gradients;
  const outputsBefore = concat(outputs.slice(0, steps), 0);
  return [...gradients, matMul(transpose<Tensor2D>(outputsBefore), concat(dDrives, 0))];
}
