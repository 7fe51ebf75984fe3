// Four floats at a time, or the one to three that are left at the end of a row.

/** Loads `count` (1 to 3) floats, the rest 0. */
export function loadPartial(source: usize, count: i32): v128 {
  let value = v128.load32_zero(source);
  if (count > 1) value = f32x4.replace_lane(value, 1, f32.load(source, 4));
  if (count > 2) value = f32x4.replace_lane(value, 2, f32.load(source, 8));
  return value;
}

/** Stores the first `count` (1 to 3) floats. */
export function storePartial(target: usize, value: v128, count: i32): void {
  f32.store(target, f32x4.extract_lane(value, 0));
  if (count > 1) f32.store(target, f32x4.extract_lane(value, 1), 4);
  if (count > 2) f32.store(target, f32x4.extract_lane(value, 2), 8);
}

/** Loads `count` (1 to 4) floats; where `count` is the constant 4 this is one instruction. */
// @ts-ignore: decorator
@inline
export function loadLanes(source: usize, count: i32): v128 {
  if (count == 4) return v128.load(source);
  return loadPartial(source, count);
}

/** Stores the first `count` (1 to 4) floats; where `count` is the constant 4 this is one instruction. */
// @ts-ignore: decorator
@inline
export function storeLanes(target: usize, value: v128, count: i32): void {
  if (count == 4) v128.store(target, value);
  else storePartial(target, value, count);
}

/** The sum of all four lanes. */
// @ts-ignore: decorator
@inline
export function sumLanes(value: v128): f32 {
  const pairs = f32x4.add(value, i32x4.shuffle(value, value, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}
