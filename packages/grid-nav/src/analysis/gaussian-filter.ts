/** Weights of a Gaussian at whole distances from 0 up to four standard deviations. */
function gaussianTaps(deviation: number): Float64Array {
  const reach = Math.ceil(4 * deviation);
  return Float64Array.from({ length: reach + 1 }, (_, distance) =>
    Math.exp(-0.5 * (distance / deviation) ** 2),
  );
}

/** Where the weighted neighbours of a filter come from. */
interface Line {
  /** Neighbours of a bin lie this far apart in the list of bins. */
  stride: number;
  /** Bins along the line. */
  bins: number;
}

/** Adds the weighted rows of one bin's neighbours along a line; beyond the ends there is nothing. */
function gather(
  values: Float64Array,
  into: Float64Array,
  taps: Float64Array,
  cell: number,
  units: number,
  line: Line,
) {
  const at = Math.floor(cell / line.stride) % line.bins;
  for (let offset = 1 - taps.length; offset < taps.length; offset++) {
    if (at + offset < 0 || at + offset >= line.bins) continue;
    const weight = taps[Math.abs(offset)]!;
    const from = (cell + offset * line.stride) * units;
    for (let unit = 0; unit < units; unit++) into[cell * units + unit]! += weight * values[from + unit]!;
  }
}

/**
 * Gaussian filter over the bins of `[bins, bins, units]`, not normalised: the same filter over the occupancy is what
 * it is divided by.
 * @param deviation Standard deviation, bins.
 */
export function gaussianFilter(
  values: Float64Array,
  bins: number,
  units: number,
  deviation: number,
): Float64Array {
  const taps = gaussianTaps(deviation);
  return [1, bins].reduce((filtered, stride) => {
    const into = new Float64Array(values.length);
    for (let cell = 0; cell < bins * bins; cell++)
      gather(filtered, into, taps, cell, units, { stride, bins });
    return into;
  }, values);
}
