import { correlogramOf, type Autocorrelograms } from "./autocorrelogram.ts";
import { binSizeOf } from "./floor.ts";

/** Options of {@link gridGeometry}. */
export interface GridGeometryOptions {
  /** Local maxima with less correlation than this do not count. Default 0. */
  minimumCorrelation?: number;
}

/** Shape of the lattice of each unit; NaN where the autocorrelogram has fewer than six maxima around its centre. */
export interface GridGeometry {
  /** Median distance of the six maxima nearest to the centre, metres: the grid's scale. */
  readonly scales: Float32Array;
  /** Angle from the x axis to the first axis of the grid, radians, from 0 to below π / 3. */
  readonly orientations: Float32Array;
  /** Longer over shorter axis of the ellipse through the six maxima; 1 for an undistorted grid. */
  readonly ellipticities: Float32Array;
}

/** A maximum of an autocorrelogram, as a shift in bins. */
interface Peak {
  x: number;
  y: number;
  distance: number;
}

/** Where the parabola through three equally spaced values is highest, from −½ to ½ of a step off the middle one. */
function refine(before: number, middle: number, after: number): number {
  const curvature = before - 2 * middle + after;
  return curvature < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature))) : 0;
}

/** The eight neighbours of a place, as steps. */
const neighbours = (size: number): number[] => [-size - 1, -size, 1 - size, -1, 1, size - 1, size, size + 1];

/** The local maxima in one half of an autocorrelogram (the other half mirrors it), nearest first. */
function findPeaks(correlogram: Float32Array, minimumCorrelation: number): Peak[] {
  const size = Math.sqrt(correlogram.length);
  const middle = (correlogram.length - 1) / 2;
  const reach = (size - 1) / 2;
  const around = neighbours(size);
  const peaks: Peak[] = [];
  for (let at = middle + 1; at < correlogram.length - size; at++) {
    const value = correlogram[at]!;
    const column = at % size;
    if (!(value >= minimumCorrelation) || column === 0 || column === size - 1) continue;
    // Of equal neighbours the last one is the peak.
    if (
      !around.every((step) => (step > 0 ? value > correlogram[at + step]! : value >= correlogram[at + step]!))
    )
      continue;
    const x = column - reach + refine(correlogram[at - 1]!, value, correlogram[at + 1]!);
    const y = Math.floor(at / size) - reach + refine(correlogram[at - size]!, value, correlogram[at + size]!);
    peaks.push({ x, y, distance: Math.hypot(x, y) });
  }
  return peaks.sort((a, b) => a.distance - b.distance);
}

/** Mean direction of axes that repeat every 60 degrees, from 0 to below π / 3. */
function meanAxis(peaks: readonly Peak[]): number {
  const angles = peaks.map(({ x, y }) => 6 * Math.atan2(y, x));
  const sixfold = Math.atan2(
    angles.reduce((sum, angle) => sum + Math.sin(angle), 0),
    angles.reduce((sum, angle) => sum + Math.cos(angle), 0),
  );
  return ((sixfold + 2 * Math.PI) % (2 * Math.PI)) / 6;
}

/**
 * Ratio of the axes of the ellipse through the peaks. A linear map A turns a regular hexagon of radius r into vectors p
 * with Σ p pᵀ = 3 r² A Aᵀ, so the axes are the roots of that matrix's eigenvalues.
 */
function axisRatio(peaks: readonly Peak[]): number {
  const moment = (of: (peak: Peak) => number): number => peaks.reduce((sum, peak) => sum + of(peak), 0);
  const [xx, xy, yy] = [moment(({ x }) => x * x), moment(({ x, y }) => x * y), moment(({ y }) => y * y)];
  const spread = Math.hypot((xx - yy) / 2, xy);
  return Math.sqrt(((xx + yy) / 2 + spread) / ((xx + yy) / 2 - spread));
}

/**
 * Scale, orientation and ellipticity of grids, from the six local maxima of the autocorrelogram nearest to its centre
 * (three and their mirror images), each placed between bins by a parabola.
 * @param correlograms From {@link autocorrelograms}. Maps of noisy spikes should be smoothed first, or the nearest
 * maxima are the noise's.
 * @example const { scales } = gridGeometry(autocorrelograms(maps)); // metres
 * @see Banino et al. 2018, Supplementary 3d (median distance of the six maxima); Hafting et al. 2005, Nature 436.
 */
export function gridGeometry(
  correlograms: Autocorrelograms,
  { minimumCorrelation = 0 }: GridGeometryOptions = {},
): GridGeometry {
  const { units } = correlograms;
  const binSize = binSizeOf(correlograms);
  const geometry = {
    scales: new Float32Array(units).fill(NaN),
    orientations: new Float32Array(units).fill(NaN),
    ellipticities: new Float32Array(units).fill(NaN),
  };
  for (let unit = 0; unit < units; unit++) {
    const peaks = findPeaks(correlogramOf(correlograms, unit), minimumCorrelation).slice(0, 3);
    if (peaks.length < 3) continue;
    // The median of three and their mirror images is the middle one.
    geometry.scales[unit] = peaks[1]!.distance * binSize;
    geometry.orientations[unit] = meanAxis(peaks);
    geometry.ellipticities[unit] = axisRatio(peaks);
  }
  return geometry;
}
