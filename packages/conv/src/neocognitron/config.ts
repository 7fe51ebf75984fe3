import type { Tensor4D } from "@tensorflow/tfjs-core";
import { assertExtent, assertImages, assertPositive } from "../checks.ts";

/** One stage of a neocognitron: a layer of S-cells and the layer of C-cells behind it. */
export interface NeocognitronStage {
  /** Cell planes K: features that the S-cells can tell apart. */
  planes: number;
  /** Extent of an S-cell's window on the C-cells before it, cells; odd. */
  window: number;
  /**
   * Selectivity r of the S-cells. One that has learned a single pattern responds to others whose cosine with it is above
   * r / (1 + r).
   */
  selectivity: number;
  /** Speed of reinforcement q. */
  reinforcement: number;
  /** Extent of an S-column, cells: only the strongest cell in it can become a seed. */
  column: number;
  /** Extent of a C-cell's window on its S-plane, cells. */
  pool: number;
  /** S-cells between neighbouring C-cells. */
  stride: number;
}

/** Stages from the input to recognition. */
export interface NeocognitronConfig {
  /** Height and width of the input, pixels. */
  input: readonly [height: number, width: number];
  /** The stages, the input's first. */
  stages: readonly NeocognitronStage[];
  /** Saturation α of the C-cells, ψ(x) = x / (α + x). Default 0.5. */
  saturation?: number;
}

/** α where a configuration has none. */
export const defaultSaturation = 0.5;

/** @throws RangeError for a stage that cannot be. */
export function assertConfig(
  where: string,
  { input, stages, saturation = defaultSaturation }: NeocognitronConfig,
): void {
  assertPositive(where, "saturation", saturation);
  for (const extent of input) assertExtent(where, "input", extent);
  stages.forEach((stage, index) => {
    for (const name of ["planes", "window", "column", "pool", "stride"] as const)
      assertExtent(where, `stages[${index}].${name}`, stage[name]);
    for (const name of ["selectivity", "reinforcement"] as const)
      assertPositive(where, `stages[${index}].${name}`, stage[name]);
    if (stage.window % 2 === 0)
      throw new RangeError(`${where}: expected stages[${index}].window to be odd, got ${stage.window}`);
  });
}

/** @throws RangeError unless these are grey pictures of the configuration's size. */
export function assertPictures(where: string, { input }: NeocognitronConfig, images: Tensor4D): void {
  assertImages(where, images, 1);
  const [, height, width] = images.shape;
  if (height === input[0] && width === input[1]) return;
  throw new RangeError(`${where}: expected pictures of ${input.join(" × ")}, got ${height} × ${width}`);
}

/** How much less a window's border counts than its middle: weights γ^|ν| with this value at half its extent. */
const borderWeight = 0.6;

/** γ^|ν| over a square window, |ν| the distance from its middle. */
export function fallingWeights(extent: number): Float32Array {
  const middle = (extent - 1) / 2;
  const base = borderWeight ** (2 / Math.max(extent, 2));
  return Float32Array.from(
    { length: extent * extent },
    (_, at) => base ** Math.hypot(Math.floor(at / extent) - middle, (at % extent) - middle),
  );
}

/** The fixed weights c of a V-cell, the same for every input plane; all of them together sum to 1. */
export function inhibitoryWindow(window: number, inputs: number): Float32Array {
  const weights = fallingWeights(window);
  const sum = inputs * weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Planes that come into a stage. */
export const inputsOf = ({ stages }: NeocognitronConfig, index: number): number =>
  index === 0 ? 1 : stages[index - 1]!.planes;
