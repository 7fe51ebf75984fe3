import { assertExtent, assertPositive } from "../checks.ts";
import { drawImage, type GreyImage } from "./grey-image.ts";

/** A Gabor function: a wave under a Gaussian. */
export interface Gabor {
  /** Direction θ in which the wave runs, radians; its stripes stand at a right angle to it. */
  orientation: number;
  /** Spatial frequency f, cycles a pixel; 0.5 is the finest a picture can hold. */
  frequency: number;
  /** Phase φ, radians: 0 is even (a bar), −π/2 odd (an edge). */
  phase: number;
  /** Standard deviation σ of the Gaussian along the wave, pixels. */
  deviation: number;
  /** Aspect γ: σ / γ is the deviation along the stripes. Default 1, round. */
  aspect?: number;
}

/** Options of {@link gaborField}. */
export interface GaborFieldOptions {
  /** Height and width, pixels. Default the odd number that holds 3 deviations on either side. */
  size?: number;
  /** Whether a share of the Gaussian is taken off, so that the field sums to 0 and uniform light does nothing. Default true. */
  isBalanced?: boolean;
  /** Whether the field is scaled to Σ w² = 1. Default true. */
  isNormalised?: boolean;
}

function assertGabor({ orientation, frequency, phase, deviation, aspect = 1 }: Gabor): void {
  assertPositive("gabor", "deviation", deviation);
  assertPositive("gabor", "aspect", aspect);
  if (!(frequency >= 0 && frequency <= 0.5)) {
    throw new RangeError(`gabor: expected a frequency from 0 to 0.5 cycles a pixel, got ${frequency}`);
  }
  if (!Number.isFinite(orientation) || !Number.isFinite(phase))
    throw new RangeError(`gabor: expected finite angles, got ${orientation} and ${phase}`);
}

/** Coordinates along the wave and along its stripes. */
const turned = (orientation: number, x: number, y: number): readonly [u: number, v: number] => [
  x * Math.cos(orientation) + y * Math.sin(orientation),
  -x * Math.sin(orientation) + y * Math.cos(orientation),
];

const envelope = ({ orientation, deviation, aspect = 1 }: Gabor, x: number, y: number): number => {
  const [u, v] = turned(orientation, x, y);
  return Math.exp(-(u * u + aspect * aspect * v * v) / (2 * deviation * deviation));
};

/**
 * The value of a Gabor function at one place: g(x, y) = exp(−(u² + γ² v²) / 2σ²) cos(2π f u + φ), with
 * u = x cos θ + y sin θ and v = −x sin θ + y cos θ (Daugman 1985, equation 1; Jones & Palmer 1987).
 * @param x To the right of the middle, pixels.
 * @param y Below the middle, pixels.
 * @throws RangeError for a frequency outside [0, 0.5], or a deviation or aspect that is not positive.
 * @example gabor({ orientation: 0, frequency: 0.1, phase: 0, deviation: 3 }, 0, 0) // 1
 */
export function gabor(parameters: Gabor, x: number, y: number): number {
  assertGabor(parameters);
  const { orientation, frequency, phase } = parameters;
  const [u] = turned(orientation, x, y);
  return envelope(parameters, x, y) * Math.cos(2 * Math.PI * frequency * u + phase);
}

const sumOf = (pixels: GreyImage["pixels"]): number => {
  let sum = 0;
  for (const value of pixels) sum += value;
  return sum;
};

function subtractEnvelope(field: GreyImage, parameters: Gabor): void {
  const shape = drawImage([field.height, field.width], (x, y) => envelope(parameters, x, y));
  const share = sumOf(field.pixels) / sumOf(shape.pixels);
  for (let pixel = 0; pixel < field.pixels.length; pixel++)
    field.pixels[pixel] = field.pixels[pixel]! - share * shape.pixels[pixel]!;
}

function normalise({ pixels }: GreyImage): void {
  const norm = Math.sqrt(sumOf(pixels.map((value) => value * value)));
  if (norm > 0) for (let pixel = 0; pixel < pixels.length; pixel++) pixels[pixel] = pixels[pixel]! / norm;
}

/**
 * The receptive field of a unit: {@link gabor} sampled at every pixel, by default balanced and of norm 1.
 * @throws RangeError as {@link gabor} does, or for a size that is no positive integer.
 * @example const field = gaborField({ orientation: 0, frequency: 0.1, phase: 0, deviation: 4 });
 */
export function gaborField(
  parameters: Gabor,
  {
    size = 2 * Math.ceil(3 * parameters.deviation) + 1,
    isBalanced = true,
    isNormalised = true,
  }: GaborFieldOptions = {},
): GreyImage {
  assertGabor(parameters);
  const field = drawImage([size, size], (x, y) => gabor(parameters, x, y));
  if (isBalanced) subtractEnvelope(field, parameters);
  if (isNormalised) normalise(field);
  return field;
}

/** What a {@link gaborBank} holds: every combination of these. */
export interface GaborBankOptions {
  /** Orientations, evenly over half a turn, the first 0. */
  orientations: number;
  /** Spatial frequencies f, cycles a pixel. */
  frequencies: readonly number[];
  /** Phases φ, radians. Default the quadrature pair 0 and −π/2. */
  phases?: readonly number[];
  /**
   * Full width of the tuning to spatial frequency at half height, octaves; it sets the deviation,
   * σ = √(ln 2 / 2) / (π f) · (2ᵇ + 1) / (2ᵇ − 1). Default 1.5, the median of macaque V1 (De Valois, Albrecht & Thorell 1982).
   */
  bandwidth?: number;
  /** Aspect γ. Default 1. */
  aspect?: number;
}

/** σ of a Gabor function of the given frequency whose frequency tuning is `bandwidth` octaves wide at half height. */
const deviationOf = (frequency: number, bandwidth: number): number =>
  ((Math.sqrt(Math.LN2 / 2) / (Math.PI * frequency)) * (2 ** bandwidth + 1)) / (2 ** bandwidth - 1);

/**
 * Gabor functions at every combination of orientation, frequency and phase; phases vary fastest, so that a quadrature
 * pair stands together.
 * @throws RangeError unless orientations are a positive integer, or for a frequency or bandwidth that is not positive.
 * @example const bank = gaborBank({ orientations: 8, frequencies: [0.1, 0.2] }); // 32 of them
 */
export function gaborBank({
  orientations,
  frequencies,
  phases = [0, -Math.PI / 2],
  bandwidth = 1.5,
  aspect = 1,
}: GaborBankOptions): Gabor[] {
  assertExtent("gaborBank", "orientations", orientations);
  assertPositive("gaborBank", "bandwidth", bandwidth);
  for (const frequency of frequencies) assertPositive("gaborBank", "frequency", frequency);
  return Array.from({ length: orientations }, (_, index) => (index * Math.PI) / orientations).flatMap(
    (orientation) =>
      frequencies.flatMap((frequency) =>
        phases.map((phase) => ({
          orientation,
          frequency,
          phase,
          deviation: deviationOf(frequency, bandwidth),
          aspect,
        })),
      ),
  );
}
