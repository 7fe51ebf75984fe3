import { assertExtent, assertPositive } from "../checks.ts";
import { answersOf, type GreyImage, type UnitResponse } from "./grey-image.ts";

/** Options of {@link mapReceptiveFields}. */
export interface MapReceptiveFieldsOptions {
  /** Height and width of the pictures, pixels. */
  size: readonly [height: number, width: number];
  /** Pictures of noise to show. */
  samples: number;
  /** Standard deviation of the noise, each pixel by itself. Default 1. */
  deviation?: number;
}

/** Where the noise comes from: a stream of standard normal numbers. */
export interface NoiseSource {
  /** The next standard normal number. */
  readonly normal: () => number;
}

/**
 * Receptive fields by reverse correlation: the mean of white-noise pictures weighted by what the unit did to each,
 * w = (1/n) Σ (rₜ − r̄) sₜ / σ², the spike-triggered average without its mean (de Boer & Kuyper 1968; Jones & Palmer
 * 1987 a). For a linear unit it tends to its field; for a half-rectified one to half its field; for an energy model to 0.
 * @param response The unit or units; any function of a picture.
 * @returns One field a unit.
 * @throws RangeError unless size and samples are positive integers and the deviation is positive.
 * @example const [field] = mapReceptiveFields(cell, createRandomStream(1), { size: [15, 15], samples: 20_000 });
 */
export function mapReceptiveFields(
  response: UnitResponse,
  noise: NoiseSource,
  { size: [height, width], samples, deviation = 1 }: MapReceptiveFieldsOptions,
): GreyImage[] {
  for (const [name, extent] of Object.entries({ height, width, samples }))
    assertExtent("mapReceptiveFields", name, extent);
  assertPositive("mapReceptiveFields", "deviation", deviation);
  const pixels = new Float64Array(height * width);
  const total = new Float64Array(pixels.length);
  let sums: { answer: number; weighted: Float64Array }[] = [];
  for (let sample = 0; sample < samples; sample++) {
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      pixels[pixel] = deviation * noise.normal();
      total[pixel] = total[pixel]! + pixels[pixel]!;
    }
    const answers = answersOf(response({ pixels, height, width }));
    if (sample === 0)
      sums = Array.from(answers, () => ({ answer: 0, weighted: new Float64Array(pixels.length) }));
    sums.forEach((sum, unit) => {
      addWeighted(sum, answers[unit]!, pixels);
    });
  }
  return sums.map(({ answer, weighted }) => ({
    pixels: weighted.map(
      (value, pixel) => (value - (answer * total[pixel]!) / samples) / (samples * deviation * deviation),
    ),
    height,
    width,
  }));
}

function addWeighted(
  sum: { answer: number; weighted: Float64Array },
  answer: number,
  pixels: Float64Array,
): void {
  sum.answer += answer;
  if (answer === 0) return;
  for (let pixel = 0; pixel < pixels.length; pixel++)
    sum.weighted[pixel] = sum.weighted[pixel]! + answer * pixels[pixel]!;
}
