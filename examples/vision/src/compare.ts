import { createRandomStream, disposeParameters } from "@wayfield/backend";
import type { ConvNetParameters, NeocognitronParameters } from "@wayfield/conv";
import type { Metrics, Mnist } from "@wayfield/example-kit";
import { disturbanceFigure } from "./figures.ts";
import { disturbAll, type Disturbed } from "./invariance.ts";
import { linearRecogniser, trainLinear } from "./linear.ts";
import {
  learningSelectivity,
  namePlanes,
  neocognitronConfig,
  neocognitronRecogniser,
  randomFeatures,
  randomSelectivity,
  recognisingConfig,
} from "./neocognitron.ts";
import { firstDigits, lastDigits, networkRecogniser } from "./network.ts";
import { readNeocognitron } from "./weights.ts";

/** Names of those who are compared, as the figures have them. */
export const contestants = {
  neocognitron: "neocognitron",
  random: "control: random S-cells",
  network: "convolutional network",
  linear: "linear classifier",
} as const;

/** What {@link compareInvariance} needs. */
export interface CompareOptions {
  seed: number;
  /** Test digits. */
  shown: number;
  /** The trained network. */
  network: ConvNetParameters;
  log: (line: string) => void;
  /** Aborted by an interrupt, which ends the comparison. */
  signal: AbortSignal;
}

/** Everyone's accuracy along shift, scale and noise. */
export type Compared = Record<"shift" | "scale" | "noise", Disturbed>;

/** Digits that the linear classifier learns from: enough for it to be as good as it gets. */
const linearPictures = 60_000;

/** The organised neocognitron from the repository and its control, which differs in what stages 1 and 2 look for. */
async function bothNeocognitrons(seed: number, { train }: Mnist) {
  const config = recognisingConfig(neocognitronConfig(learningSelectivity));
  const randomConfig = neocognitronConfig(randomSelectivity);
  const randomRecognising = recognisingConfig(randomConfig);
  const { parameters, names } = await readNeocognitron();
  const random = randomFeatures(seed, parameters, randomConfig, train);
  return {
    parameters: { learned: parameters, random } satisfies Record<string, NeocognitronParameters>,
    learned: neocognitronRecogniser(parameters, config, names),
    random: neocognitronRecogniser(random, randomRecognising, namePlanes(random, randomRecognising, train)),
  };
}

/** Compares the network, the neocognitron with its control and a linear classifier on the same digits. */
export async function compareInvariance(
  { seed, shown, network, log, signal }: CompareOptions,
  mnist: Mnist,
): Promise<Compared> {
  const linear = trainLinear(seed, firstDigits(mnist.train, linearPictures));
  const neocognitrons = await bothNeocognitrons(seed, mnist);
  log(`comparing on ${shown} test digits`);
  const compared = await disturbAll({
    recognisers: {
      [contestants.network]: networkRecogniser(network),
      [contestants.neocognitron]: neocognitrons.learned,
      [contestants.random]: neocognitrons.random,
      [contestants.linear]: linearRecogniser(linear),
    },
    digits: lastDigits(mnist.test, shown),
    random: createRandomStream(seed).split("disturb"),
    signal,
  });
  disposeParameters({ linear, ...neocognitrons.parameters });
  return compared;
}

/** One figure a disturbance. */
export async function drawInvariance(
  figure: (fileName: string, content: string) => Promise<void>,
  compared: Compared,
): Promise<void> {
  for (const kind of ["shift", "scale", "noise"] as const)
    await figure(`${kind}.svg`, disturbanceFigure(kind, compared[kind]));
}

const byValue = ({ values, accuracy }: Disturbed, name: string): Metrics =>
  Object.fromEntries(values.map((value, at) => [String(value), Number(accuracy[name]![at]!.toFixed(3))]));

/** The curves as the result file has them. */
export function invarianceMetrics({ shift, scale, noise }: Compared): Metrics {
  const { neocognitron, random, network, linear } = contestants;
  return {
    neocognitronAccuracyByShift: byValue(shift, neocognitron),
    randomSCellsAccuracyByShift: byValue(shift, random),
    cnnAccuracyByShift: byValue(shift, network),
    linearAccuracyByShift: byValue(shift, linear),
    neocognitronAccuracyByScale: byValue(scale, neocognitron),
    cnnAccuracyByScale: byValue(scale, network),
    linearAccuracyByScale: byValue(scale, linear),
    neocognitronAccuracyByNoise: byValue(noise, neocognitron),
    cnnAccuracyByNoise: byValue(noise, network),
    linearAccuracyByNoise: byValue(noise, linear),
  };
}
