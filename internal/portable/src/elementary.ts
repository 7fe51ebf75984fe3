/**
 * Elementary functions built from the operations that IEEE 754 rounds exactly (+, −, ×, ÷), so that they give the
 * same bits in every engine. ECMAScript leaves the last bits of Math.log, Math.sin … to the implementation.
 * Errors are a few units in the last place; the tests state the bounds.
 */

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT_HALF = Math.SQRT1_2;
const doubleView = /* @__PURE__ */ new Float64Array(1);
const wordsOf = ({ buffer }: Float64Array): Uint32Array => new Uint32Array(buffer);
const wordView = /* @__PURE__ */ wordsOf(doubleView);
const isLittleEndian = (): boolean => new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
/** Index of the word that holds sign and exponent (1 on little-endian machines). */
const highWord = /* @__PURE__ */ isLittleEndian() ? 1 : 0;

function tabulatePowersOfTwo(): Float64Array {
  const powers = new Float64Array(2046);
  for (let index = 0, power = 2 ** -1024; index < powers.length; index++, power *= 2) powers[index] = power;
  return powers;
}

/** 2ⁿ for n = −1024 … 1021, at index n + 1024: scaling by table spares a slow round trip through memory. */
const powersOfTwo = /* @__PURE__ */ tabulatePowersOfTwo();

/** Σ 2 s²ᵏ⁺¹ / (2k + 1) = ln((1 + s) / (1 − s)), |s| ≤ 0.1716, without its first term 2s. */
function logarithmTail(square: number): number {
  // Written out, with even and odd powers apart: constants fold and the two chains run side by side.
  const fourth = square * square;
  const even = 2 / 3 + fourth * (2 / 7 + fourth * (2 / 11 + fourth * (2 / 15 + fourth * (2 / 19))));
  const odd = 2 / 5 + fourth * (2 / 9 + fourth * (2 / 13 + fourth * (2 / 17 + fourth * (2 / 21))));
  return square * (even + square * odd);
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
  const power = (wordView[highWord]! >>> 20) - 1022;
  exponent += power;
  let mantissa = value * powersOfTwo[1024 - power]!; // exact, in [0.5, 1)
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
/** Σ (−1)ᵏ zᵏ / (2k + 3)!, so that sin x = x − x³ · this(x²) to beyond double precision on |x| ≤ π/4. */
function sineTail(square: number): number {
  let sum = 1 / 6227020800 - square * (1 / 1307674368000);
  sum = 1 / 39916800 - square * sum;
  sum = 1 / 362880 - square * sum;
  sum = 1 / 5040 - square * sum;
  sum = 1 / 120 - square * sum;
  return 1 / 6 - square * sum;
}

/** Σ (−1)ᵏ zᵏ / (2k + 4)!, so that cos x = 1 − x²/2 + x⁴ · this(x²). */
function cosineTail(square: number): number {
  let sum = 1 / 87178291200 - square * (1 / 20922789888000);
  sum = 1 / 479001600 - square * sum;
  sum = 1 / 3628800 - square * sum;
  sum = 1 / 40320 - square * sum;
  sum = 1 / 720 - square * sum;
  return 1 / 24 - square * sum;
}

/** Sine and cosine of an angle in radians, written into `target` if one is given. Exact reduction needs |angle| < 10⁵. */
export function sinCos(angle: number, target: SinCos = { sin: 0, cos: 0 }): SinCos {
  const quarter = Math.floor(angle * (2 / Math.PI) + 0.5);
  const rest = angle - quarter * HALF_PI_HIGH - quarter * HALF_PI_MIDDLE - quarter * HALF_PI_LOW;
  const square = rest * rest;
  const sine = rest - rest * square * sineTail(square);
  const cosine = 1 - square * 0.5 + square * square * cosineTail(square);
  const turned = quarter & 3;
  target.sin = turned === 0 ? sine : turned === 1 ? cosine : turned === 2 ? -sine : -cosine;
  target.cos = turned === 0 ? cosine : turned === 1 ? -sine : turned === 2 ? -cosine : sine;
  return target;
}

/** Sine of an angle in radians. */
export const sin = (angle: number): number => sinCos(angle).sin;

/** Cosine of an angle in radians. */
export const cos = (angle: number): number => sinCos(angle).cos;

const TAN_PI_12 = 2 - Math.sqrt(3);
const SQRT_3 = Math.sqrt(3);

/** Arc tangent of a number in [0, 1]: reduced to |x| ≤ tan 15°, then Σ (−1)ᵏ x²ᵏ⁺¹ / (2k + 1). */
function arcTangentOfFraction(x: number): number {
  const reduced = x > TAN_PI_12;
  const rest = reduced ? (SQRT_3 * x - 1) / (SQRT_3 + x) : x;
  const square = rest * rest;
  let sum = 1 / 29;
  for (let odd = 27; odd >= 1; odd -= 2) sum = 1 / odd - sum * square;
  return reduced ? Math.PI / 6 + rest * sum : rest * sum;
}

/** The angle of the vector (x, y) from the x axis, in [−π, π]; 0 for the zero vector. */
export function atan2(y: number, x: number): number {
  const [height, width] = [Math.abs(y), Math.abs(x)];
  if (height === 0 && width === 0) return 0;
  const acute =
    height <= width
      ? arcTangentOfFraction(height / width)
      : Math.PI / 2 - arcTangentOfFraction(width / height);
  const angle = x < 0 ? Math.PI - acute : acute;
  return y < 0 ? -angle : angle;
}
