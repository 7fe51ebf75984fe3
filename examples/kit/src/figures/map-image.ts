import { scale, type ColorScheme } from "@observablehq/plot";
import { encode } from "fast-png";

const levels = 256;

/** The 256 colours of a scheme, as red, green, blue bytes. */
function colorTable(scheme: ColorScheme): Uint8Array {
  const { apply } = scale({ color: { type: "linear", scheme, domain: [0, 1] } }) as {
    apply: (value: number) => string;
  };
  const table = new Uint8Array(levels * 3);
  for (let level = 0; level < levels; level++) table.set(toBytes(apply(level / (levels - 1))), level * 3);
  return table;
}

/** Reads `#rrggbb` or `rgb(r, g, b)`. */
function toBytes(color: string): number[] {
  if (color.startsWith("#")) return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return (color.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}

const tables = new Map<ColorScheme, Uint8Array>();
function cachedTable(scheme: ColorScheme): Uint8Array {
  const table = tables.get(scheme) ?? colorTable(scheme);
  tables.set(scheme, table);
  return table;
}

/** How numbers become colours. */
export interface MapColors {
  /** Values at the two ends of the colours; the map's own smallest and largest unless told. */
  range?: readonly [number, number];
  scheme?: ColorScheme;
  /** True for pictures, whose first row is the top one; maps of space have y upwards. */
  isTopFirst?: boolean;
}

/** The smallest and the largest finite value. */
export function rangeOf(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

/**
 * Colours a map `[rows, columns]`, one pixel a value; what is not finite (unvisited) stays transparent.
 * @returns PNG
 */
export function mapImage(
  map: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
  { range = rangeOf(map), scheme = "viridis", isTopFirst = false }: MapColors = {},
): Uint8Array {
  if (map.length !== rows * columns) {
    throw new RangeError(`mapImage: expected ${rows} × ${columns} values, got ${map.length}`);
  }
  const table = cachedTable(scheme);
  const [low, high] = range;
  const scaleFactor = high > low ? (levels - 1) / (high - low) : 0;
  const data = new Uint8Array(rows * columns * 4);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = map[row * columns + column]!;
      if (!Number.isFinite(value)) continue;
      const level = Math.max(0, Math.min(levels - 1, Math.round((value - low) * scaleFactor)));
      const pixel = ((isTopFirst ? row : rows - 1 - row) * columns + column) * 4;
      data.set(table.subarray(level * 3, level * 3 + 3), pixel);
      data[pixel + 3] = 255;
    }
  }
  return encode({ width: columns, height: rows, data, channels: 4, depth: 8 });
}
