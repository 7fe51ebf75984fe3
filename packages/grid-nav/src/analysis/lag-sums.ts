import { createMapFourier, powerOfTwo, type Plane } from "./fourier-plane.ts";

/**
 * Sums over the bins that a map shares with a shifted copy of itself, at every shift `[size, size]`, size = 2 bins − 1,
 * the shift (0, 0) in the middle. Products are filled for half of the shifts only: rows from the middle on.
 */
export interface LagSums {
  /** Σ x(a) x(a + s). */
  readonly products: Float64Array;
  /** Σ x(a + s) over the a that are known. */
  readonly sums: Float64Array;
  /** Σ x(a + s)² over the a that are known. */
  readonly squares: Float64Array;
}

/** Computes {@link LagSums} of maps whose missing bins are those of one mask. */
export interface LagSummer {
  /** Bins known in both copies, at every shift. */
  readonly counts: Float64Array;
  /** The sums of two maps at a time; missing bins hold 0. The result is overwritten by the next call. */
  readonly sum: (first: Float64Array, second: Float64Array) => readonly [LagSums, LagSums];
}

/** Copies the real or the imaginary parts of the shifts, from the middle row on. */
function readProducts({ rows }: Plane, bins: number, part: 0 | 1, into: Float64Array): void {
  const size = 2 * bins - 1;
  const wrap = rows.length - 1;
  for (let dy = 0; dy < bins; dy++) {
    const line = rows[dy]!;
    const start = (dy + bins - 1) * size;
    for (let column = 0; column < size; column++)
      into[start + column] = line[2 * ((column - bins + 1) & wrap) + part]!;
  }
}

/** Sums of a map over every rectangle that begins in its first corner, `[bins + 1, bins + 1]`. */
function integrate(map: Float64Array, bins: number, into: Float64Array): void {
  const width = bins + 1;
  for (let row = 0; row < bins; row++) {
    let line = 0;
    for (let column = 0; column < bins; column++) {
      line += map[row * bins + column]!;
      into[(row + 1) * width + column + 1] = into[row * width + column + 1]! + line;
    }
  }
}

/** The sum of a map over the rectangle that it shares with its shifted frame, at every shift. */
function sumOverlaps(corners: Float64Array, bins: number, into: Float64Array): void {
  const size = 2 * bins - 1;
  const width = bins + 1;
  for (let row = 0; row < size; row++) {
    const low = Math.max(0, row - bins + 1) * width;
    const high = Math.min(bins, row + 1) * width;
    for (let column = 0; column < size; column++) {
      const left = Math.max(0, column - bins + 1);
      const right = Math.min(bins, column + 1);
      into[row * size + column] =
        corners[high + right]! - corners[low + right]! - corners[high + left]! + corners[low + left]!;
    }
  }
}

/** Takes back what was summed over one missing bin: at the shift s = b − a it hides the map's bin b. */
function subtractHidden(map: Float64Array, bins: number, missing: number, into: Float64Array): void {
  const size = 2 * bins - 1;
  const [missingRow, missingColumn] = [Math.floor(missing / bins), missing % bins];
  for (let row = 0; row < bins; row++) {
    const start = (row - missingRow + bins - 1) * size + bins - 1 - missingColumn;
    for (let column = 0; column < bins; column++) into[start + column]! -= map[row * bins + column]!;
  }
}

/** Makes the {@link LagSummer} of a mask `[bins, bins]`, 1 where the maps are known and 0 elsewhere. */
export function createLagSummer(mask: Float64Array, bins: number): LagSummer {
  const lags = (2 * bins - 1) ** 2;
  const fourier = createMapFourier(bins, powerOfTwo(2 * bins - 1));
  const missing = [...mask.keys()].filter((bin) => mask[bin] === 0);
  const corners = new Float64Array((bins + 1) ** 2);
  const sumKnown = (map: Float64Array, into: Float64Array): void => {
    integrate(map, bins, corners);
    sumOverlaps(corners, bins, into);
    for (const bin of missing) subtractHidden(map, bins, bin, into);
  };
  const counts = new Float64Array(lags);
  sumKnown(mask, counts);
  const createSums = (): LagSums => ({
    products: new Float64Array(lags),
    sums: new Float64Array(lags),
    squares: new Float64Array(lags),
  });
  const results = [createSums(), createSums()] as const;
  const squared = new Float64Array(bins * bins);
  const sum = (first: Float64Array, second: Float64Array): typeof results => {
    const products = fourier.products(fourier.power(first, second));
    for (const [part, map] of [first, second].entries()) {
      const result = results[part as 0 | 1];
      readProducts(products, bins, part as 0 | 1, result.products);
      for (let bin = 0; bin < squared.length; bin++) squared[bin] = map[bin]! * map[bin]!;
      sumKnown(map, result.sums);
      sumKnown(squared, result.squares);
    }
    return results;
  };
  return { counts, sum };
}
