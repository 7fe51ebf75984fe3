import { assertFinite, assertLength, assertPositiveInteger } from "./checks.ts";
import { assertImages, type Images } from "./images.ts";

/** The shape of the glimpse sensor. */
export interface Retina {
  /** Rows and columns of a patch, whatever its scale. */
  size: number;
  /** Patches of a glimpse: each covers twice the side of the one before. */
  scales: number;
}

/** How many numbers a glimpse has: scales · size² · channels. */
export const glimpseSize = ({ size, scales }: Retina, channels = 1): number =>
  scales * size * size * channels;

/** The first of `extent` pixels around a location, the nearest whole pixel; negative where it leaves the picture. */
const firstPixel = (location: number, pixels: number, extent: number): number =>
  Math.floor(((location + 1) / 2) * pixels - extent / 2 + 0.5);

/** Where one scale of one glimpse lies. */
interface Patch {
  picture: number;
  channel: number;
  top: number;
  left: number;
  /** Rows and columns of cells. */
  size: number;
  scale: number;
  /** Its first cell in the output. */
  at: number;
}

/** Adds to every cell the pixels it covers inside the picture, one channel, summing along each row in a register. */
function addPatch(
  { pixels, height, width, channels = 1 }: Images,
  { picture, channel, top, left, size, scale, at }: Patch,
  out: Float32Array,
): void {
  const factor = 1 << scale;
  const bottom = Math.min(height, top + size * factor);
  const lastCell = Math.min(size, Math.ceil((width - left) / factor));
  for (let y = Math.max(0, top); y < bottom; y++) {
    const row = (picture * height + y) * width;
    const cells = at + ((y - top) >> scale) * size * channels + channel;
    for (let cell = Math.max(0, -left >> scale); cell < lastCell; cell++) {
      const first = left + cell * factor;
      const end = Math.min(width, first + factor);
      let sum = 0;
      for (let x = Math.max(0, first); x < end; x++) sum += pixels[(row + x) * channels + channel]!;
      out[cells + cell * channels]! += sum;
    }
  }
}

/** Options of {@link senseGlimpses}. */
export interface SenseGlimpsesOptions {
  /** Where the glimpses go, `[count, scales, size, size, channels]`. Default a new array. */
  out?: Float32Array;
}

/**
 * The glimpse sensor ρ(x, l): around each location, patches that cover a square of side `size`, `2 · size`, …, all
 * brought to `size` × `size` by averaging, so that the centre is sharp and the surround coarse. What lies outside the
 * picture is 0. A patch is centred to the nearest whole pixel.
 *
 * Plain arrays in and out: no gradient flows into picture or location.
 * @param images The pictures.
 * @param locations Where to look, (x, y) for each picture, `[count, 2]`: (−1, −1) is the upper left corner, (1, 1) the
 * lower right one.
 * @param retina Size and number of patches.
 * @returns `[count, scales, size, size, channels]`, in levels from 0 to 1 for bytes.
 * @throws RangeError if extents do not agree, or for a location that is not finite.
 * @example const patches = senseGlimpses(images, locations, { size: 8, scales: 1 });
 * @see Mnih, Heess, Graves & Kavukcuoglu 2014, section 3.1, "Sensor".
 */
export function senseGlimpses(
  images: Images,
  locations: Float32Array,
  retina: Retina,
  options: SenseGlimpsesOptions = {},
): Float32Array {
  assertFinite("senseGlimpses", "locations", locations);
  return senseAnywhere("senseGlimpses", images, locations, retina, options);
}

/**
 * {@link senseGlimpses} for a model that chooses where it looks: where its weights are not finite it looks nowhere and
 * sees nothing, and its loss tells.
 */
export function senseAnywhere(
  where: string,
  images: Images,
  locations: Float32Array,
  retina: Retina,
  { out }: SenseGlimpsesOptions = {},
): Float32Array {
  const { count, height, width, channels = 1 } = images;
  const { size, scales } = retina;
  assertImages(where, images);
  assertPositiveInteger(where, "retina.size", size);
  assertPositiveInteger(where, "retina.scales", scales);
  assertLength(where, "locations", locations, 2 * count);
  const patch = size * size * channels;
  const target = out ?? new Float32Array(count * scales * patch);
  assertLength(where, "out", target, count * scales * patch);
  if (out !== undefined) target.fill(0);
  const unit = images.pixels instanceof Uint8Array ? 1 / 255 : 1;
  for (let picture = 0; picture < count; picture++) {
    for (let scale = 0; scale < scales; scale++) {
      const side = size << scale;
      const left = firstPixel(locations[2 * picture]!, width, side);
      const top = firstPixel(locations[2 * picture + 1]!, height, side);
      const at = (picture * scales + scale) * patch;
      for (let channel = 0; channel < channels; channel++)
        addPatch(images, { picture, channel, top, left, size, scale, at }, target);
      const share = unit / 4 ** scale;
      if (share !== 1) for (let cell = at; cell < at + patch; cell++) target[cell]! *= share;
    }
  }
  return target;
}
