import {
  logSoftmax,
  mean,
  mul,
  neg,
  randomUniform,
  sum,
  tensor2d,
  type Scalar,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import {
  adam,
  createRandomStream,
  disposeOptimiserState,
  disposeParameters,
  valueAndGradients,
} from "@wayfield/backend";
import { convNet, convolutionLayer, initConvNet, maxPoolingLayer, type ConvNetConfig } from "@wayfield/conv";

/** The network of examples/vision. */
const config: ConvNetConfig = {
  input: [28, 28, 1],
  layers: {
    conv1: convolutionLayer(5, { outputs: 16 }),
    pool1: maxPoolingLayer(2),
    conv2: convolutionLayer(5, { outputs: 32 }),
    pool2: maxPoolingLayer(2),
  },
  classes: 10,
};

const oneHot = (batch: number): Tensor2D =>
  tensor2d(
    Float32Array.from({ length: 10 * batch }, (_, at) => Number(at % 10 === Math.floor(at / 10) % 10)),
    [batch, 10],
  );

const lossOf = (logits: Tensor2D, targets: Tensor2D): Scalar =>
  neg(mean<Scalar>(sum(mul(targets, logSoftmax(logits)), 1)));

/** One training step of the network: loss, gradients, Adam. It returns the loss. */
export function createConvStep(batch: number): () => number {
  const images: Tensor4D = randomUniform([batch, 28, 28, 1]);
  const targets = oneHot(batch);
  const optimiser = adam({ learningRate: 1e-3 });
  let parameters = initConvNet(createRandomStream(1), config);
  let state = optimiser.init(parameters);
  return () => {
    const { value, gradients } = valueAndGradients(
      (candidate) => lossOf(convNet(candidate, config, images), targets),
      parameters,
    );
    const next = optimiser.update(gradients, state, parameters);
    disposeParameters({ gradients, parameters });
    disposeOptimiserState(state);
    ({ parameters, state } = next);
    const loss = value.dataSync<"float32">()[0]!;
    value.dispose();
    return loss;
  };
}

/** One pass forward. It returns a logit. */
export function createConvForward(batch: number): () => number {
  const images: Tensor4D = randomUniform([batch, 28, 28, 1]);
  const parameters = initConvNet(createRandomStream(1), config);
  return () => {
    const logits = convNet(parameters, config, images);
    const first = logits.dataSync<"float32">()[0]!;
    logits.dispose();
    return first;
  };
}
