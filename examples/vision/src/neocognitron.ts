import { concat, type Tensor2D } from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters } from "@wayfield/backend";
import {
  initNeocognitron,
  labelPlanes,
  neocognitron,
  organiseStage,
  recogniseByWinner,
  scrambleNeocognitron,
  type NeocognitronConfig,
  type NeocognitronParameters,
} from "@wayfield/conv";
import type { Digits } from "@wayfield/example-kit";
import { batchOf, type Recogniser } from "./network.ts";

/** Selectivities r of the three stages. */
export type Selectivity = readonly [number, number, number];

/** Those of learning; a sweep found them. */
export const learningSelectivity: Selectivity = [2, 1.5, 4];
/** That of the last stage when it recognises: lower, so that something responds to what it never saw. */
const recognisingSelectivity = 1;

/** Three stages on the 28 × 28 pixels of MNIST. */
export function neocognitronConfig([first, second, third]: Selectivity): NeocognitronConfig {
  const stage = { window: 5, reinforcement: 1000, column: 5, pool: 5, stride: 2 };
  return {
    input: [28, 28],
    stages: [
      { ...stage, planes: 24, selectivity: first },
      { ...stage, planes: 40, selectivity: second },
      { ...stage, planes: 200, selectivity: third, column: 7, pool: 7, stride: 7 },
    ],
  };
}

/** Pictures that each stage learns from, and those whose labels name the planes afterwards. */
const learnedFrom = [100, 300, 1000] as const;
const namedBy = 1000;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** All stages learn, the input's first, from the set's first pictures. No label is looked at. */
export function organise(seed: number, config: NeocognitronConfig, digits: Digits): NeocognitronParameters {
  let parameters = initNeocognitron(createRandomStream(seed).split("neocognitron"), config);
  learnedFrom.forEach((count, index) => {
    parameters = organiseOn(parameters, config, index, batchOf(digits, upTo(count)));
  });
  return parameters;
}

/**
 * The control: S-cells of the first two stages look for what is random, namely the learned weights in random order; the
 * last stage then learns as always, on top of them.
 */
export function randomFeatures(
  seed: number,
  learned: NeocognitronParameters,
  config: NeocognitronConfig,
  digits: Digits,
): NeocognitronParameters {
  const random = createRandomStream(seed).split("random features");
  const scrambled = scrambleNeocognitron(random, learned);
  const fresh = initNeocognitron(random, config);
  const last = config.stages.length;
  const mixed = { ...scrambled, [`stage${last}`]: fresh[`stage${last}`]! };
  const unused = { ...fresh, [`stage${last}`]: scrambled[`stage${last}`]! };
  disposeParameters(unused);
  return organiseOn(mixed, config, last - 1, batchOf(digits, upTo(learnedFrom.at(-1)!)));
}

/** One stage learns; the pictures and the parameters before it are freed. */
function organiseOn(
  parameters: NeocognitronParameters,
  config: NeocognitronConfig,
  index: number,
  images: ReturnType<typeof batchOf>,
): NeocognitronParameters {
  const next = organiseStage(parameters, config, index, images);
  images.dispose();
  disposeParameters(parameters);
  return next;
}

const batchSize = 100;

function activityOf(
  parameters: NeocognitronParameters,
  config: NeocognitronConfig,
  digits: Digits,
  count: number,
): Tensor2D {
  const parts = Array.from({ length: Math.ceil(count / batchSize) }, (_, part) => {
    const images = batchOf(
      digits,
      upTo(Math.min(batchSize, count - part * batchSize)).map((index) => part * batchSize + index),
    );
    const activity = neocognitron(parameters, config, images);
    images.dispose();
    return activity;
  });
  const all = concat(parts, 0);
  parts.forEach((part) => {
    part.dispose();
  });
  return all;
}

/** The last stage with the selectivity of recognition. */
export function recognisingConfig(config: NeocognitronConfig): NeocognitronConfig {
  const stages = [...config.stages];
  stages.push({ ...stages.pop()!, selectivity: recognisingSelectivity });
  return { ...config, stages };
}

/** Names the last stage's planes by labelled pictures. */
export function namePlanes(
  parameters: NeocognitronParameters,
  config: NeocognitronConfig,
  digits: Digits,
): Int32Array {
  const activity = activityOf(parameters, config, digits, namedBy);
  const names = labelPlanes(activity, digits.labels.subarray(0, namedBy), 10);
  activity.dispose();
  return names;
}

/** Answers with the name of the strongest plane. */
export const neocognitronRecogniser =
  (parameters: NeocognitronParameters, config: NeocognitronConfig, names: Int32Array): Recogniser =>
  (batch) => {
    const answer = neocognitron(parameters, config, batch);
    const told = recogniseByWinner(answer, names);
    answer.dispose();
    return told;
  };
