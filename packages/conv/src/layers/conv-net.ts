import { relu, tidy, type Tensor2D, type Tensor4D } from "@tensorflow/tfjs-core";
import type { ParameterTree, RandomStream } from "@wayfield/backend";
import { classifier, initClassifier, type ClassifierParameters } from "./classifier.ts";
import { convolution, initConvolution, type Activation, type InitConvolutionOptions } from "./convolution.ts";
import { averagePooling, maxPooling } from "./pooling.ts";
import { initResidualBlock, residualBlock, type ResidualBlockOptions } from "./residual.ts";
import {
  convolutionOutputShape,
  poolingOutputShape,
  type ConvolutionOptions,
  type Extent,
  type ImageShape,
  type WindowOptions,
} from "./shape.ts";

/** One layer of a {@link convNet}: three pure functions. Write your own, or take those of this module. */
export interface ConvNetLayer<P extends ParameterTree = ParameterTree> {
  /** The shape that comes out for a shape that goes in. */
  outputShape(input: ImageShape): ImageShape;
  /** Its weights; an empty record where it has none. */
  init(random: RandomStream, input: ImageShape): P;
  /** What it does with a batch; the result is the caller's. */
  apply(parameters: P, images: Tensor4D): Tensor4D;
}

/** Layers by name, in the order in which signals pass; a read-out of linear units follows the last. */
export interface ConvNetConfig {
  /** Shape of an image. */
  input: ImageShape;
  /** The layers; a name becomes part of its weights' names. */
  layers: Readonly<Record<string, ConvNetLayer>>;
  /** Units of the read-out. */
  classes: number;
}

/** The weights of a {@link convNet}. */
export interface ConvNetParameters {
  /** The weights of every layer, by its name. */
  layers: Record<string, ParameterTree>;
  /** The linear read-out. */
  readOut: ClassifierParameters;
}

/** Settings of {@link convolutionLayer}. */
export interface ConvolutionLayerOptions
  extends Omit<InitConvolutionOptions, "inputs" | "size">, ConvolutionOptions {
  /** What the units do with their sum. Default the rectifier. */
  activation?: Activation;
}

const rectifier: Activation = (x) => relu(x);

/**
 * A convolution with an activation, as a layer of a {@link convNet}.
 * @example const layer = convolutionLayer(5, { outputs: 16, stride: 2, padding: "same" });
 */
export function convolutionLayer(
  size: Extent,
  { activation = rectifier, stride = 1, padding = "valid", dilation = 1, ...rest }: ConvolutionLayerOptions,
): ConvNetLayer {
  const window = { stride, padding, dilation };
  return {
    outputShape: ([height, width]) => [
      ...convolutionOutputShape([height, width], size, window),
      rest.outputs,
    ],
    init: (random, [, , inputs]) => initConvolution(random, { ...rest, inputs, size }),
    apply: (parameters, images) =>
      tidy(() => activation(convolution(parameters as ReturnType<typeof initConvolution>, images, window))),
  };
}

type Pooling = (images: Tensor4D, window: Extent, options?: WindowOptions) => Tensor4D;

const poolingLayer = (pool: Pooling, size: Extent, options: WindowOptions): ConvNetLayer => ({
  outputShape: ([height, width, channels]) => [
    ...poolingOutputShape([height, width], size, options),
    channels,
  ],
  init: () => ({}),
  apply: (_parameters, images) => pool(images, size, options),
});

/**
 * {@link maxPooling} as a layer of a {@link convNet}.
 * @example const layer = maxPoolingLayer(2);
 */
export const maxPoolingLayer = (size: Extent, options: WindowOptions = {}): ConvNetLayer =>
  poolingLayer(maxPooling, size, options);

/**
 * {@link averagePooling} as a layer of a {@link convNet}.
 * @example const layer = averagePoolingLayer(2);
 */
export const averagePoolingLayer = (size: Extent, options: WindowOptions = {}): ConvNetLayer =>
  poolingLayer(averagePooling, size, options);

