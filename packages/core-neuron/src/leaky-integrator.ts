import {
  add,
  customGrad,
  matMul,
  mul,
  pad,
  reshape,
  slice,
  tensor2d,
  tensor3d,
  tidy,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { assertDecay, assertExtent, assertShape } from "./checks.ts";

/** Options of {@link leakyIntegrator}. */
export interface LeakyIntegratorOptions {
  /** β = exp(−Δt / τ): what of the potential is left after a step, in [0, 1]. */
  decay: number;
}

/** Steps that one matrix of decays spans; with one over all of them, memory and work would grow as time squared. */
const blockSteps = 256;

/** β⁰ … βⁿ. */
const powersOf = (decay: number, n: number): Float64Array =>
  Float64Array.from({ length: n + 1 }, (_, k) => decay ** k);

/** βᵗ⁻ˢ for s ≤ t, `[steps, steps]`; or its transpose. */
function decayMatrix(steps: number, decay: number, isTransposed: boolean): Tensor2D {
  const powers = powersOf(decay, steps);
  const values = new Float32Array(steps * steps);
  for (let t = 0; t < steps; t++) {
    for (let s = 0; s <= t; s++) values[isTransposed ? s * steps + t : t * steps + s] = powers[t - s]!;
  }
  return tensor2d(values, [steps, steps]);
}

/** What the blocks end with, moved to the blocks that it decays in: one on, or one back, with nothing where none is. */
function moved(ends: Tensor2D, isBackward: boolean): Tensor2D {
  const [blocks, columns] = ends.shape;
  const kept = slice(ends, [isBackward ? 1 : 0, 0], [blocks - 1, columns]);
  return pad(kept, [isBackward ? [0, 1] : [1, 0], [0, 0]]);
}

/** Blocks on their own, `[blocks, blockSteps, columns]`, and with what the blocks before (or behind) them left. */
function joinBlocks(blocks: Tensor3D, decay: number, isBackward: boolean): Tensor3D {
  const [count, , columns] = blocks.shape;
  const end = slice(blocks, [0, isBackward ? 0 : blockSteps - 1, 0], [count, 1, columns]);
  // Ends follow each other as steps do, with the decay of a whole block between them.
  const ends = integrate(reshape(end, [count, columns]), decay ** blockSteps, isBackward);
  const powers = powersOf(decay, blockSteps).subarray(1);
  if (isBackward) powers.reverse();
  const left = mul(
    tensor3d(Float32Array.from(powers), [1, blockSteps, 1]),
    reshape(moved(ends, isBackward), [count, 1, columns]),
  );
  return add(blocks, left);
}

/**
 * yₜ = xₜ + β yₜ₋₁ from nothing, or backwards in time yₜ = xₜ + β yₜ₊₁, `[steps, columns]`. One product with the matrix
 * of decays, transposed for backwards, stands for a whole block of steps.
 */
function integrate(x: Tensor2D, decay: number, isBackward: boolean): Tensor2D {
  const [steps, columns] = x.shape;
  if (steps <= blockSteps) return matMul(decayMatrix(steps, decay, isBackward), x);
  const count = Math.ceil(steps / blockSteps);
  const whole = pad(x, [
    [0, count * blockSteps - steps],
    [0, 0],
  ]);
  const matrix = decayMatrix(blockSteps, decay, isBackward);
  const blocks = matMul<Tensor3D>(
    reshape(matrix, [1, blockSteps, blockSteps]),
    reshape(whole, [count, blockSteps, columns]),
  );
  const joined = joinBlocks(blocks, decay, isBackward);
  return slice(reshape<Rank.R2>(joined, [count * blockSteps, columns]), [0, 0], [steps, columns]);
}

/** The recurrence as one operation, whose derivative is the same recurrence backwards. */
function integrated(rows: Tensor2D, decay: number): Tensor2D {
  const operation = customGrad((x) => ({
    value: integrate(x as Tensor2D, decay, false),
    gradFunc: (dy: Tensor) => tidy(() => integrate(dy as Tensor2D, decay, true)),
  }));
  return operation(rows) as Tensor2D;
}

/**
 * Units that integrate and leak but never spike, the usual read-out of a spiking network: vₜ = β vₜ₋₁ + xₜ.
 * Work and memory grow in proportion to time.
 * @param x Input currents, `[time, batch, units]`, at least one step.
 * @param state The potential before the first step, `[batch, units]`.
 * @returns The potential at every step, `[time, batch, units]`, the caller's.
 * @throws RangeError if shapes do not fit or the decay lies outside [0, 1].
 * @example const v = leakyIntegrator(dense(readOut, spikes), zeros([32, 10]), { decay: 0.9 });
 */
export function leakyIntegrator(x: Tensor3D, state: Tensor2D, { decay }: LeakyIntegratorOptions): Tensor3D {
  const [steps, batch, units] = x.shape;
  assertExtent("leakyIntegrator", "time", steps);
  assertShape("leakyIntegrator", "state", state, [batch, units]);
  assertDecay("leakyIntegrator", "decay", decay);
  return tidy(() => {
    const driven = integrated(reshape<Rank.R2>(x, [steps, batch * units]), decay);
    const powers = tensor2d(Float32Array.from(powersOf(decay, steps).subarray(1)), [steps, 1]);
    const left = mul(powers, reshape(state, [1, batch * units]));
    return reshape<Rank.R3>(add(driven, left), [steps, batch, units]);
  });
}
