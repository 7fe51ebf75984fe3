import { createMapFourier, powerOfTwo, type Plane } from "./fourier-plane.ts";
import { frameOf } from "./floor.ts";
import { centreMap } from "./centre-map.ts";
import { assertMapStack, mapOf, type MapStack } from "./map-stack.ts";

/** Bands of units. NaN for a map that does not vary. */
export interface BandScores {
  /** Score of each unit, from 0 to about 0.9. */
  readonly scores: Float32Array;
  /** Distance between bands, metres. */
  readonly periods: Float32Array;
  /** Direction across the bands, radians, from −π / 2 to π / 2. */
  readonly directions: Float32Array;
}

/** A wave vector of the padded plane, in cycles per frame of the maps. */
interface Wave {
  x: number;
  y: number;
  row: number;
  column: number;
}

/** The plane is at least this much longer than the map: the spectrum is sampled finer than whole cycles. */
const padding = 2;
/** Bands repeat at least this often over the arena (slower changes are gradients) and at most once in four bins. */
const fewestCycles = 1.5;
const fewestBins = 4;
/** A wave's power lies within one cycle of its wave vector. */
const lobe = 1;
/** Directions nearer than this belong to the same wave, degrees. */
const nearest = 30;

/** The wave vectors in one half of the plane; the other half of the spectrum of a real map mirrors it. */
function listWaves(size: number, bins: number): Wave[] {
  const cycles = bins / size;
  const most = size / 2;
  const waves: Wave[] = [];
  for (let row = 0; row <= most; row++) {
    for (let step = -most; step < most; step++) {
      const [x, y] = [row * cycles, step * cycles];
      if (row === 0 && step < 0) continue;
      waves.push({ x, y, row, column: (step + size) % size });
    }
  }
  return waves;
}

const isBand = ({ x, y }: Wave, bins: number): boolean =>
  Math.hypot(x, y) >= fewestCycles && Math.hypot(x, y) <= bins / fewestBins;

/** Angle between two waves, which have no sense, degrees. */
function between(a: Wave, b: Wave): number {
  const cosine = Math.abs(a.x * b.x + a.y * b.y) / (Math.hypot(a.x, a.y) * Math.hypot(b.x, b.y));
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
}

const isNear = (a: Wave, b: Wave): boolean =>
  Math.min(Math.hypot(a.x - b.x, a.y - b.y), Math.hypot(a.x + b.x, a.y + b.y)) <= lobe;

interface Spectrum {
  waves: readonly Wave[];
  candidates: readonly Wave[];
  powerAt: (wave: Wave) => number;
}

/** The share of all power around the strongest wave, less that around the strongest in another direction. */
function scoreSpectrum({ waves, candidates, powerAt }: Spectrum): { score: number; wave: Wave } {
  const strongest = (from: readonly Wave[]): Wave =>
    from.reduce((best, wave) => (powerAt(wave) > powerAt(best) ? wave : best));
  const powerAround = (centre: Wave): number =>
    waves.reduce((sum, wave) => sum + (isNear(wave, centre) ? powerAt(wave) : 0), 0);
  const total = waves.reduce((sum, wave) => sum + powerAt(wave), 0);
  const first = strongest(candidates);
  const second = strongest(candidates.filter((wave) => between(wave, first) >= nearest));
  return { score: Math.max(0, powerAround(first) - powerAround(second)) / total, wave: first };
}

/**
 * Band scores: how much of a map's variance is one plane wave.
 *
 * score = (P(k₁) − P(k₂)) / P, with P(k) the power of the map (its mean taken off, missing bins set to it) within one
 * cycle per arena of the wave vector k, k₁ the strongest wave vector of at least 1.5 cycles, k₂ the strongest one that
 * points 30 degrees or more elsewhere, and P all power. About 0.8 for ideal bands, near 0 for square and hexagonal
 * lattices, whose waves come in pairs and triples.
 * @param maps Rate maps.
 * @throws RangeError if the maps do not fit their bins.
 * @example const { scores, periods } = bandScores(maps);
 * @see Krupic, Burgess & O'Keefe 2012, Science 337: 853–857 (spatially periodic bands by their Fourier components).
 */
export function bandScores(maps: MapStack): BandScores {
  assertMapStack("bandScores", maps);
  const { units, bins, floor } = maps;
  const size = powerOfTwo(padding * bins);
  const fourier = createMapFourier(bins, size);
  const waves = listWaves(size, bins);
  const candidates = waves.filter((wave) => isBand(wave, bins));
  const { side } = frameOf(floor);
  const centred = new Float64Array(bins * bins);
  const mask = new Float64Array(bins * bins);
  const result = {
    scores: new Float32Array(units).fill(NaN),
    periods: new Float32Array(units).fill(NaN),
    directions: new Float32Array(units).fill(NaN),
  };
  for (let unit = 0; unit < units; unit++) {
    centreMap(mapOf(maps, unit), centred, mask);
    if (centred.every((value) => Math.abs(value) < 1e-12)) continue;
    const { rows }: Plane = fourier.power(centred, centred);
    const powerAt = ({ row, column }: Wave): number => rows[row]![2 * column]!;
    const { score, wave } = scoreSpectrum({ waves, candidates, powerAt });
    result.scores[unit] = score;
    result.periods[unit] = side / Math.hypot(wave.x, wave.y);
    result.directions[unit] = Math.atan(wave.y / wave.x);
  }
  return result;
}
