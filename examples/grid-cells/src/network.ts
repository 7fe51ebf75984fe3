import { softmax, tensor2d, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import {
  createRandomStream,
  decodeParameters,
  disposeParameters,
  encodeParameters,
  mapParameters,
} from "@wayfield/backend";
import { initDense } from "@wayfield/core-neuron";
import {
  architectureOf,
  createEnsembles,
  decodePositions,
  gridCode,
  gridCodeConfig,
  GridCodeTraining,
  gridNetwork,
  initGridNetwork,
  initialCodeTensor,
  initialState,
  selfMotionTensor,
  type Ensembles,
  type GridCodeConfig,
  type GridCodeParameters,
  type GridNetworkParameters,
  type PathIntegrationConfig,
  type PlaceCells,
  type Trajectories,
} from "@wayfield/grid-nav";
import { integratorConfig } from "./lessons.ts";
import { boundsOf, home } from "./worlds.ts";

/** An integrator and the grid code that stands between its estimate of place and place cells. */
export interface GridCells {
  integrator: GridNetworkParameters;
  code: GridCodeParameters;
}

/** The place and head-direction cells of a seed. */
export const ensemblesOf = (seed: number): Ensembles =>
  createEnsembles(createRandomStream(seed), boundsOf(home), integratorConfig);

/** A network before its first update. */
export const untrainedIntegrator = (seed: number): GridNetworkParameters =>
  initGridNetwork(createRandomStream(seed).split("weights"), architectureOf(integratorConfig));

/** What drives a grid code. */
export type Drive = (
  integrator: GridNetworkParameters,
  ensembles: Ensembles,
  paths: Trajectories,
) => Promise<Float32Array>;

/** Scales a place code to unit size: one over its deviation in the 2.2 m arena, about 0.02. */
const gain = 50;

function run(
  integrator: GridNetworkParameters,
  ensembles: Ensembles,
  paths: Trajectories,
  config: PathIntegrationConfig,
): ReturnType<typeof gridNetwork> {
  const state = initialState(integrator, initialCodeTensor(paths, ensembles, config));
  return gridNetwork(integrator, architectureOf(config), selfMotionTensor(paths, config), state);
}

/** The integrator's estimate of the place code, `[T · B, placeCells]`, without its mean and scaled to unit size. */
export const placeEstimate: Drive = async (integrator, ensembles, paths) => {
  const estimate = tidy(() =>
    softmax<Tensor2D>(run(integrator, ensembles, paths, integratorConfig).placeLogits),
  );
  const values = await estimate.data<"float32">();
  estimate.dispose();
  return values.map((value) => gain * (value - 1 / integratorConfig.placeCells));
};

/** The linear layer that the LSTM drives, `[T · B, 64]`, where Banino et al. 2018 look for grid cells. */
export const integratorLayer: Drive = async (integrator, ensembles, paths) => {
  const layer = tidy(() => run(integrator, ensembles, paths, integratorConfig).gridCode);
  const values = await layer.data<"float32">();
  layer.dispose();
  return values.slice();
};

/** A grid code before its first update. */
export function untrainedCode(seed: number, config = gridCodeConfig): GridCodeParameters {
  const random = createRandomStream(seed).split("untrainedCode");
  return {
    bottleneck: initDense(random.split("bottleneck"), {
      inputs: integratorConfig.placeCells,
      outputs: config.bottleneckUnits,
      bias: config.bottleneckBias,
    }),
    placeHead: initDense(random.split("placeHead"), {
      inputs: config.bottleneckUnits,
      outputs: integratorConfig.placeCells,
    }),
  };
}

/** What is left out of {@link learnGridCode} follows {@link gridCodeConfig}. */
export interface LearnOptions {
  config?: GridCodeConfig;
  drive?: Drive;
  placeCells?: PlaceCells;
  updates: number;
  onUpdate?: (step: number, loss: number) => void;
}

/** Learns a grid code from paths. The weights are the caller's. */
export async function learnGridCode(
  integrator: GridNetworkParameters,
  ensembles: Ensembles,
  paths: Trajectories,
  seed: number,
  {
    config = gridCodeConfig,
    drive = placeEstimate,
    placeCells = ensembles.placeCells,
    updates,
    onUpdate,
  }: LearnOptions,
): Promise<GridCodeParameters> {
  const inputs = await drive(integrator, ensembles, paths);
  const random = createRandomStream(seed).split("gridCode");
  const training = new GridCodeTraining(config, { inputs, positions: paths.positions, placeCells, random });
  for await (const { step, loss } of training.run(updates)) onUpdate?.(step, loss);
  const learned = mapParameters(training.parameters, (weight) => weight.clone());
  training.dispose();
  return learned;
}

/** Where a network thinks it is, and its grid code. */
export interface Readout {
  /** `[T · B, units]`. */
  code: Float32Array;
  /** As the grid code's place head has it, `[T, B, 2]`, metres. */
  positions: Float32Array;
  /** As the integrator itself has it. */
  integratorPositions: Float32Array;
}

/** What a network makes of paths. */
export async function readOut(
  { integrator, code }: GridCells,
  ensembles: Ensembles,
  paths: Trajectories,
  {
    config = gridCodeConfig,
    drive = placeEstimate,
    placeCells = ensembles.placeCells,
  }: Omit<LearnOptions, "updates"> = {},
): Promise<Readout> {
  const inputs = await drive(integrator, ensembles, paths);
  const moments = paths.positions.length / 2;
  const driving = tensor2d(inputs, [moments, inputs.length / moments]);
  const output = gridCode(code, config, driving);
  const values = await output.code.data<"float32">();
  const logits = await output.placeLogits.data<"float32">();
  disposeParameters({ driving, ...output });
  const estimate = drive === placeEstimate ? inputs : await placeEstimate(integrator, ensembles, paths);
  return {
    code: values,
    positions: decodePositions(placeCells, logits),
    integratorPositions: decodePositions(ensembles.placeCells, estimate),
  };
}

/** A file of weights, with how it came about. */
export const encodeNetwork = (cells: GridCells, metadata: Record<string, string>): Promise<Uint8Array> =>
  encodeParameters({ ...cells }, metadata);

/** Reads {@link encodeNetwork}'s file. */
export function decodeNetwork(bytes: Uint8Array): GridCells {
  const integrator = untrainedIntegrator(0);
  const template = { integrator, code: untrainedCode(0) };
  try {
    return decodeParameters(bytes, template);
  } finally {
    disposeParameters(template);
  }
}
