import { dot, type Features } from "./features.ts";

/**
 * An eligibility trace z, kept sparse: only entries that differ from zero cost time, so that a table of any size
 * learns at the speed of the states it visited recently.
 */
export interface EligibilityTrace {
  /** z, `[features]`. Read only: change it through the methods. */
  readonly values: Float64Array;
  /** z ← factor · z; entries that fall below the cut-off are forgotten. */
  readonly decay: (factor: number) => void;
  /** z ← z + scale · x. */
  readonly add: (scale: number, x: Features) => void;
  /** z_i ← x_i wherever x has an entry. */
  readonly replace: (x: Features) => void;
  /** w ← w + scale · z. */
  readonly addTo: (weights: Float64Array, scale: number) => void;
  /** How many entries are held at present. */
  readonly size: () => number;
}

/** Makes an empty trace over `length` features that forgets entries below `cutoff` in size. */
export function createTrace(length: number, cutoff: number): EligibilityTrace {
  const values = new Float64Array(length);
  const held = new Uint8Array(length);
  const active = new Int32Array(length);
  let count = 0;
  const hold = (index: number): void => {
    if (held[index] === 1) return;
    held[index] = 1;
    active[count++] = index;
  };
  const decay = (factor: number): void => {
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const index = active[k]!;
      const value = factor * values[index]!;
      if (Math.abs(value) > cutoff) {
        values[index] = value;
        active[kept++] = index;
      } else {
        values[index] = 0;
        held[index] = 0;
      }
    }
    count = kept;
  };
  return {
    values,
    decay,
    add: (scale, { indices, values: x }) => {
      for (let k = 0; k < indices.length; k++) {
        hold(indices[k]!);
        values[indices[k]!]! += scale * x[k]!;
      }
    },
    replace: ({ indices, values: x }) => {
      for (let k = 0; k < indices.length; k++) {
        hold(indices[k]!);
        values[indices[k]!] = x[k]!;
      }
    },
    addTo: (weights, scale) => {
      for (let k = 0; k < count; k++) {
        const index = active[k]!;
        weights[index]! += scale * values[index]!;
      }
    },
    size: () => count,
  };
}

/**
 * How a trace takes in the features of the state just left.
 * @param z The trace z_{t−1}, changed in place into z_t.
 * @param decay γ_t λ.
 * @param x The features x_t.
 * @param stepSize α, which only the dutch trace reads.
 */
export type TraceRule = (z: EligibilityTrace, decay: number, x: Features, stepSize: number) => void;

/**
 * The accumulating trace, z_t = γλ z_{t−1} + x_t. Sutton & Barto (2018), equation 12.5.
 * @example
 * createTdLambda(weights, { trace: accumulatingTrace });
 */
export const accumulatingTrace: TraceRule = (z, decay, x) => {
  z.decay(decay);
  z.add(1, x);
};

/**
 * The replacing trace, z_i = x_i where the feature is there, γλ z_i elsewhere; meant for binary features.
 * Singh & Sutton (1996); Sutton & Barto (2018), equation 12.12.
 * @example
 * createTdLambda(weights, { trace: replacingTrace });
 */
export const replacingTrace: TraceRule = (z, decay, x) => {
  z.decay(decay);
  z.replace(x);
};

/**
 * The dutch trace, z_t = γλ z_{t−1} + (1 − α γλ z_{t−1}ᵀx_t) x_t.
 * van Seijen & Sutton (2014); Sutton & Barto (2018), equation 12.11.
 * @example
 * createTdLambda(weights, { trace: dutchTrace });
 */
export const dutchTrace: TraceRule = (z, decay, x, stepSize) => {
  z.decay(decay);
  z.add(1 - stepSize * dot(z.values, x), x);
};
