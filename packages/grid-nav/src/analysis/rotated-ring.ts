/** The rotations at which an autocorrelogram is compared with itself, degrees. */
export const rotations = [30, 60, 90, 120, 150] as const;

/** Half of the shifts within a radius of the centre (the other half holds the same values), nearest first. */
interface RingTable {
  /** Distance of each shift, bins. */
  readonly radii: Float64Array;
  /** Where each shift stands in the autocorrelogram. */
  readonly places: Int32Array;
  /** For each rotation: where the rotated shift's lower left neighbour stands, −1 outside. */
  readonly corners: readonly Int32Array[];
  /** For each rotation: the weights of the four neighbours, `[shifts, 4]`. */
  readonly weights: readonly Float64Array[];
}

interface Shift {
  dx: number;
  dy: number;
  radius: number;
}

function shiftsWithin(radius: number, reach: number): Shift[] {
  const list: Shift[] = [];
  const most = Math.min(reach, Math.floor(radius));
  for (let dy = 0; dy <= most; dy++) {
    for (let dx = -most; dx <= most; dx++) {
      const shift = { dx, dy, radius: Math.hypot(dx, dy) };
      if ((dy > 0 || dx > 0) && shift.radius <= radius) list.push(shift);
    }
  }
  return list.sort((a, b) => a.radius - b.radius);
}

/** The bilinear interpolation at the rotated places of the shifts. */
function rotate(
  shifts: readonly Shift[],
  degrees: number,
  reach: number,
): { corners: Int32Array; weights: Float64Array } {
  const size = 2 * reach + 1;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corners = new Int32Array(shifts.length);
  const weights = new Float64Array(4 * shifts.length);
  // Rounding, so that a quarter turn falls on bins exactly.
  const place = (distance: number): number => Math.round((distance + reach) * 1e9) / 1e9;
  shifts.forEach(({ dx, dy }, at) => {
    const [x, y] = [place(cos * dx - sin * dy), place(sin * dx + cos * dy)];
    // The last row and column have no neighbour beyond; the weight of the one before is then zero.
    const [column, row] = [Math.min(size - 2, Math.floor(x)), Math.min(size - 2, Math.floor(y))];
    const isInside = x >= 0 && y >= 0 && x <= size - 1 && y <= size - 1;
    corners[at] = isInside ? row * size + column : -1;
    const [right, up] = [x - column, y - row];
    weights.set([(1 - right) * (1 - up), right * (1 - up), (1 - right) * up, right * up], 4 * at);
  });
  return { corners, weights };
}

/** @param bins Bins along each side of the maps. */
export function createRingTable(bins: number, radius: number): RingTable {
  const reach = bins - 1;
  const size = 2 * reach + 1;
  const shifts = shiftsWithin(radius, reach);
  const rotated = rotations.map((degrees) => rotate(shifts, degrees, reach));
  return {
    radii: Float64Array.from(shifts, ({ radius: distance }) => distance),
    places: Int32Array.from(shifts, ({ dx, dy }) => (dy + reach) * size + dx + reach),
    corners: rotated.map(({ corners }) => corners),
    weights: rotated.map(({ weights }) => weights),
  };
}

/** A neighbour of weight zero may be missing. */
const weigh = (weight: number, value: number): number => (weight === 0 ? 0 : weight * value);

function rotatedValue(
  correlogram: Float32Array,
  size: number,
  corner: number,
  weights: Float64Array,
  at: number,
): number {
  if (corner < 0) return NaN;
  const sum =
    weights[at]! * correlogram[corner]! +
    weights[at + 1]! * correlogram[corner + 1]! +
    weights[at + 2]! * correlogram[corner + size]! +
    weights[at + 3]! * correlogram[corner + size + 1]!;
  if (!Number.isNaN(sum)) return sum;
  return (
    weigh(weights[at]!, correlogram[corner]!) +
    weigh(weights[at + 1]!, correlogram[corner + 1]!) +
    weigh(weights[at + 2]!, correlogram[corner + size]!) +
    weigh(weights[at + 3]!, correlogram[corner + size + 1]!)
  );
}

/** Fewer pairs than this give no correlation. */
const fewestPairs = 10;

/**
 * Pearson's correlation of an autocorrelogram with its rotated self over rings that all begin at one radius.
 * @param into `[outerRadii, rotations]`; NaN where a ring holds next to nothing.
 */
export function ringCorrelations(
  correlogram: Float32Array,
  table: RingTable,
  innerRadius: number,
  outerRadii: readonly number[],
  into: Float64Array,
): void {
  const size = Math.sqrt(correlogram.length);
  const { radii, places } = table;
  let first = 0;
  while (first < radii.length && radii[first]! <= innerRadius) first++;
  for (let turn = 0; turn < rotations.length; turn++) {
    const [corners, weights] = [table.corners[turn]!, table.weights[turn]!];
    let [count, sumA, sumB, sumAA, sumBB, sumAB, at] = [0, 0, 0, 0, 0, 0, first];
    for (let ring = 0; ring < outerRadii.length; ring++) {
      for (; at < radii.length && radii[at]! <= outerRadii[ring]!; at++) {
        const a = correlogram[places[at]!]!;
        const b = rotatedValue(correlogram, size, corners[at]!, weights, 4 * at);
        const product = a * b;
        if (Number.isNaN(product)) continue;
        count += 1;
        sumA += a;
        sumB += b;
        sumAA += a * a;
        sumBB += b * b;
        sumAB += product;
      }
      const variances = (count * sumAA - sumA * sumA) * (count * sumBB - sumB * sumB);
      into[ring * rotations.length + turn] =
        count >= fewestPairs && variances > 0 ? (count * sumAB - sumA * sumB) / Math.sqrt(variances) : NaN;
    }
  }
}
