// Minimal filtering along one line (Winograd 1980; Lavin & Gray 2016): two outputs of a filter at once, with fewer
// products than by its definition.
//
// Three taps need four products instead of six, F(2, 3), and two taps three instead of four, F(2, 2). A filter of five
// taps is one of three and one of two: of stride 2, its even taps on even samples and its odd taps on odd ones; of stride
// 1, its first three taps and its last two. Writing the products as (G g) ⊙ (Bᵀ d), both outputs are Aᵀ of them. The
// gradients are the adjoints of the same three linear maps, so each map has its adjoint here.
// All samples are vectors of four channels at addresses `step` bytes apart.

/** Outputs of a tile along each side. */
export const TILE_OUTPUTS: i32 = 2;
/** Most samples, taps or products of a line. */
export const LONGEST_LINE: i32 = 7;

/** How a filter is taken apart: its first three taps `tapStep` apart, and two more from tap `second`, if that is not 0. */
// @ts-ignore: decorator
@unmanaged
export class Scheme {
  taps: i32;
  stride: i32;
  tapStep: i32;
  second: i32;
  /** Products of a line. */
  products: i32;
  /** Samples that a line of two outputs sees. */
  samples: i32;
}

/** Whether a filter of so many taps and stride can be taken apart. */
export function isMinimal(taps: i32, stride: i32): bool {
  return (taps == 3 && stride == 1) || (taps == 5 && (stride == 1 || stride == 2));
}

/** Fills in the scheme for a filter for which {@link isMinimal} holds. */
export function chooseScheme(s: Scheme, taps: i32, stride: i32): void {
  s.taps = taps;
  s.stride = stride;
  s.tapStep = stride;
  s.second = taps == 3 ? 0 : stride == 1 ? 3 : 1;
  s.products = taps == 3 ? 4 : 7;
  s.samples = taps + stride;
}

// @ts-ignore: decorator
@inline
function sum(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function difference(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

/** Bᵀ: samples to products' factors. */
// @ts-ignore: decorator
@inline
export function inputLine(s: Scheme, source: usize, step: usize, target: usize, targetStep: usize): void {
  const tap = <usize>s.tapStep * step;
  let from = source;
  const d0 = v128.load(from);
  const d1 = v128.load((from += tap));
  const d2 = v128.load((from += tap));
  const d3 = v128.load((from += tap));
  v128.store(target, difference(d0, d2));
  v128.store((target += targetStep), sum(d1, d2));
  v128.store((target += targetStep), difference(d2, d1));
  v128.store((target += targetStep), difference(d1, d3));
  if (s.second == 0) return;
  from = source + <usize>s.second * step;
  const e0 = v128.load(from);
  const e1 = v128.load((from += tap));
  const e2 = v128.load((from += tap));
  v128.store((target += targetStep), difference(e0, e1));
  v128.store((target += targetStep), e1);
  v128.store((target += targetStep), difference(e1, e2));
}

/** B: the adjoint of {@link inputLine}. */
// @ts-ignore: decorator
@inline
export function inputAdjointLine(s: Scheme, source: usize, step: usize, target: usize, targetStep: usize): void {
  const tap = <usize>s.tapStep * targetStep;
  const v0 = v128.load(source);
  const v1 = v128.load((source += step));
  const v2 = v128.load((source += step));
  const v3 = v128.load((source += step));
  let to = target;
  v128.store(to, v0);
  v128.store((to += tap), sum(difference(v1, v2), v3));
  v128.store((to += tap), difference(sum(v1, v2), v0));
  v128.store((to += tap), f32x4.neg(v3));
  if (s.second == 0) return;
  const v4 = v128.load((source += step));
  const v5 = v128.load((source += step));
  const v6 = v128.load((source += step));
  to = target + <usize>s.second * targetStep;
  // Of stride 1, the two parts share one sample.
  v128.store(to, s.stride == 1 ? sum(v128.load(to), v4) : v4);
  v128.store((to += tap), difference(sum(v5, v6), v4));
  v128.store((to += tap), f32x4.neg(v6));
}

/** Aᵀ: products to the two outputs. */
// @ts-ignore: decorator
@inline
export function outputLine(s: Scheme, source: usize, step: usize, target: usize, targetStep: usize): void {
  const m0 = v128.load(source);
  const m1 = v128.load((source += step));
  const m2 = v128.load((source += step));
  let y0 = sum(m0, sum(m1, m2));
  let y1 = difference(difference(m1, m2), v128.load((source += step)));
  if (s.second != 0) {
    const m4 = v128.load((source += step));
    const m5 = v128.load((source += step));
    y0 = sum(y0, sum(m4, m5));
    y1 = sum(y1, difference(m5, v128.load((source += step))));
  }
  v128.store(target, y0);
  v128.store(target + targetStep, y1);
}

/** A: the adjoint of {@link outputLine}. */
// @ts-ignore: decorator
@inline
export function outputAdjointLine(s: Scheme, source: usize, step: usize, target: usize, targetStep: usize): void {
  const y0 = v128.load(source), y1 = v128.load(source + step);
  const both = sum(y0, y1), last = f32x4.neg(y1);
  v128.store(target, y0);
  v128.store((target += targetStep), both);
  v128.store((target += targetStep), difference(y0, y1));
  v128.store((target += targetStep), last);
  if (s.second == 0) return;
  v128.store((target += targetStep), y0);
  v128.store((target += targetStep), both);
  v128.store((target += targetStep), last);
}

/** G: taps to products' factors. */
// @ts-ignore: decorator
@inline
export function filterLine(s: Scheme, source: usize, step: usize, target: usize, targetStep: usize): void {
  const tap = <usize>s.tapStep * step;
  const g0 = v128.load(source), g1 = v128.load(source + tap), g2 = v128.load(source + 2 * tap);
  const half = f32x4.splat(0.5);
  const outer = f32x4.mul(sum(g0, g2), half), inner = f32x4.mul(g1, half);
  v128.store(target, g0);
  v128.store(target + targetStep, sum(outer, inner));
  v128.store(target + 2 * targetStep, difference(outer, inner));
  v128.store(target + 3 * targetStep, g2);
  if (s.second == 0) return;
  const other = source + <usize>s.second * step;
  const h0 = v128.load(other), h1 = v128.load(other + tap);
  v128.store(target + 4 * targetStep, h0);
  v128.store(target + 5 * targetStep, sum(h0, h1));
  v128.store(target + 6 * targetStep, h1);
}

/** Gᵀ: the adjoint of {@link filterLine}. */
// @ts-ignore: decorator
@inline
export function filterAdjointLine(s: Scheme, source: usize, step: usize, target: usize, targetStep: usize): void {
  const tap = <usize>s.tapStep * targetStep;
  const half = f32x4.splat(0.5);
  const u1 = v128.load(source + step), u2 = v128.load(source + 2 * step);
  const outer = f32x4.mul(sum(u1, u2), half);
  v128.store(target, sum(v128.load(source), outer));
  v128.store(target + tap, f32x4.mul(difference(u1, u2), half));
  v128.store(target + 2 * tap, sum(outer, v128.load(source + 3 * step)));
  if (s.second == 0) return;
  const u5 = v128.load(source + 5 * step);
  const other = target + <usize>s.second * targetStep;
  v128.store(other, sum(v128.load(source + 4 * step), u5));
  v128.store(other + tap, sum(u5, v128.load(source + 6 * step)));
}
