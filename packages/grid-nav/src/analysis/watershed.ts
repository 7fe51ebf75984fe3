/** A rate map cut into fields. */
export interface Watershed {
  /** The field of each bin, `[bins, bins]`, from 0 on; −1 where the map is missing. */
  readonly labels: Int32Array;
  /** The bin of each field's peak, highest first. */
  readonly peaks: readonly number[];
}

/** Known bins, highest first; among equals the one that comes first in the map. */
function byHeight(map: Float32Array): Int32Array {
  const known: number[] = [];
  map.forEach((value, bin) => {
    if (!Number.isNaN(value)) known.push(bin);
  });
  return Int32Array.from(known).sort((a, b) => map[b]! - map[a]! || a - b);
}

/** The label of the highest of the eight neighbours that are labelled already; −1 if none is. */
function labelUphill(map: Float32Array, labels: Int32Array, bin: number, bins: number): number {
  const [row, column] = [Math.floor(bin / bins), bin % bins];
  let [label, height] = [-1, -Infinity];
  for (let y = Math.max(0, row - 1); y <= Math.min(bins - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(bins - 1, column + 1); x++) {
      const neighbour = y * bins + x;
      if (labels[neighbour]! < 0 || map[neighbour]! <= height) continue;
      [label, height] = [labels[neighbour]!, map[neighbour]!];
    }
  }
  return label;
}

/**
 * Watershed of a rate map by flooding from above: bins are visited from the highest to the lowest, and each joins the
 * field of its highest neighbour visited before, or is the peak of a new field. So every bin belongs to the peak to
 * which steepest ascent leads. No bin is lost to a dividing line.
 * @param map `[bins, bins]`; NaN is missing.
 * @param bins Bins along each side.
 * @example const { peaks } = watershed(mapOf(maps, 0), maps.bins); // peaks.length fields
 * @see Vincent & Soille 1991, IEEE Transactions on Pattern Analysis and Machine Intelligence 13: 583–598.
 */
export function watershed(map: Float32Array, bins: number): Watershed {
  const labels = new Int32Array(map.length).fill(-1);
  const peaks: number[] = [];
  for (const bin of byHeight(map)) {
    const label = labelUphill(map, labels, bin, bins);
    labels[bin] = label >= 0 ? label : peaks.push(bin) - 1;
  }
  return { labels, peaks };
}
