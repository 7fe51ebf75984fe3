import { assertInteger, assertSameLength } from "./checks.ts";
import type { Features } from "./features.ts";

/** Options of {@link createTileCoder}. */
export interface TileCoderOptions {
  /** How many grids lie over one another; 8 unless told. */
  tilings?: number;
  /** Into how many tiles each dimension of the box is cut; 8 unless told. */
  tiles?: number;
}

/** What {@link createTileCoder} makes. */
export interface TileCoder {
  /** How many features there are: tilings × (tiles + 1)^dimensions. */
  readonly featureCount: number;
  /** How many of them are 1 at once: the tilings. Divide a step size by this. */
  readonly activeCount: number;
  /**
   * The tiles that a point lies in, one of each tiling. A point outside the box counts as the nearest inside.
   * @throws RangeError if the point has another number of dimensions or holds NaN.
   */
  readonly encode: (point: ArrayLike<number>) => Features;
}

/**
 * Tile coding: several grids over a box, each shifted, so that a point becomes a few binary features.
 *
 * Tiling k is shifted in dimension i by k (2i + 1) / tilings of a tile: the displacement by the first odd numbers,
 * which leaves no diagonal artefacts.
 * @param low The box's lower corner, `[dimensions]`.
 * @param high Its upper corner.
 * @throws RangeError for corners out of order or impossible counts.
 * @example
 * const coder = createTileCoder([-1.2, -0.07], [0.5, 0.07]); // mountain car
 * const x = coder.encode([-0.5, 0]); // 8 of coder.featureCount = 648 features are 1
 * @see Albus (1981); Miller & Glanz (1996); Sutton & Barto (2018), section 9.5.4
 */
export function createTileCoder(
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  { tilings = 8, tiles = 8 }: TileCoderOptions = {},
): TileCoder {
  assertSameLength("createTileCoder", ["low", "high"], low, high);
  assertInteger("createTileCoder", "dimensions", low.length, 1);
  assertInteger("createTileCoder", "tilings", tilings, 1);
  assertInteger("createTileCoder", "tiles", tiles, 1);
  const corner = Float64Array.from(low);
  const scale = corner.map((start, i) => tiles / (high[i]! - start));
  if (!scale.every((value) => value > 0 && Number.isFinite(value))) {
    throw new RangeError(
      `createTileCoder: expected low < high in every dimension, got low [${corner.join(", ")}], high [${Array.from(high).join(", ")}]`,
    );
  }
  const tilesPerTiling = (tiles + 1) ** corner.length;
  const ones = new Float64Array(tilings).fill(1);
  /** How far tiling k is shifted in dimension i, `[tilings × dimensions]`, in tiles. */
  const shifts = Float64Array.from(
    { length: tilings * corner.length },
    (_, at) => ((Math.floor(at / corner.length) * (2 * (at % corner.length) + 1)) / tilings) % 1,
  );
  const last = tiles * (1 - Number.EPSILON);
  const positionOf = (point: ArrayLike<number>): Float64Array => {
    const position = new Float64Array(corner.length);
    for (let i = 0; i < position.length; i++) {
      position[i] = Math.min(Math.max((point[i]! - corner[i]!) * scale[i]!, 0), last);
      if (Number.isNaN(position[i]!)) {
        throw new RangeError(`encode: expected numbers, got [${Array.from(point).join(", ")}]`);
      }
    }
    return position;
  };
  return {
    featureCount: tilings * tilesPerTiling,
    activeCount: tilings,
    encode: (point) => {
      assertSameLength("encode", ["point", "low"], point, corner);
      const position = positionOf(point);
      const indices = new Int32Array(tilings);
      for (let tiling = 0; tiling < tilings; tiling++) {
        let tile = 0;
        for (let i = 0; i < position.length; i++) {
          tile = tile * (tiles + 1) + Math.floor(position[i]! + shifts[tiling * position.length + i]!);
        }
        indices[tiling] = tiling * tilesPerTiling + tile;
      }
      return { indices, values: ones };
    },
  };
}
