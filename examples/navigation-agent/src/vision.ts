import { relu, softmax, tensor4d, tidy, concat, type Tensor2D, type Tensor4D } from "@tensorflow/tfjs-core";
import { heNormal, type RandomStream } from "@wayfield/backend";
import { convolution, flatten, initConvolution, type ConvolutionParameters } from "@wayfield/conv";
import { createEyes, createScene, type Eyes, type SceneOptions } from "@wayfield/environments";
import { dense, initDense, type DenseParameters } from "@wayfield/core-neuron";

/** Pixels of a picture. */
export interface PictureSize {
  width: number;
  height: number;
}

/** What there is to see, and with how many pixels. */
export interface Sight extends PictureSize {
  /** How much of the horizon is seen, radians. Left out, a quarter. */
  fieldOfView?: number;
  /** What differs in the look of the worlds. */
  scene?: SceneOptions;
}

/** Eyes for a sight. */
export const eyesFor = ({ width, height, fieldOfView = Math.PI / 2, scene = {} }: Sight): Eyes =>
  createEyes({
    width,
    height,
    fieldOfView,
    sceneOf: (layout) => createScene(layout, scene),
  });

/** The sizes of a stack of convolutions that reads pictures. */
export interface EncoderSizes extends Sight {
  /** Filters of each layer, all 5 × 5 with stride 2; none for a dense layer on the pixels alone. */
  filters: readonly number[];
  /** Units of the dense layer at the end. */
  features: number;
}

/** The weights of such a stack. */
export interface Encoder {
  /** Left out without convolutions, since an empty table would not come through a file or a message. */
  filters?: Record<string, ConvolutionParameters>;
  hidden: DenseParameters;
}

/** From pictures to where one is: the vision module of Banino et al. 2018. */
export interface VisionModule {
  encoder: Encoder;
  placeHead: DenseParameters;
  headDirectionHead: DenseParameters;
}

const colours = 3;

/** Bytes of a picture. */
export const bytesOf = ({ width, height }: PictureSize): number => width * height * colours;

/** Weights of {@link encode}; the caller's. */
export function initEncoder(
  random: RandomStream,
  { width, height, filters, features }: EncoderSizes,
): Encoder {
  const layers = filters.map((count, index) => [
    `layer${index + 1}`,
    initConvolution(random, { inputs: filters[index - 1] ?? colours, outputs: count, size: 5 }),
  ]);
  const halved = (side: number): number => filters.reduce((size) => Math.ceil(size / 2), side);
  const inputs = halved(width) * halved(height) * (filters.at(-1) ?? colours);
  return {
    ...(layers.length === 0
      ? {}
      : { filters: Object.fromEntries(layers) as Record<string, ConvolutionParameters> }),
    hidden: initDense(random, { inputs, outputs: features, initialiser: heNormal }),
  };
}

/** Pictures `[batch, height, width, 3]` from −0.5 to 0.5 → features `[batch, features]`, rectified. */
export function encode({ filters = {}, hidden }: Encoder, images: Tensor4D): Tensor2D {
  return tidy(() => {
    const seen = Object.values(filters).reduce(
      (x, layer) => relu(convolution(layer, x, { stride: 2, padding: "same" })),
      images,
    );
    return relu(dense(hidden, flatten(seen)));
  });
}

/** Bytes of pictures as the network takes them, from −0.5 to 0.5. */
export function imagesTensor(bytes: Uint8Array, size: PictureSize): Tensor4D {
  const values = new Float32Array(bytes.length);
  for (let index = 0; index < values.length; index++) values[index] = bytes[index]! / 255 - 0.5;
  return tensor4d(values, [bytes.length / bytesOf(size), size.height, size.width, colours]);
}

/** Weights of {@link look}; the caller's. */
export function initVision(
  random: RandomStream,
  sizes: EncoderSizes,
  cells: { placeCells: number; headDirectionCells: number },
): VisionModule {
  const head = (label: string, outputs: number): DenseParameters =>
    initDense(random.split(label), { inputs: sizes.features, outputs });
  return {
    encoder: initEncoder(random.split("encoder"), sizes),
    placeHead: head("placeHead", cells.placeCells),
    headDirectionHead: head("headDirectionHead", cells.headDirectionCells),
  };
}

/** Place and head-direction logits of pictures; the caller's. */
export function visionLogits(
  { encoder, placeHead, headDirectionHead }: VisionModule,
  images: Tensor4D,
): [place: Tensor2D, headDirection: Tensor2D] {
  return tidy(() => {
    const features = encode(encoder, images);
    return [dense(placeHead, features), dense(headDirectionHead, features)];
  });
}

/** Where pictures say one is: place beside head-direction probabilities, `[batch, cells]`; the caller's. */
export const look = (vision: VisionModule, images: Tensor4D): Tensor2D =>
  tidy(() =>
    concat<Tensor2D>(
      visionLogits(vision, images).map((logits) => softmax(logits)),
      1,
    ),
  );
