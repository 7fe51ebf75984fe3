/**
 * Elementary functions built from the operations that IEEE 754 rounds exactly (+, −, ×, ÷), so that they give the
 * same bits in every engine. ECMAScript leaves the last bits of Math.log, Math.sin … to the implementation.
 * Errors are a few units in the last place; the tests state the bounds.
 */

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT_HALF = Math.SQRT1_2;
const doubleView = new Float64Array(1);
const wordView = new Uint32Array(doubleView.buffer);
/** Index of the word that holds sign and exponent (1 on little-endian machines). */
const highWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Σ 2 s²ᵏ⁺¹ / (2k + 1) = ln((1 + s) / (1 − s)), |s| ≤ 0.1716, without its first term 2s. */
function logarithmTail(square: number): number {
  let sum = 2 / 21;
  for (let odd = 19; odd >= 3; odd -= 2) sum = sum * square + 2 / odd;
  return sum * square;
}

/** Natural logarithm. ln 0 = −∞, ln x = NaN for x < 0. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  let exponent = 0;
  let value = x;
  if (value < 2.2250738585072014e-308) {
    value *= 18014398509481984; // 2⁵⁴: subnormal numbers become normal
    exponent = -54;
  }
  doubleView[0] = value;
  const high = wordView[highWord]!;
  exponent += (high >>> 20) - 1022;
  wordView[highWord] = (high & 0x000fffff) | 0x3fe00000;
  let mantissa = doubleView[0]; // in [0.5, 1)
  if (mantissa < SQRT_HALF) {
    mantissa *= 2;
    exponent -= 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const tail = s * logarithmTail(s * s);
  return exponent * LN2_HIGH + (2 * s + (tail + exponent * LN2_LOW));
}

/** eˣ. */
export function exp(x: number): number {
  if (!(x < 709.782712893384)) return x === x ? Infinity : NaN;
  if (x < -745.1332191019412) return 0;
  const power = Math.floor(x * Math.LOG2E + 0.5);
  const rest = x - power * LN2_HIGH - power * LN2_LOW;
  let sum = 1 / 13;
  for (let n = 12; n >= 1; n--) sum = (1 + rest * sum) / n;
  return scaleByPowerOfTwo(1 + rest * sum, power);
}

function scaleByPowerOfTwo(value: number, power: number): number {
  if (power < -1021) return scaleByPowerOfTwo(value, power + 54) * 5.551115123125783e-17;
  if (power > 1023) return scaleByPowerOfTwo(value * 2, power - 1);
  doubleView[0] = 0;
  wordView[highWord] = (power + 1023) << 20;
  return value * doubleView[0];
}

/** Sine and cosine of one angle. */
export interface SinCos {
  sin: number;
  cos: number;
}

const HALF_PI_HIGH = 1.57079632673412561417;
const HALF_PI_MIDDLE = 6.0771005063039659766e-11;
const HALF_PI_LOW = 2.02226624879595063154e-21;
/** 1/n! with alternating signs, for sine (n odd) and cosine (n even), to beyond double precision on |x| ≤ π/4. */
const sineTerms = [1 / 6, 1 / 120, 1 / 5040, 1 / 362880, 1 / 39916800, 1 / 6227020800, 1 / 1307674368000];
const cosineTerms = [
  1 / 24,
  1 / 720,
  1 / 40320,
  1 / 3628800,
  1 / 479001600,
  1 / 87178291200,
  1 / 20922789888000,
];

function alternating(terms: readonly number[], square: number): number {
  let sum = terms[terms.length - 1]!;
  for (let index = terms.length - 2; index >= 0; index--) sum = terms[index]! - sum * square;
  return sum;
}

/** Sine and cosine of an angle in radians, written into `target` if one is given. Exact reduction needs |angle| < 10⁵. */
export function sinCos(angle: number, target: SinCos = { sin: 0, cos: 0 }): SinCos {
  const quarter = Math.floor(angle * (2 / Math.PI) + 0.5);
  const rest = angle - quarter * HALF_PI_HIGH - quarter * HALF_PI_MIDDLE - quarter * HALF_PI_LOW;
  const square = rest * rest;
  const sine = rest - rest * square * alternating(sineTerms, square);
  const cosine = 1 - square * 0.5 + square * square * alternating(cosineTerms, square);
  const turned = quarter & 3;
  target.sin = turned === 0 ? sine : turned === 1 ? cosine : turned === 2 ? -sine : -cosine;
  target.cos = turned === 0 ? cosine : turned === 1 ? -sine : turned === 2 ? -cosine : sine;
  return target;
}

/** Sine of an angle in radians. */
export const sin = (angle: number): number => sinCos(angle).sin;

/** Cosine of an angle in radians. */
export const cos = (angle: number): number => sinCos(angle).cos;
