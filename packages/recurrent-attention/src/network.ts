import { concat, relu, tanh, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import { glorotUniform, uniformInitialiser, type RandomStream } from "@wayfield/backend";
import { dense, initDense, type DenseParameters } from "@wayfield/core-neuron";
import { assertPositiveInteger } from "./checks.ts";
import type { Core, CoreParameters } from "./core.ts";
import { glimpseSize, type Retina } from "./sensor.ts";

/** The sizes that make a recurrent attention model. */
export interface RecurrentAttentionArchitecture {
  /** Size and number of the patches of a glimpse. */
  retina: Retina;
  /** Numbers a pixel. */
  channels: number;
  /** Glimpses of each picture, T. */
  glimpses: number;
  /** Units that see what is in the patches. */
  patchUnits: number;
  /** Units that know where the patches are. */
  locationUnits: number;
  /** Units of the glimpse vector g. */
  glimpseUnits: number;
  /** What remembers from glimpse to glimpse. */
  core: Core;
  /** Units between the core and the next location's mean. */
  locatorUnits: number;
  /** Classes that are told apart. */
  classes: number;
}

/** From patches and place to the glimpse vector. */
export interface GlimpseParameters {
  /** Patches to "what", `[scales · size² · channels, patchUnits]`. */
  patch: DenseParameters;
  /** Location to "where", `[2, locationUnits]`. */
  location: DenseParameters;
  /** What and where to g, `[patchUnits + locationUnits, glimpseUnits]`. */
  merge: DenseParameters;
}

/** From the core to the mean of the next location. */
export interface LocatorParameters {
  /** `[units, locatorUnits]`. */
  hidden: DenseParameters;
  /** `[locatorUnits, 2]`. */
  mean: DenseParameters;
}

/** The weights of a recurrent attention model. */
export interface RecurrentAttentionParameters {
  /** The glimpse network. */
  glimpse: GlimpseParameters;
  /** The recurrent core. */
  core: CoreParameters;
  /** The action network, here a classifier, `[units, classes]`. */
  classifier: DenseParameters;
  /** The location network. */
  locator: LocatorParameters;
  /** The reward to expect, `[units, 1]`. */
  baseline: DenseParameters;
}

/** The sizes of Mnih et al. 2014, section 4.1, for 28 × 28 digits: six glimpses of one 8 × 8 patch. */
export const digitArchitecture = (core: Core): RecurrentAttentionArchitecture => ({
  retina: { size: 8, scales: 1 },
  channels: 1,
  glimpses: 6,
  patchUnits: 128,
  locationUnits: 128,
  glimpseUnits: 256,
  core,
  locatorUnits: 128,
  classes: 10,
});

/** The sizes of Mnih et al. 2014, section 4.1, for 60 × 60 scenes: glimpses of three 12 × 12 patches, here eight. */
export const sceneArchitecture = (core: Core): RecurrentAttentionArchitecture => ({
  ...digitArchitecture(core),
  retina: { size: 12, scales: 3 },
  glimpses: 8,
});

/** Small, so that a new baseline expects nothing. */
const smallInitialiser = /* @__PURE__ */ uniformInitialiser(0.01);

/** @throws RangeError for a size that is no positive integer, before there is any tensor. */
function assertSizes(architecture: RecurrentAttentionArchitecture): void {
  const { retina, channels, glimpses, patchUnits, locationUnits, glimpseUnits, core, locatorUnits, classes } =
    architecture;
  const units = { patchUnits, locationUnits, glimpseUnits, "core.units": core.units, locatorUnits };
  const pictures = {
    "retina.size": retina.size,
    "retina.scales": retina.scales,
    channels,
    glimpses,
    classes,
  };
  for (const [name, size] of Object.entries({ ...pictures, ...units }))
    assertPositiveInteger("initRecurrentAttention", name, size);
}

/**
 * Weights for a recurrent attention model; the tensors are the caller's.
 * @throws RangeError for sizes that are no positive integers.
 * @example const parameters = initRecurrentAttention(random, digitArchitecture(rectifiedCore(256)));
 */
export function initRecurrentAttention(
  random: RandomStream,
  architecture: RecurrentAttentionArchitecture,
): RecurrentAttentionParameters {
  assertSizes(architecture);
  const { retina, channels, patchUnits, locationUnits, glimpseUnits, core, locatorUnits, classes } =
    architecture;
  const layer = (
    name: string,
    inputs: number,
    outputs: number,
    initialiser = glorotUniform,
  ): DenseParameters => initDense(random.split(name), { inputs, outputs, initialiser });
  return {
    glimpse: {
      patch: layer("glimpse.patch", glimpseSize(retina, channels), patchUnits),
      location: layer("glimpse.location", 2, locationUnits),
      merge: layer("glimpse.merge", patchUnits + locationUnits, glimpseUnits),
    },
    core: core.init(random.split("core"), glimpseUnits),
    classifier: layer("classifier", core.units, classes),
    locator: {
      hidden: layer("locator.hidden", core.units, locatorUnits),
      mean: layer("locator.mean", locatorUnits, 2),
    },
    baseline: layer("baseline", core.units, 1, smallInitialiser),
  };
}

/**
 * The glimpse network: g = max(0, [what, where] W + b), what = max(0, ρ W + b), where = max(0, l W + b). One product
 * over both parts side by side is the sum of one product each.
 * @param patches `[rows, scales · size² · channels]`.
 * @param locations `[rows, 2]`.
 * @returns `[rows, glimpseUnits]`, the caller's.
 * @throws RangeError if shapes do not fit.
 * @see Mnih et al. 2014, sections 3.1 and 4.1.
 */
export const glimpseNetwork = (
  { patch, location, merge }: GlimpseParameters,
  patches: Tensor2D,
  locations: Tensor2D,
): Tensor2D =>
  tidy(() => {
    const what = relu(dense(patch, patches));
    const where = relu(dense(location, locations));
    return relu(dense<Tensor2D>(merge, concat([what, where], 1)));
  });

/**
 * The location network: the mean of the next location, μ = tanh(max(0, h W₁ + b₁) W₂ + b₂).
 * @param hidden The core's output, `[rows, units]`. No gradient should go on through it: pass a stopped tensor.
 * @returns `[rows, 2]`, the caller's.
 * @see Mnih et al. 2014, section 3.1; a hidden layer is added to its linear one.
 */
export const locatorMean = ({ hidden: layer, mean }: LocatorParameters, hidden: Tensor2D): Tensor2D =>
  tidy(() => tanh(dense<Tensor2D>(mean, relu(dense(layer, hidden)))));

/**
 * Multiply-adds of a whole look at one picture: T times glimpse network, core and locator, and the classifier once. The
 * picture's size is not in it.
 * @example multiplyAdds(digitArchitecture(rectifiedCore(256))) // 1 398 016
 */
export function multiplyAdds(architecture: RecurrentAttentionArchitecture): number {
  const { retina, channels, glimpses, patchUnits, locationUnits, glimpseUnits, core, locatorUnits, classes } =
    architecture;
  const glimpse =
    glimpseSize(retina, channels) * patchUnits +
    2 * locationUnits +
    (patchUnits + locationUnits) * glimpseUnits;
  const locator = (core.units + 2) * locatorUnits;
  return (
    glimpses * (glimpse + core.multiplyAdds(glimpseUnits)) + (glimpses - 1) * locator + core.units * classes
  );
}
