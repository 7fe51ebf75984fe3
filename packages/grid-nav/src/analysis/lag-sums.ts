import { createPlaneFourier, powerOfTwo, type Plane, type PlaneFourier } from "./fourier-plane.ts";

/**
 * Sums over the bins that a map shares with a shifted copy of itself, at every shift `[size, size]`, size = 2 bins − 1,
 * the shift (0, 0) in the middle. Products are filled for half of the shifts only: rows from the middle on.
 */
export interface LagSums {
  /** Σ x(a) x(a + s). */
  products: Float64Array;
  /** Σ x(a + s) over the a that were visited. */
  sums: Float64Array;
  /** Σ x(a + s)² over the a that were visited. */
  squares: Float64Array;
}

/** Computes {@link LagSums} of maps whose missing bins are those of one mask. */
export interface LagSummer {
  /** Bins present in both copies, at every shift. */
  readonly counts: Float64Array;
  /** The sums of two maps at a time (a transform of a complex plane does two real ones); missing bins hold 0. */
  readonly sum: (first: Float64Array, second: Float64Array) => readonly [LagSums, LagSums];
}

const indices = (count: number, from = 0): number[] => Array.from({ length: count }, (_, at) => from + at);

const createLagSums = (lags: number): LagSums => ({
  products: new Float64Array(lags),
  sums: new Float64Array(lags),
  squares: new Float64Array(lags),
});

/** Copies the real and the imaginary parts of the shifts in a transformed plane, from row `firstRow` on. */
function readShifts(
  plane: Plane,
  bins: number,
  firstRow: number,
  real: Float64Array,
  imaginary: Float64Array,
): void {
  const size = 2 * bins - 1;
  const wrap = plane.rows.length - 1;
  for (let row = firstRow; row < size; row++) {
    const line = plane.rows[(row - bins + 1) & wrap]!;
    for (let column = 0; column < size; column++) {
      const at = 2 * ((column - bins + 1) & wrap);
      real[row * size + column] = line[at]!;
      imaginary[row * size + column] = line[at + 1]!;
    }
  }
}

/** |A|² + i |B|² of the transform Z of a + i b, for real a and b. */
function powerOfBoth(z: Plane, into: Plane, size: number): void {
  for (let row = 0; row < size; row++) {
    const opposite = (size - row) % size;
    for (let column = 0; column < size; column++) {
      const at = 2 * (row * size + column);
      const mirror = 2 * (opposite * size + ((size - column) % size));
      const [real, imaginary] = [z.values[at]!, z.values[at + 1]!];
      const [mirrorReal, mirrorImaginary] = [z.values[mirror]!, z.values[mirror + 1]!];
      into.values[at] = ((real + mirrorReal) ** 2 + (imaginary - mirrorImaginary) ** 2) / 4;
      into.values[at + 1] = ((imaginary + mirrorImaginary) ** 2 + (real - mirrorReal) ** 2) / 4;
    }
  }
}

/** conj(M) Z. */
function correlate(mask: Plane, z: Plane, into: Plane): void {
  for (let at = 0; at < z.values.length; at += 2) {
    const [a, b] = [mask.values[at]!, mask.values[at + 1]!];
    const [c, d] = [z.values[at]!, z.values[at + 1]!];
    into.values[at] = a * c + b * d;
    into.values[at + 1] = a * d - b * c;
  }
}

/** Puts two maps, or their squares, into the real and imaginary parts of a plane. */
function load(
  plane: Plane,
  first: Float64Array,
  second: Float64Array,
  bins: number,
  isSquared: boolean,
): void {
  for (let row = 0; row < bins; row++) {
    const line = plane.rows[row]!;
    for (let column = 0; column < bins; column++) {
      const [a, b] = [first[row * bins + column]!, second[row * bins + column]!];
      line[2 * column] = isSquared ? a * a : a;
      line[2 * column + 1] = isSquared ? b * b : b;
    }
  }
}

/** Sums over rectangles: those of a map over every corner rectangle, `[bins + 1, bins + 1]`. */
function integrate(map: Float64Array, bins: number, isSquared: boolean, into: Float64Array): void {
  const width = bins + 1;
  for (let row = 0; row < bins; row++) {
    let line = 0;
    for (let column = 0; column < bins; column++) {
      const value = map[row * bins + column]!;
      line += isSquared ? value * value : value;
      into[(row + 1) * width + column + 1] = into[row * width + column + 1]! + line;
    }
  }
}

/** The sum over the part of the map that a shifted whole rectangle covers, at every shift. */
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

/** Where every bin was visited, sums over overlaps are sums over rectangles. */
function rectangleSummer(bins: number): (map: Float64Array, into: LagSums) => void {
  const corners = new Float64Array((bins + 1) ** 2);
  return (map, { sums, squares }) => {
    integrate(map, bins, false, corners);
    sumOverlaps(corners, bins, sums);
    integrate(map, bins, true, corners);
    sumOverlaps(corners, bins, squares);
  };
}

interface Workspace {
  fourier: PlaneFourier;
  input: Plane;
  spectrum: Plane;
  product: Plane;
  output: Plane;
}

function createWorkspace(bins: number): Workspace {
  const fourier = createPlaneFourier(powerOfTwo(2 * bins - 1));
  const { createPlane } = fourier;
  return {
    fourier,
    input: createPlane(),
    spectrum: createPlane(),
    product: createPlane(),
    output: createPlane(),
  };
}

/** Makes the {@link LagSummer} of a mask `[bins, bins]`, 1 where the map is known. */
export function createLagSummer(mask: Float64Array, bins: number): LagSummer {
  const lags = (2 * bins - 1) ** 2;
  const { fourier, input, spectrum, product, output } = createWorkspace(bins);
  const { size } = fourier;
  const upperRows = indices(bins);
  const everyRow = [...upperRows, ...indices(bins - 1, size - bins + 1)];
  const results = [createLagSums(lags), createLagSums(lags)] as const;
  const counts = new Float64Array(lags);
  const empty = new Float64Array(bins * bins);

  const maskSpectrum = fourier.createPlane();
  load(input, mask, empty, bins, false);
  fourier.forward(input, bins, maskSpectrum);
  correlate(maskSpectrum, maskSpectrum, product);
  fourier.inverse(product, everyRow, output);
  readShifts(output, bins, 0, counts, new Float64Array(lags));
  counts.forEach((count, lag) => (counts[lag] = Math.round(count)));

  /** Σ over the known bins of the loaded plane under the shifted mask. */
  const sumUnderMask = (into: "sums" | "squares"): void => {
    correlate(maskSpectrum, spectrum, product);
    fourier.inverse(product, everyRow, output);
    readShifts(output, bins, 0, results[0][into], results[1][into]);
  };
  const sumRectangles = mask.every((known) => known === 1) ? rectangleSummer(bins) : undefined;

  const sum = (first: Float64Array, second: Float64Array): typeof results => {
    load(input, first, second, bins, false);
    fourier.forward(input, bins, spectrum);
    powerOfBoth(spectrum, product, size);
    fourier.inverse(product, upperRows, output);
    readShifts(output, bins, bins - 1, results[0].products, results[1].products);
    if (sumRectangles) {
      sumRectangles(first, results[0]);
      sumRectangles(second, results[1]);
      return results;
    }
    sumUnderMask("sums");
    load(input, first, second, bins, true);
    fourier.forward(input, bins, spectrum);
    sumUnderMask("squares");
    return results;
  };
  return { counts, sum };
}
