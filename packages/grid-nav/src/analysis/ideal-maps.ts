import type { MapStack } from "./map-stack.ts";

/** Side of the square floor of the tests, metres. */
export const side = 2.2;
const floor = [0, 0, side, side] as const;

/** A number at each place of the floor. */
export type Field = (x: number, y: number) => number;

/** Samples fields at the centres of bins. */
export function stackOf(fields: readonly Field[], bins: number): MapStack {
  const maps = new Float32Array(fields.length * bins * bins);
  fields.forEach((field, unit) => {
    for (let bin = 0; bin < bins * bins; bin++) {
      const [column, row] = [bin % bins, Math.floor(bin / bins)];
      maps[unit * bins * bins + bin] = field(((column + 0.5) * side) / bins, ((row + 0.5) * side) / bins);
    }
  });
  return { maps, units: fields.length, bins, floor };
}

/** A plane wave of a period, metres, along a direction, radians. */
export const stripes =
  (period: number, direction: number, phase = 0): Field =>
  (x, y) =>
    Math.cos((2 * Math.PI * (x * Math.cos(direction) + y * Math.sin(direction))) / period + phase);

const sum =
  (...fields: Field[]): Field =>
  (x, y) =>
    fields.reduce((total, field) => total + field(x, y), 0);

/**
 * The ideal grid cell: three plane waves 60 degrees apart (Burgess, Barry & O'Keefe 2007). Its peaks lie `scale` apart,
 * the nearest at `orientation` to the x axis.
 */
export function hexagonal(scale: number, orientation: number, [x0, y0] = [0, 0]): Field {
  const period = (scale * Math.sqrt(3)) / 2;
  const waves = sum(
    ...[30, 90, 150].map((degrees) => stripes(period, orientation + (degrees * Math.PI) / 180)),
  );
  return (x, y) => waves(x - x0, y - y0);
}

/** A square lattice: two plane waves at right angles. */
export const square = (scale: number, orientation: number): Field =>
  sum(stripes(scale, orientation), stripes(scale, orientation + Math.PI / 2));

/** One place field. */
export const bump =
  (x0: number, y0: number, width: number): Field =>
  (x, y) =>
    Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * width ** 2));
