/** The rotations at which an autocorrelogram is compared with itself, degrees. */
export const rotations = [30, 60, 90, 120, 150] as const;

/** Half of the shifts within a radius of the centre (the other half holds the same values), nearest first. */
interface RingTable {
  /** Distance of each shift, bins. */
  readonly radii: Float64Array;
  /** Where each shift stands in the autocorrelogram. */
  readonly places: Int32Array;
  /** For each rotation: where the rotated shift's lower left neighbour stands. */
  readonly corners: readonly Int32Array[];
  /** For each rotation: the weights of the four neighbours, `[shifts, 4]`; NaN outside. */
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
    const [right, up] = [x - column, y - row];
    const four = [(1 - right) * (1 - up), right * (1 - up), (1 - right) * up, right * up];
    // Beyond the edge nothing is known.
    corners[at] = isInside ? row * size + column : 0;
    weights.set(isInside ? four : [NaN, NaN, NaN, NaN], 4 * at);
  });
  return { corners, weights };
}

/** @param bins Bins along each side of the maps. */
function createRingTable(bins: number, radius: number): RingTable {
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

/** The autocorrelogram at every rotated shift; NaN where a neighbour is missing. */
function interpolate(
  correlogram: Float32Array,
  corners: Int32Array,
  weights: Float64Array,
  into: Float64Array,
): void {
  const size = Math.sqrt(correlogram.length);
  for (let at = 0; at < corners.length; at++) {
    const corner = corners[at]!;
    const [a, b, c, d] = [weights[4 * at]!, weights[4 * at + 1]!, weights[4 * at + 2]!, weights[4 * at + 3]!];
    const [p, q] = [correlogram[corner]!, correlogram[corner + 1]!];
    const [r, s] = [correlogram[corner + size]!, correlogram[corner + size + 1]!];
    const value = a * p + b * q + c * r + d * s;
    into[at] = Number.isNaN(value) ? weigh(a, p) + weigh(b, q) + weigh(c, r) + weigh(d, s) : value;
  }
}

/** Fewer pairs than this give no correlation. */
const fewestPairs = 10;

/** Pearson's correlations of two lists from `first` up to the last shift within each radius, in one pass. */
function growingCorrelations(
  a: Float64Array,
  b: Float64Array,
  first: number,
  ends: ArrayLike<number>,
  write: (ring: number, correlation: number) => void,
): void {
  let [count, sumA, sumB, sumAA, sumBB, sumAB, at] = [0, 0, 0, 0, 0, 0, first];
  for (let ring = 0; ring < ends.length; ring++) {
    for (; at < ends[ring]!; at++) {
      const [x, y] = [a[at]!, b[at]!];
      const product = x * y;
      if (Number.isNaN(product)) continue;
      count += 1;
      sumA += x;
      sumB += y;
      sumAA += x * x;
      sumBB += y * y;
      sumAB += product;
    }
    const variances = (count * sumAA - sumA * sumA) * (count * sumBB - sumB * sumB);
    const isKnown = count >= fewestPairs && variances > 0;
    write(ring, isKnown ? (count * sumAB - sumA * sumB) / Math.sqrt(variances) : NaN);
  }
}

/** How many of a rising list lie at or below a value. */
function countUpTo(rising: Float64Array, value: number): number {
  let count = 0;
  while (count < rising.length && rising[count]! <= value) count++;
  return count;
}

/** Correlations of the rings of an autocorrelogram with its rotated self. */
export interface RingCorrelator {
  /**
   * Pearson's correlations `[outerRadii, rotations]` over rings that all begin beyond one radius; NaN where a ring holds
   * next to nothing. Overwritten by the next call.
   */
  readonly correlate: (correlogram: Float32Array, innerRadius: number) => Float64Array;
}

/**
 * @param bins Bins along each side of the maps.
 * @param outerRadii Rising.
 */
export function createRingCorrelator(bins: number, outerRadii: readonly number[]): RingCorrelator {
  const { radii, places, corners, weights } = createRingTable(bins, Math.max(...outerRadii));
  const ends = outerRadii.map((radius) => countUpTo(radii, radius));
  const [plain, rotated] = [new Float64Array(radii.length), new Float64Array(radii.length)];
  const result = new Float64Array(ends.length * rotations.length);
  return {
    correlate: (correlogram, innerRadius) => {
      const first = countUpTo(radii, innerRadius);
      for (let at = 0; at < plain.length; at++) plain[at] = correlogram[places[at]!]!;
      for (let turn = 0; turn < rotations.length; turn++) {
        interpolate(correlogram, corners[turn]!, weights[turn]!, rotated);
        growingCorrelations(plain, rotated, first, ends, (ring, correlation) => {
          result[ring * rotations.length + turn] = correlation;
        });
      }
      return result;
    },
  };
}
