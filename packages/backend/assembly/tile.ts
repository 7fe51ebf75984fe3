// The innermost loop of every matrix product: a block of up to 5 rows by 8 columns held in registers.
// Five by eight is what fits V8's fifteen usable vector registers: ten sums, two columns, one row element.

/** Columns of a tile, and of a packed panel of the right operand. */
export const TILE_COLUMNS: i32 = 8;
/** Most rows of a tile. */
export const TILE_ROWS: i32 = 5;

/** sum + a·b; one rounding instead of two where the binary is built with relaxed SIMD. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

// @ts-ignore: decorator
@inline
function storeRow(target: usize, left: v128, right: v128, accumulate: bool): void {
  if (accumulate) {
    v128.store(target, f32x4.add(v128.load(target), left));
    v128.store(target, f32x4.add(v128.load(target, 16), right), 16);
  } else {
    v128.store(target, left);
    v128.store(target, right, 16);
  }
}

/**
 * target[rows × 8] = or += a·b over `depth`: the elements of `a` for one k lie beside each other, those of the next k
 * aStep bytes on; the rows of `b` are bStep bytes apart. `rows` is a constant at every call, so each call keeps only its
 * own rows. The loop is not unrolled: V8 then keeps every sum in a register, and unrolled by two or four it measured a
 * fifth slower; nor does it stand in an outer loop, which cost as much.
 */
// @ts-ignore: decorator
@inline
function tile(
  rows: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  depth: i32,
  target: usize,
  stride: usize,
  accumulate: bool,
): void {
  let left0 = f32x4.splat(0), right0 = f32x4.splat(0);
  let left1 = f32x4.splat(0), right1 = f32x4.splat(0);
  let left2 = f32x4.splat(0), right2 = f32x4.splat(0);
  let left3 = f32x4.splat(0), right3 = f32x4.splat(0);
  let left4 = f32x4.splat(0), right4 = f32x4.splat(0);
  const end = a + <usize>depth * aStep;
  while (a < end) {
    const left = v128.load(b), right = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    left0 = multiplyAdd(left0, a0, left);
    right0 = multiplyAdd(right0, a0, right);
    if (rows > 1) {
      const a1 = v128.load32_splat(a, 4);
      left1 = multiplyAdd(left1, a1, left);
      right1 = multiplyAdd(right1, a1, right);
    }
    if (rows > 2) {
      const a2 = v128.load32_splat(a, 8);
      left2 = multiplyAdd(left2, a2, left);
      right2 = multiplyAdd(right2, a2, right);
    }
    if (rows > 3) {
      const a3 = v128.load32_splat(a, 12);
      left3 = multiplyAdd(left3, a3, left);
      right3 = multiplyAdd(right3, a3, right);
    }
    if (rows > 4) {
      const a4 = v128.load32_splat(a, 16);
      left4 = multiplyAdd(left4, a4, left);
      right4 = multiplyAdd(right4, a4, right);
    }
    a += aStep;
    b += bStep;
  }
  storeRow(target, left0, right0, accumulate);
  if (rows > 1) storeRow(target + stride, left1, right1, accumulate);
  if (rows > 2) storeRow(target + 2 * stride, left2, right2, accumulate);
  if (rows > 3) storeRow(target + 3 * stride, left3, right3, accumulate);
  if (rows > 4) storeRow(target + 4 * stride, left4, right4, accumulate);
}

function tile1(
  a: usize, aStep: usize, b: usize, bStep: usize, depth: i32, target: usize, stride: usize, accumulate: bool,
): void {
  tile(1, a, aStep, b, bStep, depth, target, stride, accumulate);
}
function tile2(
  a: usize, aStep: usize, b: usize, bStep: usize, depth: i32, target: usize, stride: usize, accumulate: bool,
): void {
  tile(2, a, aStep, b, bStep, depth, target, stride, accumulate);
}
function tile3(
  a: usize, aStep: usize, b: usize, bStep: usize, depth: i32, target: usize, stride: usize, accumulate: bool,
): void {
  tile(3, a, aStep, b, bStep, depth, target, stride, accumulate);
}
function tile4(
  a: usize, aStep: usize, b: usize, bStep: usize, depth: i32, target: usize, stride: usize, accumulate: bool,
): void {
  tile(4, a, aStep, b, bStep, depth, target, stride, accumulate);
}
function tile5(
  a: usize, aStep: usize, b: usize, bStep: usize, depth: i32, target: usize, stride: usize, accumulate: bool,
): void {
  tile(5, a, aStep, b, bStep, depth, target, stride, accumulate);
}

/** The tile of `rows` (1 to 5) rows; see {@link tile}. `stride` is the target's row length in bytes. */
export function multiplyTile(
  rows: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  depth: i32,
  target: usize,
  stride: usize,
  accumulate: bool,
): void {
  if (rows == 5) tile5(a, aStep, b, bStep, depth, target, stride, accumulate);
  else if (rows == 4) tile4(a, aStep, b, bStep, depth, target, stride, accumulate);
  else if (rows == 3) tile3(a, aStep, b, bStep, depth, target, stride, accumulate);
  else if (rows == 2) tile2(a, aStep, b, bStep, depth, target, stride, accumulate);
  else tile1(a, aStep, b, bStep, depth, target, stride, accumulate);
}
