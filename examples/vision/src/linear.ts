import { argMax, dispose, tensor2d, tidy, type Scalar } from "@tensorflow/tfjs-core";
import {
  adam,
  createRandomStream,
  disposeOptimiserState,
  disposeParameters,
  valueAndGradients,
} from "@wayfield/backend";
import { classifier, initClassifier, type ClassifierParameters } from "@wayfield/conv";
import { softmaxCrossEntropy } from "@wayfield/core-neuron";
import type { Digits } from "@wayfield/example-kit";
import { batchOf, targetsOf, type Recogniser } from "./network.ts";

const batchSize = 100;

/** Softmax regression on the pixels, for comparison: one pass over the digits. The weights are the caller's. */
export function trainLinear(seed: number, digits: Digits): ClassifierParameters {
  const random = createRandomStream(seed).split("linear");
  const optimiser = adam({ learningRate: 2e-3 });
  let parameters = initClassifier(random, { features: digits.rows * digits.columns, classes: 10 });
  let state = optimiser.init(parameters);
  for (let first = 0; first + batchSize <= digits.count; first += batchSize) {
    const chosen = Array.from({ length: batchSize }, (_, index) => first + index);
    const images = batchOf(digits, chosen);
    const targets = tensor2d(targetsOf(digits, chosen), [batchSize, 10]);
    const { value, gradients } = valueAndGradients<ClassifierParameters>(
      (candidate): Scalar => softmaxCrossEntropy(classifier(candidate, images), targets),
      parameters,
    );
    const next = optimiser.update(gradients, state, parameters);
    dispose([images, targets, value]);
    disposeParameters({ gradients, parameters });
    disposeOptimiserState(state);
    ({ parameters, state } = next);
  }
  disposeOptimiserState(state);
  return parameters;
}

/** The linear classifier's answer: the class with the largest logit. */
export const linearRecogniser =
  (parameters: ClassifierParameters): Recogniser =>
  (batch) =>
    tidy(() => argMax(classifier(parameters, batch), 1).dataSync<"int32">());
