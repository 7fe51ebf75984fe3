import {
  add,
  customGrad,
  matMul,
  mul,
  reshape,
  tensor2d,
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

/** βᵗ⁻ˢ for s ≤ t, `[steps, steps]`; or its transpose. */
function decayMatrix(steps: number, decay: number, isTransposed: boolean): Tensor2D {
  const values = new Float32Array(steps * steps);
  for (let t = 0; t < steps; t++) {
    for (let s = 0; s <= t; s++) values[isTransposed ? s * steps + t : t * steps + s] = decay ** (t - s);
  }
  return tensor2d(values, [steps, steps]);
}

/** One product with the matrix of decays stands for the whole recurrence, forwards and, transposed, back. */
function integrate(rows: Tensor2D, decay: number): Tensor2D {
  const [steps] = rows.shape;
  const operation = customGrad((x) => ({
    value: matMul<Tensor>(decayMatrix(steps, decay, false), x as Tensor),
    gradFunc: (dy: Tensor) => matMul<Tensor>(decayMatrix(steps, decay, true), dy),
  }));
  return operation(rows) as Tensor2D;
}

/**
 * Units that integrate and leak but never spike, the usual read-out of a spiking network: vₜ = β vₜ₋₁ + xₜ.
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
    const driven = integrate(reshape<Rank.R2>(x, [steps, batch * units]), decay);
    const powers = tensor2d(
      Array.from({ length: steps }, (_, t) => decay ** (t + 1)),
      [steps, 1],
    );
    const left = mul(powers, reshape(state, [1, batch * units]));
    return reshape<Rank.R3>(add(driven, left), [steps, batch, units]);
  });
}
