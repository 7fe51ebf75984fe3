import { slice, tensor1d, tensor4d, tidy, type Tensor4D } from "@tensorflow/tfjs-core";
import { disposeParameters, mapParameters } from "@wayfield/backend";
import { passStage, sCells, stageName, type NeocognitronParameters, type SCellParameters } from "./cells.ts";
import { assertConfig, assertPictures, inhibitoryWindow, type NeocognitronConfig } from "./config.ts";
import { findSeedCells, type SeedCell } from "./seed-cells.ts";

/** The S-cells' weights as plain arrays, changed in place while they learn. */
export interface SCellWeights {
  /** a, `[window, window, inputs, planes]`. */
  excitatory: Float32Array;
  /** b, `[planes]`. */
  inhibitory: Float32Array;
}

/** The C-cells that S-cells learn from. */
export interface CellLayer {
  /** `[height, width, planes]`. */
  cells: Float32Array;
  /** Rows. */
  height: number;
  /** Columns. */
  width: number;
  /** Cell planes. */
  planes: number;
}

/**
 * Strengthens a seed cell's connections to what it sees, for its whole plane: Δa(ν, κ) = q c(ν) u(κ, n + ν) and
 * Δb = q v(n), v the V-cell at the seed (Fukushima 1980, equations 10 and 11, with b counted as half).
 * @param weights Changed in place.
 * @param input The C-cells of the stage before, for one picture.
 * @param window Extent of an S-cell's window, odd.
 * @param reinforcement q.
 * @throws RangeError unless the window is odd.
 * @example for (const seed of seeds) reinforceSeed(weights, input, seed, 5, 16);
 */
export function reinforceSeed(
  { excitatory, inhibitory }: SCellWeights,
  { cells, height, width, planes: inputs }: CellLayer,
  { plane, row, column }: SeedCell,
  window: number,
  reinforcement: number,
): void {
  if (window % 2 !== 1) throw new RangeError(`reinforceSeed: expected an odd window, got ${window}`);
  const fixed = inhibitoryWindow(window, inputs);
  const outputs = inhibitory.length;
  const reach = (window - 1) / 2;
  let square = 0;
  for (let tap = 0; tap < window * window; tap++) {
    const [i, j] = [row + Math.floor(tap / window) - reach, column + (tap % window) - reach];
    if (i < 0 || j < 0 || i >= height || j >= width) continue;
    for (let input = 0; input < inputs; input++) {
      const u = cells[(i * width + j) * inputs + input]!;
      if (u === 0) continue;
      const at = (tap * inputs + input) * outputs + plane;
      excitatory[at] = excitatory[at]! + reinforcement * fixed[tap]! * u;
      square += fixed[tap]! * u * u;
    }
  }
  inhibitory[plane] = inhibitory[plane]! + reinforcement * Math.sqrt(square);
}

const toTensors = ({ excitatory, inhibitory }: SCellWeights, shape: Rank4): SCellParameters => ({
  excitatory: tensor4d(excitatory.slice(), shape),
  inhibitory: tensor1d(inhibitory.slice()),
});

type Rank4 = [number, number, number, number];

/** What the S-cells with these weights do with one picture. */
function respond(weights: SCellWeights, shape: Rank4, input: Tensor4D, selectivity: number): Float32Array {
  return tidy(() => sCells(toTensors(weights, shape), input, { selectivity }).dataSync<"float32">());
}

/** One picture of a batch. */
const pictureOf = (batch: Tensor4D, index: number): Tensor4D =>
  slice(batch, [index, 0, 0, 0], [1, ...batch.shape.slice(1)] as Rank4);

function learnFrom(
  weights: SCellWeights,
  shape: Rank4,
  batch: Tensor4D,
  index: number,
  stage: NeocognitronConfig["stages"][number],
): void {
  const picture = pictureOf(batch, index);
  const [, height, width, planes] = batch.shape;
  const responses = respond(weights, shape, picture, stage.selectivity);
  const cells = picture.dataSync<"float32">();
  picture.dispose();
  for (const seed of findSeedCells(responses, [height, width, stage.planes], stage.column))
    reinforceSeed(weights, { cells, height, width, planes }, seed, stage.window, stage.reinforcement);
}

/**
 * One stage learns, without a teacher, from pictures shown one after another: seeds are found, and strengthened for
 * their whole plane (Fukushima 1980). Where no plane that has learned responds, one that has not is the strongest, and
 * takes up what is new. The stages before must have learned already; they and those behind stay as they are.
 * @param parameters Not changed.
 * @param index The stage, the input's 0.
 * @param images `[pictures, height, width, 1]`, in the order in which they are shown.
 * @returns New parameters, the caller's.
 * @throws RangeError for a stage that there is not, or pictures that do not have the configuration's size.
 * @example const next = organiseStage(parameters, config, 0, images);
 */
export function organiseStage(
  parameters: NeocognitronParameters,
  config: NeocognitronConfig,
  index: number,
  images: Tensor4D,
): NeocognitronParameters {
  assertConfig("organiseStage", config);
  assertPictures("organiseStage", config, images);
  const stage = config.stages[index];
  if (stage === undefined)
    throw new RangeError(`organiseStage: expected a stage below ${config.stages.length}, got ${index}`);
  const name = stageName(index);
  const { excitatory, inhibitory } = parameters[name]!;
  const weights = {
    excitatory: excitatory.dataSync<"float32">().slice(),
    inhibitory: inhibitory.dataSync<"float32">().slice(),
  };
  const before = tidy(() => {
    let input = images.clone();
    for (let earlier = 0; earlier < index; earlier++) input = passStage(parameters, config, input, earlier);
    return input;
  });
  for (let picture = 0; picture < before.shape[0]; picture++)
    learnFrom(weights, excitatory.shape, before, picture, stage);
  before.dispose();
  const copy = mapParameters(parameters, (weight) => weight.clone());
  disposeParameters(copy[name]!);
  return { ...copy, [name]: toTensors(weights, excitatory.shape) };
}
