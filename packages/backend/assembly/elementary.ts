// exp, sigmoid, tanh of four floats at once, and ln of one.
//
// exp(x) = 2ⁿ·(1 + p(r)) with n = round(x/ln 2), r = x − n·ln 2 in [−0.347, 0.347] and p(r) = r + r²·q(r) ≈ eʳ − 1.
// q is the degree-4 polynomial with the least largest error relative to eʳ (3.1e-9), found by iterated weighted least
// squares. What is left is rounding: see the bounds at each function, which the tests hold against float64.
import { multiplyAdd } from "./tile";

/** 1.5·2²³: adding it rounds a small float to an integer, found in the low bits of the sum. */
const ROUNDER: f32 = 12582912;
const ROUNDER_BITS: i32 = 0x4b400000;

// @ts-ignore: decorator
@inline
function reduced(x: v128, n: v128): v128 {
  // ln 2 in two parts, the first of so few bits that n times it is exact.
  const r = multiplyAdd(x, n, f32x4.splat(-0.693359375));
  return multiplyAdd(r, n, f32x4.splat(2.12194440e-4));
}

/** eʳ − 1 for |r| ≤ 0.35. */
// @ts-ignore: decorator
@inline
function smallExpm1(r: v128): v128 {
  let q = multiplyAdd(f32x4.splat(0.008368716575205326), r, f32x4.splat(0.001381459878757596));
  q = multiplyAdd(f32x4.splat(0.04166838899254799), r, q);
  q = multiplyAdd(f32x4.splat(0.1666652113199234), r, q);
  q = multiplyAdd(f32x4.splat(0.4999999403953552), r, q);
  return multiplyAdd(r, f32x4.mul(r, r), q);
}

// @ts-ignore: decorator
@inline
function rounded(x: v128): v128 {
  return multiplyAdd(f32x4.splat(ROUNDER), x, f32x4.splat(1.44269504088896341));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** eˣ over the whole range, subnormal results included; relative error below 1.5e-7. */
export function exp4(x: v128): v128 {
  // pmin and pmax keep the first operand when it is NaN.
  const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  const shifted = rounded(clamped);
  const n = i32x4.sub(shifted, i32x4.splat(ROUNDER_BITS));
  const p = smallExpm1(reduced(clamped, f32x4.sub(shifted, f32x4.splat(ROUNDER))));
  const value = f32x4.add(p, f32x4.splat(1));
  // 2ⁿ in two factors: neither leaves the range of normal numbers.
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(value, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** 1/(1 + e⁻ˣ); relative error below 3e-7 for x ≥ −87, below that 0 or under 1.2e-38. */
export function sigmoid4(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(f32x4.neg(x), f32x4.splat(89)), f32x4.splat(-87));
  const shifted = rounded(clamped);
  const n = i32x4.sub(shifted, i32x4.splat(ROUNDER_BITS));
  const p = smallExpm1(reduced(clamped, f32x4.sub(shifted, f32x4.splat(ROUNDER))));
  // n = 128 makes the factor infinite and the result 0, as it should be.
  const exponential = f32x4.mul(f32x4.add(p, f32x4.splat(1)), powerOfTwo(n));
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponential));
}

/** tanh x = u/(u + 2) with u = e^(2|x|) − 1, which loses nothing near 0; relative error below 4e-7. */
export function tanh4(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const magnitude = f32x4.abs(x);
  const doubled = f32x4.pmin(f32x4.add(magnitude, magnitude), f32x4.splat(40));
  const shifted = rounded(doubled);
  const n = i32x4.sub(shifted, i32x4.splat(ROUNDER_BITS));
  const p = smallExpm1(reduced(doubled, f32x4.sub(shifted, f32x4.splat(ROUNDER))));
  const scale = powerOfTwo(n);
  const u = multiplyAdd(f32x4.sub(scale, f32x4.splat(1)), p, scale);
  return v128.or(f32x4.div(u, f32x4.add(u, f32x4.splat(2))), sign);
}

/**
 * ln x of a positive, normal double: x = 2ᵏ·m with m in [0.7, 1.42], ln m = 2·artanh((m − 1)/(m + 1)) by its series.
 * Relative error below 1e-12. Infinity and NaN come back as they are.
 */
export function ln(x: f64): f64 {
  if (!(x < Infinity)) return x;
  const bits = reinterpret<i64>(x) - reinterpret<i64>(<f64>0.7071067811865476);
  const exponent = bits >> 52;
  const m = reinterpret<f64>(reinterpret<i64>(x) - (exponent << 52));
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let series: f64 = 1.0 / 17;
  for (let odd = 15; odd > 0; odd -= 2) series = series * z + 1.0 / <f64>odd;
  return <f64>exponent * 0.6931471805599453 + 2 * s * series;
}
