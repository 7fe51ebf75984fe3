import { formatNumber } from "../table.ts";
import { escapeText, frame, type FigureOptions } from "./frame.ts";
import { mapImage, type MapColors } from "./map-image.ts";

/** What {@link mapGallery} draws. */
export interface MapGalleryOptions extends FigureOptions, MapColors {
  /** `[units, rows, columns]`; NaN where nothing was measured. */
  maps: Float32Array;
  shape: readonly [units: number, rows: number, columns: number];
  /** A short text under each map, such as its score. */
  captions?: readonly string[];
  /** Maps side by side. */
  perRow?: number;
  /** Pixels along a map's longer side. */
  size?: number;
}

const gap = 10;
const captionHeight = 16;
const side = 16;

const imageElement = (png: Uint8Array, x: number, y: number, width: number, height: number): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#eee"/>` +
  `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none"` +
  ` style="image-rendering:pixelated" href="data:image/png;base64,${Buffer.from(png).toString("base64")}"/>`;

/** The colours between the two ends of a shared range. */
function colorBar(range: readonly [number, number], colors: MapColors, top: number): string {
  const ramp = mapImage(
    Array.from({ length: 64 }, (_, at) => at),
    [1, 64],
    { ...colors, range: [0, 63] },
  );
  return (
    imageElement(ramp, side, top, 128, 10) +
    `<text x="${side + 136}" y="${top + 9}" font-size="11">${formatNumber(range[0])} to ${formatNumber(range[1])}</text>`
  );
}

/**
 * Draws many maps of the same size, such as the rate maps of a layer's units. Without a `range` each map spans its own.
 * @returns SVG
 */
export function mapGallery(options: MapGalleryOptions): string {
  const { maps, shape, captions, perRow = 8, size = 84, range } = options;
  const [units, rows, columns] = shape;
  if (maps.length !== units * rows * columns) {
    throw new RangeError(`mapGallery: expected ${units} × ${rows} × ${columns} values, got ${maps.length}`);
  }
  const scale = size / Math.max(rows, columns);
  const [width, height] = [columns * scale, rows * scale];
  const pitch = { x: width + gap, y: height + gap + (captions ? captionHeight : 0) };
  const cells = Array.from({ length: units }, (_, unit) => {
    const [x, y] = [side + (unit % perRow) * pitch.x, 8 + Math.floor(unit / perRow) * pitch.y];
    const png = mapImage(
      maps.subarray(unit * rows * columns, (unit + 1) * rows * columns),
      [rows, columns],
      options,
    );
    const caption = captions?.[unit];
    const text = `<text x="${x + width / 2}" y="${y + height + 13}" text-anchor="middle" font-size="11">`;
    return imageElement(png, x, y, width, height) + (caption ? `${text}${escapeText(caption)}</text>` : "");
  });
  const bottom = 8 + Math.ceil(units / perRow) * pitch.y;
  if (range) cells.push(colorBar(range, options, bottom));
  const drawing = {
    body: cells.join("\n"),
    width: Math.max(2 * side + Math.min(units, perRow) * pitch.x - gap, options.width ?? 320),
    height: bottom + (range ? 18 : 0),
  };
  return frame(options, drawing);
}
