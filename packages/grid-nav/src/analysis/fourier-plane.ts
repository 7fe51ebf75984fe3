import FFT from "fft.js";

/** A complex plane `[size, size]`, real and imaginary parts alternating, with a view of every row. */
export interface Plane {
  readonly values: Float64Array;
  readonly rows: readonly Float64Array[];
}

/** Discrete Fourier transforms of complex planes of one size. Spectra are stored transposed: `[kx, ky]`. */
export interface PlaneFourier {
  readonly size: number;
  readonly createPlane: () => Plane;
  /** Transforms a plane whose rows from `rows` on are zero. */
  readonly forward: (plane: Plane, rows: number, into: Plane) => void;
  /** The plane of a spectrum; only the named rows are computed. */
  readonly inverse: (spectrum: Plane, rows: readonly number[], into: Plane) => void;
}

const createPlane = (size: number): Plane => {
  const values = new Float64Array(2 * size * size);
  const rows = Array.from({ length: size }, (_, row) =>
    values.subarray(2 * size * row, 2 * size * (row + 1)),
  );
  return { values, rows };
};

function transpose(from: Float64Array, into: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const source = 2 * (row * size + column);
      const target = 2 * (column * size + row);
      into[target] = from[source]!;
      into[target + 1] = from[source + 1]!;
    }
  }
}

/** The least power of two that is not below a number. */
export const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(2, least)));

/** @param size A power of two. */
export function createPlaneFourier(size: number): PlaneFourier {
  const fft = new FFT(size);
  const [first, second] = [createPlane(size), createPlane(size)];
  return {
    size,
    createPlane: () => createPlane(size),
    forward: (plane, rows, into) => {
      first.values.fill(0);
      for (let row = 0; row < rows; row++) fft.transform(first.rows[row]!, plane.rows[row]!);
      transpose(first.values, second.values, size);
      for (let row = 0; row < size; row++) fft.transform(into.rows[row]!, second.rows[row]!);
    },
    inverse: (spectrum, rows, into) => {
      for (let row = 0; row < size; row++) fft.inverseTransform(first.rows[row]!, spectrum.rows[row]!);
      transpose(first.values, second.values, size);
      for (const row of rows) fft.inverseTransform(into.rows[row]!, second.rows[row]!);
    },
  };
}
