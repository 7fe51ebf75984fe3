/** An S-cell that is chosen to learn, for its whole plane. */
export interface SeedCell {
  /** Its plane k. */
  plane: number;
  /** Its row. */
  row: number;
  /** Its column. */
  column: number;
}

/** The strongest plane at every place. */
function strongestPlanes(
  responses: Float32Array,
  places: number,
  planes: number,
): { plane: Int32Array; value: Float32Array } {
  const plane = new Int32Array(places);
  const value = new Float32Array(places);
  for (let place = 0; place < places; place++)
    for (let candidate = 0; candidate < planes; candidate++) {
      const response = responses[place * planes + candidate]!;
      if (response <= value[place]!) continue;
      value[place] = response;
      plane[place] = candidate;
    }
  return { plane, value };
}

/** The place of the largest value within a square around (row, column); −1 where nothing responds. */
function strongestPlace(
  value: Float32Array,
  [height, width]: readonly [number, number],
  [row, column]: readonly [number, number],
  extent: number,
): number {
  const [above, below] = [Math.floor((extent - 1) / 2), Math.ceil((extent - 1) / 2)];
  let [best, greatest] = [-1, 0];
  for (let i = Math.max(row - above, 0); i <= Math.min(row + below, height - 1); i++)
    for (let j = Math.max(column - above, 0); j <= Math.min(column + below, width - 1); j++) {
      const at = i * width + j;
      if (value[at]! <= greatest) continue;
      greatest = value[at]!;
      best = at;
    }
  return best;
}

/**
 * Chooses the cells that learn from a picture (Fukushima 1980, section 3; Fukushima & Miyake 1982, section 3): in every
 * S-column, a square around each place and all planes there, the strongest cell is a candidate; in every plane the
 * strongest candidate becomes the seed. So no two seeds are in a plane, and neighbours of different planes seldom learn
 * the same.
 * @param responses S-cells, `[height, width, planes]`.
 * @param column Extent of an S-column, cells.
 * @returns At most one seed a plane, in the planes' order; none where nothing responds.
 * @throws RangeError if the responses do not have the given size.
 * @example const seeds = findSeedCells(responses, [19, 19, 24], 5);
 */
export function findSeedCells(
  responses: Float32Array,
  [height, width, planes]: readonly [height: number, width: number, planes: number],
  column: number,
): SeedCell[] {
  const places = height * width;
  if (responses.length !== places * planes) {
    throw new RangeError(
      `findSeedCells: expected ${height} × ${width} × ${planes} responses, got ${responses.length}`,
    );
  }
  const { plane, value } = strongestPlanes(responses, places, planes);
  const seeds = new Int32Array(planes).fill(-1);
  for (let place = 0; place < places; place++) {
    const candidate = strongestPlace(
      value,
      [height, width],
      [Math.floor(place / width), place % width],
      column,
    );
    if (candidate < 0) continue;
    const own = plane[candidate]!;
    const rival = seeds[own]!;
    if (rival < 0 || value[candidate]! > value[rival]!) seeds[own] = candidate;
  }
  return Array.from(seeds, (place, own) => ({
    plane: own,
    row: Math.floor(place / width),
    column: place % width,
    place,
  }))
    .filter(({ place }) => place >= 0)
    .map(({ plane: own, row, column: at }) => ({ plane: own, row, column: at }));
}
