import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { createFreeBins } from "./free-bins.ts";

test("takes the nearest free bin, as a look at all of them finds it, until none is left", () => {
  const bins = 9;
  const { uniform } = createRandomStream(1);
  const mask = Uint8Array.from({ length: bins * bins }, () => (uniform() < 0.8 ? 1 : 0));
  const free = createFreeBins(mask, bins);
  for (const round of [1, 2]) {
    free.reset();
    const left = new Set([...mask.keys()].filter((bin) => mask[bin] === 1));
    while (left.size > 0) {
      const [column, row] = [Math.floor(uniform() * bins), Math.floor(uniform() * bins)];
      const distanceTo = (bin: number): number =>
        (column - (bin % bins)) ** 2 + (row - Math.floor(bin / bins)) ** 2;
      const nearest = Math.min(...[...left].map(distanceTo));
      const taken = free.take(column, row);
      expect(left.delete(taken), `round ${round}: ${taken} was free`).toBe(true);
      expect(distanceTo(taken)).toBe(nearest);
      expect(free.isFree(taken)).toBe(false);
    }
    expect(free.take(0, 0)).toBe(-1);
  }
});
