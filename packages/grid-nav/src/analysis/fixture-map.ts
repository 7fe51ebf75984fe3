import type { MapStack } from "./map-stack.ts";

/** One map of `spatial-analysis.json`: the waves it is the sum of, and the bins that are missing. */
interface FixtureCase {
  bins: number;
  waves: number[][];
  missing: number[];
}

/** Draws a map of the fixture. */
export function fixtureMap({ bins, waves, missing }: FixtureCase): MapStack {
  const maps = Float32Array.from({ length: bins * bins }, (_, bin) =>
    waves.reduce(
      (total, [amplitude, kx, ky, phase]) =>
        total + amplitude! * Math.cos(kx! * (bin % bins) + ky! * Math.floor(bin / bins) + phase!),
      0,
    ),
  );
  for (const bin of missing) maps[bin] = NaN;
  return { maps, units: 1, bins, floor: [0, 0, 1, 1] };
}
