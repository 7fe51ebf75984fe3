// The dropout mask of a seeded stream: xoshiro128** (Blackman & Vigna 2018), one word a number, the same words as the
// random streams of JavaScript draw.

/**
 * Writes 0 where the next word is below `threshold`, else `kept`. `state` holds the generator's four words and is
 * advanced.
 */
export function dropoutMask(target: usize, count: i32, state: usize, threshold: u32, kept: f32): void {
  let a = load<u32>(state), b = load<u32>(state, 4), c = load<u32>(state, 8), d = load<u32>(state, 12);
  const keptBits = reinterpret<i32>(kept);
  const end = target + (<usize>count << 2);
  for (; target < end; target += 4) {
    const word = rotl<u32>(b * 5, 7) * 9;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
    // By bits: a branch would be mispredicted every other time.
    i32.store(target, -i32(word >= threshold) & keptBits);
  }
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, d, 12);
}
