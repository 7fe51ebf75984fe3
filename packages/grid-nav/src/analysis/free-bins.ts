/**
 * The free bins of a square map, for finding the one nearest to a place. In each row two lists of links lead from any
 * bin to the next free one on either side; links are shortened as they are followed (Tarjan 1975), so a search costs a
 * few steps for each row that it looks at.
 */
export interface FreeBins {
  /** Makes the bins of the mask free and all others taken. */
  readonly reset: () => void;
  readonly isFree: (bin: number) => boolean;
  /** Takes the free bin nearest to a place on the map and says which it was; −1 if none is left. */
  readonly take: (column: number, row: number) => number;
}

/** Follows links to where one leads to itself, and shortens them. */
function follow(links: Int32Array, from: number): number {
  let at = from;
  while (links[at]! !== at) {
    links[at] = links[links[at]!]!;
    at = links[at]!;
  }
  return at;
}

interface Links {
  /** To the next free bin at or to the right; a row has a sentinel on either side, which is never free. */
  right: Int32Array;
  left: Int32Array;
}

function unlink({ right, left }: Links, at: number): void {
  right[at] = at + 1;
  left[at] = at - 1;
}

/** @param mask `[bins, bins]`, 1 where a bin is to be had at all. */
export function createFreeBins(mask: Uint8Array, bins: number): FreeBins {
  const width = bins + 2;
  const placeOf = (column: number, row: number): number => row * width + column + 1;
  const initial: Links = {
    right: Int32Array.from({ length: bins * width }, (_, at) => at),
    left: Int32Array.from({ length: bins * width }, (_, at) => at),
  };
  mask.forEach((isKnown, bin) => {
    if (isKnown === 0) unlink(initial, placeOf(bin % bins, Math.floor(bin / bins)));
  });
  const links: Links = { right: initial.right.slice(), left: initial.left.slice() };
  const { right, left } = links;

  const find = (column: number, row: number): number => {
    let [best, least] = [-1, Infinity];
    for (let step = 0; step < bins && step * step < least; step++) {
      for (let side = step === 0 ? 1 : -1; side <= 1; side += 2) {
        const other = row + side * step;
        if (other < 0 || other >= bins) continue;
        const start = other * width;
        const wanted = start + column + 1;
        const [above, below] = [follow(right, wanted), follow(left, wanted)];
        if (above <= start + bins && (above - wanted) ** 2 + step * step < least) {
          least = (above - wanted) ** 2 + step * step;
          best = above;
        }
        if (below > start && (below - wanted) ** 2 + step * step < least) {
          least = (below - wanted) ** 2 + step * step;
          best = below;
        }
      }
    }
    return best;
  };

  return {
    reset: () => {
      right.set(initial.right);
      left.set(initial.left);
    },
    isFree: (bin) => {
      const place = placeOf(bin % bins, Math.floor(bin / bins));
      return right[place] === place;
    },
    take: (column, row) => {
      const place = find(column, row);
      if (place < 0) return -1;
      unlink(links, place);
      const found = Math.floor(place / width);
      return found * bins + (place - found * width) - 1;
    },
  };
}
