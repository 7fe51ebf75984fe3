import {
  logSoftmax,
  mean,
  mul,
  neg,
  randomUniform,
  relu,
  sum,
  tensor2d,
  tensor4d,
  tidy,
  type Scalar,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import {
  adam,
  countParameters,
  createRandomStream,
  decodeParameters,
  disposeOptimiserState,
  disposeParameters,
  encodeParameters,
  flattenParameters,
  valueAndGradients,
} from "@wayfield/backend";
import { expect, test } from "vitest";
import {
  averagePoolingLayer,
  convNet,
  convNetActivity,
  convNetShapes,
  convolutionLayer,
  initConvNet,
  maxPoolingLayer,
  residualLayer,
  type ConvNetConfig,
  type ConvNetParameters,
} from "./conv-net.ts";

const config: ConvNetConfig = {
  input: [12, 10, 1],
  layers: {
    conv1: convolutionLayer(3, { outputs: 4 }),
    pool1: maxPoolingLayer(2),
    block1: residualLayer({ outputs: 6, stride: 2 }),
    pool2: averagePoolingLayer(2, { stride: 1 }),
  },
  classes: 3,
};

test("the shapes after each layer, and the weights they need", () => {
  expect(convNetShapes(config)).toEqual({
    conv1: [10, 8, 4],
    pool1: [5, 4, 4],
    block1: [3, 2, 6],
    pool2: [2, 1, 6],
  });
  const parameters = initConvNet(createRandomStream(1), config);
  // conv1 36 + 4; block1 216 + 324 + 24 + 24; read-out 36 + 3.
  expect(countParameters(parameters)).toBe(40 + 588 + 39);
  expect(Object.keys(flattenParameters(parameters))).toContain("layers.block1.shortCut.kernel");
  const images: Tensor4D = randomUniform([2, 12, 10, 1]);
  const logits = convNet(parameters, config, images);
  expect(logits.shape).toEqual([2, 3]);
  const block = convNetActivity(parameters, config, images, "block1");
  expect(block.shape).toEqual([2, 3, 2, 6]);
  expect(() => convNetActivity(parameters, config, images, "conv9")).toThrow(
    /expected one of conv1, pool1, block1, pool2, got "conv9"/,
  );
  disposeParameters({ parameters, images, logits, block });
});

test("a layer's activation is the caller's, and its weights do not depend on other layers", () => {
  const linear = {
    ...config,
    layers: { conv1: convolutionLayer(3, { outputs: 4, activation: (x) => x.clone() }) },
  };
  const [whole, short] = [
    initConvNet(createRandomStream(1), config),
    initConvNet(createRandomStream(1), linear),
  ];
  const kernelOf = ({ layers }: ConvNetParameters) => flattenParameters(layers)["conv1.kernel"]!;
  expect(kernelOf(short)).toBeAllCloseTo(kernelOf(whole).dataSync(), 0);
  const images: Tensor4D = randomUniform([1, 12, 10, 1], -1, 1);
  tidy(() => {
    const raw = convNetActivity(short, linear, images, "conv1");
    const rectified = convNetActivity(whole, config, images, "conv1");
    expect(Math.min(...raw.dataSync())).toBeLessThan(0);
    expect(rectified).toBeAllCloseTo(relu(raw).dataSync(), 0);
  });
  disposeParameters({ whole, short, images });
});

/** Upright against lying bars, at any place. */
function bars(seed: number, count: number): { images: Tensor4D; targets: Float32Array } {
  const random = createRandomStream(seed);
  const pixels = new Float32Array(count * 64);
  const targets = new Float32Array(count * 2);
  for (let image = 0; image < count; image++) {
    const isUpright = random.uniform() < 0.5;
    const [at, from] = [Math.floor(8 * random.uniform()), Math.floor(4 * random.uniform())];
    for (let along = from; along < from + 5; along++)
      pixels[image * 64 + (isUpright ? along * 8 + at : at * 8 + along)] = 1;
    targets[2 * image + Number(isUpright)] = 1;
  }
  return { images: tensor4d(pixels, [count, 8, 8, 1]), targets };
}

const small: ConvNetConfig = {
  input: [8, 8, 1],
  layers: { conv1: convolutionLayer(3, { outputs: 4 }), pool1: maxPoolingLayer(6) },
  classes: 2,
};

function shareRight(parameters: ConvNetParameters, seed: number): number {
  const { images, targets } = bars(seed, 200);
  const logits = convNet(parameters, small, images);
  const scores = logits.dataSync();
  let right = 0;
  for (let image = 0; image < 200; image++)
    right += Number(scores[2 * image + 1]! > scores[2 * image]! === (targets[2 * image + 1] === 1));
  images.dispose();
  logits.dispose();
  return right / 200;
}

test.each([1, 2, 3])("learns to tell bars apart wherever they are, seed %i; untrained it cannot", (seed) => {
  const optimiser = adam({ learningRate: 0.05 });
  let parameters = initConvNet(createRandomStream(seed), small);
  let state = optimiser.init(parameters);
  expect(shareRight(parameters, 99)).toBeLessThan(0.8);
  for (let step = 0; step < 60; step++) {
    const { images, targets } = bars(1000 * seed + step, 32);
    const { value, gradients } = valueAndGradients(
      (candidate) =>
        neg(
          mean<Scalar>(
            sum(mul(logSoftmax(convNet(candidate, small, images)), tensor2d(targets, [32, 2])), 1),
          ),
        ),
      parameters,
    );
    const next = optimiser.update(gradients, state, parameters);
    disposeParameters({ value, gradients, parameters, images });
    disposeOptimiserState(state);
    ({ parameters, state } = next);
  }
  expect(shareRight(parameters, 99)).toBeGreaterThan(0.97);
  disposeParameters(parameters);
  disposeOptimiserState(state);
});

test("weights pass through a file unchanged", async () => {
  const parameters = initConvNet(createRandomStream(1), config);
  const read = decodeParameters(await encodeParameters(parameters), parameters);
  for (const [name, weight] of Object.entries(flattenParameters(read)))
    expect(weight).toBeAllCloseTo(flattenParameters(parameters)[name]!.dataSync(), 0);
  disposeParameters({ parameters, read });
});