/**
 * A {@link residualBlock} as a layer of a {@link convNet}.
 * @example const layer = residualLayer({ outputs: 32, stride: 2 });
 */
export function residualLayer(options: Omit<ResidualBlockOptions, "inputs">): ConvNetLayer {
  const { outputs, stride = 1 } = options;
  return {
    outputShape: ([height, width]) => [Math.ceil(height / stride), Math.ceil(width / stride), outputs],
    init: (random, [, , inputs]) => initResidualBlock(random, { ...options, inputs }),
    apply: (parameters, images) =>
      residualBlock(parameters as ReturnType<typeof initResidualBlock>, images, { stride }),
  };
}

/**
 * The shape of an image after every layer, by the layer's name.
 * @throws RangeError if a window does not fit.
 * @example convNetShapes(config)["pool1"] // [12, 12, 16]
 */
export function convNetShapes({ input, layers }: ConvNetConfig): Record<string, ImageShape> {
  let shape = input;
  return Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => [name, (shape = layer.outputShape(shape))]),
  );
}

/**
 * Weights for {@link convNet}. Every layer draws from a stream of its own, so that changing one leaves the others.
 * The tensors are the caller's.
 * @throws RangeError if a window does not fit.
 * @example const parameters = initConvNet(createRandomStream(1), config);
 */
export function initConvNet(random: RandomStream, config: ConvNetConfig): ConvNetParameters {
  const { input, layers, classes } = config;
  const shapes = convNetShapes(config);
  let shape = input;
  const weights = Object.entries(layers).map(([name, layer]): [string, ParameterTree] => {
    const made = layer.init(random.split(name), shape);
    shape = shapes[name]!;
    return [name, made];
  });
  const [height, width, channels] = shape;
  return {
    layers: Object.fromEntries(weights),
    readOut: initClassifier(random.split("readOut"), { features: height * width * channels, classes }),
  };
}

function namesUpTo({ layers }: ConvNetConfig, last: string): string[] {
  const names = Object.keys(layers);
  const index = names.indexOf(last);
  if (index >= 0) return names.slice(0, index + 1);
  throw new RangeError(`convNetActivity: expected one of ${names.join(", ")}, got ${JSON.stringify(last)}`);
}

function passThrough(
  parameters: ConvNetParameters,
  { layers }: ConvNetConfig,
  images: Tensor4D,
  names: readonly string[],
): Tensor4D {
  return names.reduce((x, name) => layers[name]!.apply(parameters.layers[name]!, x), images);
}

/**
 * What the units of one layer do, for probing them like cells.
 * @param images `[batch, height, width, channels]`.
 * @param layer The layer's name.
 * @returns `[batch, height', width', channels']`, the caller's.
 * @throws RangeError if there is no such layer, or the images do not fit.
 * @example const maps = convNetActivity(parameters, config, images, "conv1");
 */
export function convNetActivity(
  parameters: ConvNetParameters,
  config: ConvNetConfig,
  images: Tensor4D,
  layer: string,
): Tensor4D {
  return tidy(() => passThrough(parameters, config, images, namesUpTo(config, layer)));
}

/**
 * A convolutional network: the layers one after another, then a linear read-out
 * (LeCun, Bottou, Bengio & Haffner 1998).
 * @param images `[batch, height, width, channels]`.
 * @returns Logits, `[batch, classes]`, the caller's.
 * @throws RangeError if the images do not fit.
 * @example
 * const config = {
 *   input: [28, 28, 1],
 *   layers: { conv1: convolutionLayer(5, { outputs: 16 }), pool1: maxPoolingLayer(2) },
 *   classes: 10,
 * } as const;
 * const logits = convNet(initConvNet(createRandomStream(1), config), config, images);
 */
export function convNet(parameters: ConvNetParameters, config: ConvNetConfig, images: Tensor4D): Tensor2D {
  return tidy(() =>
    classifier(parameters.readOut, passThrough(parameters, config, images, Object.keys(config.layers))),
  );
}
