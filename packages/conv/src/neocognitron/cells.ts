import {
  add,
  conv2d,
  depthwiseConv2d,
  div,
  max,
  mean,
  mul,
  relu,
  reshape,
  sqrt,
  square,
  sub,
  tensor4d,
  tidy,
  tile,
  type Rank,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { uniformInitialiser, zerosInitialiser, type RandomStream } from "@wayfield/backend";
import { assertImages, assertPositive } from "../checks.ts";
import {
  assertConfig,
  assertPictures,
  defaultSaturation,
  fallingWeights,
  inhibitoryWindow,
  inputsOf,
  type NeocognitronConfig,
  type NeocognitronStage,
} from "./config.ts";

/** What the S-cells of one stage have learned; all cells of a plane share it. */
export interface SCellParameters {
  /** Excitatory weights a, `[window, window, inputs, planes]`. */
  excitatory: Tensor4D;
  /** Inhibitory weights b from the V-cell, `[planes]`. */
  inhibitory: Tensor1D;
}

/** The weights of a {@link neocognitron}, by stage: `stage1`, `stage2`, … */
export type NeocognitronParameters = Record<string, SCellParameters>;

/** The name of a stage's weights. */
export const stageName = (index: number): string => `stage${index + 1}`;

/** Before learning: every S-cell responds to anything, and hardly. */
const untrained = 1e-4;

/**
 * A neocognitron that has seen nothing: excitatory weights small, positive and random, inhibitory ones 0
 * (Fukushima 1980, section 3). The tensors are the caller's.
 * @throws RangeError for a stage that cannot be.
 * @example const parameters = initNeocognitron(createRandomStream(1), config);
 */
export function initNeocognitron(random: RandomStream, config: NeocognitronConfig): NeocognitronParameters {
  assertConfig("initNeocognitron", config);
  const stages = config.stages.map(({ window, planes }, index): [string, SCellParameters] => {
    const stream = random.split(stageName(index));
    const spread = uniformInitialiser(untrained / 2);
    const centred = spread<Rank.R4>(stream, [window, window, inputsOf(config, index), planes]);
    const excitatory = add<Tensor4D>(centred, untrained / 2);
    centred.dispose();
    return [stageName(index), { excitatory, inhibitory: zerosInitialiser<Rank.R1>(stream, [planes]) }];
  });
  return Object.fromEntries(stages);
}

/**
 * The V-cells: v = √(Σ_κ Σ_ν c(ν) u²(κ, n + ν)), the weighted root mean square of what an S-cell at the same place sees
 * (Fukushima 1980, equation 4). All c together sum to 1 and fall off from the middle of the window.
 * @param input C-cells of the stage before, `[batch, height, width, inputs]`.
 * @param window Extent of the window.
 * @returns `[batch, height, width, 1]`, the caller's.
 * @example const v = vCells(input, 5);
 */
export function vCells(input: Tensor4D, window: number): Tensor4D {
  const inputs = input.shape[3];
  return tidy(() => {
    const plane = tensor4d(inhibitoryWindow(window, inputs), [window, window, 1, 1]);
    return sqrt(conv2d(square(input), tile(plane, [1, 1, inputs, 1]), 1, "same"));
  });
}

/**
 * The S-cells of a stage: u = r φ((1 + Σ_κ Σ_ν a(ν, κ, k) u(κ, n + ν)) / (1 + r / (1 + r) · b(k) v(n)) − 1), φ the
 * rectifier (Fukushima 1980, equation 2; Fukushima & Miyake 1982, equation 1). b counts here as half of that of 1980,
 * whose factor is 2 r / (1 + r).
 * @param input C-cells of the stage before, `[batch, height, width, inputs]`.
 * @returns `[batch, height, width, planes]`, the caller's.
 * @throws RangeError if the input has another number of planes.
 * @example const s = sCells(parameters.stage1, images, config.stages[0]);
 */
export function sCells(
  { excitatory, inhibitory }: SCellParameters,
  input: Tensor4D,
  { selectivity }: Pick<NeocognitronStage, "selectivity">,
): Tensor4D {
  assertImages("sCells", input, excitatory.shape[2]);
  return tidy(() => {
    const excitation = add(conv2d(input, excitatory, 1, "same"), 1);
    const shunt = mul(vCells(input, excitatory.shape[0]), inhibitory);
    const inhibition = add(mul(shunt, selectivity / (1 + selectivity)), 1);
    return mul(relu(sub(div(excitation, inhibition), 1)), selectivity);
  });
}

/**
 * The C-cells of a stage: u = ψ((1 + Σ_ν d(ν) u_S(k, n + ν)) / (1 + v_S(n)) − 1) with v_S the mean over planes of the
 * same sums and ψ(x) = max(0, x) / (α + max(0, x)) (Fukushima 1980, equations 6 to 8). A C-cell responds when an S-cell
 * of its plane does anywhere in its window: that is what tolerates shifts.
 * @param simple S-cells, `[batch, height, width, planes]`.
 * @returns `[batch, ⌈height / stride⌉, ⌈width / stride⌉, planes]`, the caller's.
 * @throws RangeError unless the saturation is positive.
 * @example const c = cCells(s, { pool: 5, stride: 2, saturation: 0.5 });
 */
export function cCells(
  simple: Tensor4D,
  { pool, stride, saturation }: Pick<NeocognitronStage, "pool" | "stride"> & { saturation: number },
): Tensor4D {
  assertPositive("cCells", "saturation", saturation);
  const planes = simple.shape[3];
  return tidy(() => {
    const plane = tensor4d(fallingWeights(pool), [pool, pool, 1, 1]);
    const sums: Tensor4D = depthwiseConv2d(simple, tile<Tensor4D>(plane, [1, 1, planes, 1]), stride, "same");
    const lateral = add(mean<Tensor4D>(sums, 3, true), 1);
    const drive = relu(sub(div(add(sums, 1), lateral), 1));
    return div(drive, add(drive, saturation));
  });
}

/** The C-cells of one stage from those of the stage before it. */
export function passStage(
  parameters: NeocognitronParameters,
  { stages, saturation = defaultSaturation }: NeocognitronConfig,
  input: Tensor4D,
  index: number,
): Tensor4D {
  const stage = stages[index]!;
  return tidy(() => cCells(sCells(parameters[stageName(index)]!, input, stage), { ...stage, saturation }));
}

/**
 * What every layer of C-cells does with a batch of pictures, the input's first.
 * @param images Grey pictures, ink positive, `[batch, height, width, 1]`.
 * @returns One tensor a stage, `[batch, height, width, planes]`; the caller's.
 * @throws RangeError if the pictures do not have the configuration's size.
 * @example const [, second] = neocognitronActivity(parameters, config, images);
 */
export function neocognitronActivity(
  parameters: NeocognitronParameters,
  config: NeocognitronConfig,
  images: Tensor4D,
): Tensor4D[] {
  assertPictures("neocognitron", config, images);
  return tidy(() => {
    let input = images;
    return config.stages.map((_, index) => (input = passStage(parameters, config, input, index)));
  });
}

/**
 * The neocognitron (Fukushima 1980; Fukushima & Miyake 1982): stages of S-cells, which detect features, and C-cells,
 * which tolerate where they are.
 * @param images Grey pictures, ink positive, `[batch, height, width, 1]`.
 * @returns For each picture the strongest C-cell of every plane of the last stage, `[batch, planes]`; the caller's.
 * @throws RangeError if the pictures do not have the configuration's size.
 * @example const answers = neocognitron(parameters, config, images);
 */
export function neocognitron(
  parameters: NeocognitronParameters,
  config: NeocognitronConfig,
  images: Tensor4D,
): Tensor2D {
  return tidy(() => {
    const last = neocognitronActivity(parameters, config, images).at(-1)!;
    const [batch, height, width, planes] = last.shape;
    return max<Tensor2D>(reshape(last, [batch, height * width, planes]), 1);
  });
}
