import { gaborField, type Gabor, type GaborFieldOptions } from "./gabor.ts";
import { dotProduct, type GreyImage } from "./grey-image.ts";

/** One unit's answer to a picture of the size of its receptive field. */
export type Cell = (image: GreyImage) => number;

const rectified = (drive: number): number => Math.max(drive, 0);

/**
 * A simple cell (Hubel & Wiesel 1962): half of what a linear field sums up, r = max(0, Σ w p) (Movshon, Thompson &
 * Tolhurst 1978 a; Heeger 1992, equation 1).
 * @param field The receptive field w.
 * @returns A unit that throws a RangeError for a picture of another size.
 * @example const cell = simpleCell(gaborField({ orientation: 0, frequency: 0.1, phase: 0, deviation: 4 }));
 */
export const simpleCell =
  (field: GreyImage): Cell =>
  (image) =>
    rectified(dotProduct(field, image));

/** The two fields of a quadrature pair: the same Gabor function, even and odd. */
export function quadraturePair(
  parameters: Omit<Gabor, "phase">,
  options: GaborFieldOptions = {},
): [even: GreyImage, odd: GreyImage] {
  return [
    gaborField({ ...parameters, phase: 0 }, options),
    gaborField({ ...parameters, phase: -Math.PI / 2 }, options),
  ];
}

/**
 * A complex cell by the energy model: r = √((Σ w₁ p)² + (Σ w₂ p)²), the same for every phase of a grating
 * (Adelson & Bergen 1985, section 4). The root makes it grow with contrast as simple cells do.
 * @param pair Two receptive fields in quadrature.
 * @returns A unit that throws a RangeError for a picture of another size.
 * @example const cell = energyCell(quadraturePair({ orientation: 0, frequency: 0.1, deviation: 4 }));
 */
export const energyCell =
  ([even, odd]: readonly [GreyImage, GreyImage]): Cell =>
  (image) =>
    Math.hypot(dotProduct(even, image), dotProduct(odd, image));

function sumAt(field: GreyImage, image: GreyImage, top: number, left: number): number {
  let sum = 0;
  for (let row = 0; row < field.height; row++) {
    const [from, at] = [row * field.width, (top + row) * image.width + left];
    for (let column = 0; column < field.width; column++)
      sum += field.pixels[from + column]! * image.pixels[at + column]!;
  }
  return sum;
}

function assertHolds(image: GreyImage, { height, width }: GreyImage): void {
  if (image.height >= height && image.width >= width) return;
  throw new RangeError(
    `maxPooledCell: expected a picture of at least ${height} × ${width}, got ${image.height} × ${image.width}`,
  );
}

/**
 * A complex cell by pooling: r = max over places and fields of max(0, Σ w p), the strongest of the simple cells that it
 * listens to (Riesenhuber & Poggio 1999, "MAX"; C1 of HMAX). It hears every place at which a field lies wholly inside
 * the picture, and every field it is given: those of several scales, say.
 * @param fields Receptive fields, each smaller than the pictures by as much as the cell shall tolerate.
 * @returns A unit that throws a RangeError for a picture smaller than a field.
 * @example const cell = maxPooledCell([gaborField(small), gaborField(large)]);
 */
export const maxPooledCell =
  (fields: readonly GreyImage[]): Cell =>
  (image) => {
    let strongest = 0;
    for (const field of fields) {
      assertHolds(image, field);
      for (let top = 0; top <= image.height - field.height; top++)
        for (let left = 0; left <= image.width - field.width; left++)
          strongest = Math.max(strongest, sumAt(field, image, top, left));
    }
    return strongest;
  };

/** Options of {@link divisiveNormalisation}. */
export interface DivisiveNormalisationOptions {
  /** σ: the drive at which a lone unit reaches half its greatest response. */
  semiSaturation: number;
  /** n. Default 2. */
  exponent?: number;
  /** γ, the response that is approached. Default 1. */
  gain?: number;
}

/**
 * Units that divide each other: Rᵢ = γ Eᵢⁿ / (σⁿ + Σⱼ Eⱼⁿ) over a pool of units (Heeger 1992, equation 8). Responses
 * saturate with contrast, tuning keeps its width, and a grating across the preferred one suppresses.
 * @param drives E ≥ 0 of all units of the pool.
 * @throws RangeError for a negative drive, or a semi-saturation or exponent that is not positive.
 * @example divisiveNormalisation([3, 4], { semiSaturation: 5 }) // [9 / 50, 16 / 50]
 */
export function divisiveNormalisation(
  drives: ArrayLike<number>,
  { semiSaturation, exponent = 2, gain = 1 }: DivisiveNormalisationOptions,
): Float64Array {
  if (!(semiSaturation > 0) || !(exponent > 0)) {
    throw new RangeError(
      `divisiveNormalisation: expected a positive semi-saturation and exponent, got ${semiSaturation} and ${exponent}`,
    );
  }
  const powers = Float64Array.from(drives, (drive) => {
    if (drive >= 0) return drive ** exponent;
    throw new RangeError(
      `divisiveNormalisation: expected drives of at least 0, got ${drive}; rectify them first`,
    );
  });
  const pool = semiSaturation ** exponent + powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => (gain * power) / pool);
}
