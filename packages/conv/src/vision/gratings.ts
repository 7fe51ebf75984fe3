import { assertExtent } from "../checks.ts";
import { drawImage, type GreyImage } from "./grey-image.ts";

/** A sinusoidal grating. */
export interface Grating {
  /** Direction in which it varies, radians; as {@link Gabor}'s. */
  orientation: number;
  /** Cycles a pixel. */
  frequency: number;
  /** Radians. */
  phase: number;
  /** Amplitude. Default 1. */
  contrast?: number;
}

/**
 * A grating c cos(2π f u + φ) with u = x cos θ + y sin θ from the middle of the picture: contrast about a mean of 0.
 * @param size Height and width, pixels.
 * @throws RangeError unless both are positive integers.
 * @example const image = grating([25, 25], { orientation: 0, frequency: 0.1, phase: 0 });
 */
export function grating(
  size: readonly [height: number, width: number],
  { orientation, frequency, phase, contrast = 1 }: Grating,
): GreyImage {
  const [along, across] = [Math.cos(orientation), Math.sin(orientation)];
  return drawImage(
    size,
    (x, y) => contrast * Math.cos(2 * Math.PI * frequency * (x * along + y * across) + phase),
  );
}

/**
 * One cycle of a grating that drifts along its orientation: phases 0, −2π/n, … , so that crests move towards larger u.
 * @param frames Pictures n a cycle.
 * @throws RangeError unless `frames` and the size are positive integers.
 * @example for (const image of driftingGrating([25, 25], { orientation: 0, frequency: 0.1 }, 16)) cell(image);
 */
export function* driftingGrating(
  size: readonly [height: number, width: number],
  { orientation, frequency, contrast = 1 }: Omit<Grating, "phase">,
  frames: number,
): Generator<GreyImage, void, undefined> {
  assertExtent("driftingGrating", "frames", frames);
  for (let frame = 0; frame < frames; frame++) {
    yield grating(size, { orientation, frequency, contrast, phase: (-2 * Math.PI * frame) / frames });
  }
}
