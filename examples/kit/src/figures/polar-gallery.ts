import { escapeText, faint, frame, colorAt, type FigureOptions } from "./frame.ts";

/** What {@link polarGallery} draws. */
export interface PolarGalleryOptions extends FigureOptions {
  /** `[units, bins]`, 0 or more; bin 0 begins at the x axis and they go round counter-clockwise. NaN leaves a gap. */
  curves: Float32Array;
  shape: readonly [units: number, bins: number];
  /** A short text under each curve. */
  captions?: readonly string[];
  /** Curves side by side. */
  perRow?: number;
  /** Pixels across a curve's circle. */
  size?: number;
}

const gap = 10;
const captionHeight = 16;
const side = 16;

/** The outline of one curve around a centre, its largest value on the circle. */
function outline(curve: Float32Array, x: number, y: number, radius: number): string {
  const largest = curve.reduce((most, value) => (value > most ? value : most), 0);
  const points: string[] = [];
  curve.forEach((value, bin) => {
    if (Number.isNaN(value)) return;
    const angle = (2 * Math.PI * (bin + 0.5)) / curve.length;
    const length = largest > 0 ? (radius * value) / largest : 0;
    // Pictures have y downwards.
    points.push(`${(x + length * Math.cos(angle)).toFixed(1)},${(y - length * Math.sin(angle)).toFixed(1)}`);
  });
  return points.join(" ");
}

/**
 * Draws many curves over the circle, such as the directional tuning of units; each touches its circle at its largest.
 * @returns SVG
 */
export function polarGallery(options: PolarGalleryOptions): string {
  const { curves, shape, captions, perRow = 8, size = 84 } = options;
  const [units, bins] = shape;
  if (curves.length !== units * bins)
    throw new RangeError(`polarGallery: expected ${units} × ${bins} values, got ${curves.length}`);
  const pitch = size + gap;
  const rowHeight = pitch + (captions ? captionHeight : 0);
  const cells = Array.from({ length: units }, (_, unit) => {
    const x = side + (unit % perRow) * pitch + size / 2;
    const y = 8 + Math.floor(unit / perRow) * rowHeight + size / 2;
    const curve = outline(curves.subarray(unit * bins, (unit + 1) * bins), x, y, size / 2);
    const caption = captions?.[unit];
    return (
      `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="none" stroke="${faint}" stroke-width="0.7"/>` +
      `<polygon points="${curve}" fill="${colorAt(0)}" fill-opacity="0.35" stroke="${colorAt(0)}"/>` +
      (caption
        ? `<text x="${x}" y="${y + size / 2 + 13}" text-anchor="middle" font-size="11">${escapeText(caption)}</text>`
        : "")
    );
  });
  return frame(options, {
    body: cells.join("\n"),
    width: Math.max(2 * side + Math.min(units, perRow) * pitch - gap, options.width ?? 320),
    height: 8 + Math.ceil(units / perRow) * rowHeight,
  });
}
