import { ln } from "./elementary.ts";

/**
 * Turns a uniform source into a standard normal one (Marsaglia & Bray 1964, the polar method), which needs no
 * trigonometry. It draws in pairs and keeps the second: one such closure per stream.
 */
export function createNormal(uniform: () => number): () => number {
  let spare = 0;
  let hasSpare = false;
  return () => {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    let x: number, y: number, square: number;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * ln(square)) / square);
    spare = y * factor;
    hasSpare = true;
    return x * factor;
  };
}
