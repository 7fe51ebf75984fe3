import FFT from "fft.js";

/** A complex plane `[size, size]`, real and imaginary parts alternating, with a view of every row. */
export interface Plane {
  readonly values: Float64Array;
  readonly rows: readonly Float64Array[];
}

/** Fourier transforms of two real maps `[bins, bins]` at a time, padded with zeros to `[size, size]`. */
export interface MapFourier {
  /** Samples along each side of the padded plane. */
  readonly size: number;
  /**
   * The power spectra of two maps, |A|² in the real and |B|² in the imaginary parts, `[kx, ky]`; only the rows kx up to
   * half the size, which hold every number that there is.
   */
  readonly power: (first: Float64Array, second: Float64Array) => Plane;
  /**
   * The sums of products Σ x(a) x(a + s) of the same two maps, by Wiener and Khinchin from their power; rows 0 to
   * bins − 1 of the shifts, `[dy, dx]`, dx modulo the size.
   */
  readonly products: (power: Plane) => Plane;
}

function createPlane(size: number): Plane {
  const values = new Float64Array(2 * size * size);
  const rows = Array.from({ length: size }, (_, row) =>
    values.subarray(2 * size * row, 2 * size * (row + 1)),
  );
  return { values, rows };
}

/** Puts two maps into the real and imaginary parts of a plane. */
function load(plane: Plane, first: Float64Array, second: Float64Array, bins: number): void {
  for (let row = 0; row < bins; row++) {
    const line = plane.rows[row]!;
    for (let column = 0; column < bins; column++) {
      line[2 * column] = first[row * bins + column]!;
      line[2 * column + 1] = second[row * bins + column]!;
    }
  }
}

/** Turns the first rows of a plane into the first columns of another. */
function transpose(from: Float64Array, into: Float64Array, size: number, rows: number): void {
  for (let row = 0; row < rows; row++) {
    let target = 2 * row;
    for (let source = 2 * row * size; source < 2 * (row + 1) * size; source += 2) {
      into[target] = from[source]!;
      into[target + 1] = from[source + 1]!;
      target += 2 * size;
    }
  }
}

/** |A|² + i |B|² of the transform of a + i b, for real a and b: Z(k) and Z(−k) tell A from B. */
function powerOfBoth({ values }: Plane, into: Float64Array, size: number): void {
  const wrap = size - 1;
  for (let row = 0; row <= size / 2; row++) {
    const opposite = ((size - row) & wrap) * size;
    for (let column = 0; column < size; column++) {
      const at = 2 * (row * size + column);
      const mirror = 2 * (opposite + ((size - column) & wrap));
      const [real, imaginary] = [values[at]!, values[at + 1]!];
      const [mirrorReal, mirrorImaginary] = [values[mirror]!, values[mirror + 1]!];
      into[at] = ((real + mirrorReal) ** 2 + (imaginary - mirrorImaginary) ** 2) / 4;
      into[at + 1] = ((imaginary + mirrorImaginary) ** 2 + (real - mirrorReal) ** 2) / 4;
    }
  }
}

/**
 * One row of shifts from spectra transformed along ky. They are those of real, even functions, so the rows that were
 * not computed are mirrors: B(−kx, y) = B(kx, −y).
 */
function gatherRow(columns: Float64Array, size: number, y: number, into: Float64Array): void {
  const half = size / 2;
  const opposite = (size - y) & (size - 1);
  const scale = 1 / (size * size);
  for (let kx = 0; kx < size; kx++) {
    const from = kx <= half ? 2 * (kx * size + y) : 2 * ((size - kx) * size + opposite);
    into[2 * kx] = columns[from]! * scale;
    into[2 * kx + 1] = columns[from + 1]! * scale;
  }
}

/**
 * The planes hold zeros where nothing is written, so each has one use.
 * @param bins Bins along each side of the maps.
 * @param size A power of two, 2 bins or more for products that do not wrap around.
 */
export function createMapFourier(bins: number, size: number): MapFourier {
  const fft = new FFT(size);
  const [input, byRow, turned, spectrum, power, columns, products] = Array.from({ length: 7 }, () =>
    createPlane(size),
  ) as [Plane, Plane, Plane, Plane, Plane, Plane, Plane];
  const line = new Float64Array(2 * size);
  return {
    size,
    power: (first, second) => {
      load(input, first, second, bins);
      for (let row = 0; row < bins; row++) fft.transform(byRow.rows[row]!, input.rows[row]!);
      transpose(byRow.values, turned.values, size, bins);
      for (let row = 0; row < size; row++) fft.transform(spectrum.rows[row]!, turned.rows[row]!);
      powerOfBoth(spectrum, power.values, size);
      return power;
    },
    products: (given) => {
      for (let kx = 0; kx <= size / 2; kx++) fft.transform(columns.rows[kx]!, given.rows[kx]!);
      for (let y = 0; y < bins; y++) {
        gatherRow(columns.values, size, y, line);
        fft.transform(products.rows[y]!, line);
      }
      return products;
    },
  };
}

/** The least power of two that is not below a number. */
export const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(2, least)));
