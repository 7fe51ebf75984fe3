import { adam, type ParameterTree } from "@wayfield/backend";
import type { Digits } from "@wayfield/example-kit";
import {
  correctness,
  learnedGlimpses,
  randomGlimpses,
  RecurrentAttentionTraining,
  type LocationPolicy,
} from "@wayfield/recurrent-attention";
import { ConvNetTraining } from "./conv-control.ts";
import { trainingImages, updatesPerEpoch, type Task } from "./tasks.ts";

/** What learns a task. */
export const modelNames = ["learned", "random", "conv"] as const;
export type ModelName = (typeof modelNames)[number];

/** A training that runs update by update, saves and goes on. */
export interface Training {
  readonly steps: number;
  readonly parameters: ParameterTree;
  update(): { step: number; loss: number; reward: number };
  save(): Promise<Uint8Array>;
  restore(bytes: Uint8Array): void;
  dispose(): void;
}

/** Pictures in a batch. */
export const batchSize = 128;

const learningRate = 2e-3;
const warmUp = 200;
/** Standard deviation of the gaze at the start and at the end, in units of half a picture's side. */
const deviations = { first: 0.3, last: 0.08 };

/** The gaze when a model is tested: as narrow as at the end of its training. */
export const testGaze = (model: ModelName): LocationPolicy =>
  model === "random" ? randomGlimpses : learnedGlimpses(deviations.last);

/** From 1 at the start to 0 at the end, along half a cosine. */
const cosine = (step: number, updates: number): number => 0.5 * (1 + Math.cos((Math.PI * step) / updates));

/** How a training goes: all of it is in the number of passes. */
export interface Schedule {
  seed: number;
  epochs: number;
}

/** Updates of a whole training. */
export const updatesOf = (digits: Digits, { epochs }: Schedule): number =>
  epochs * updatesPerEpoch(digits, batchSize);

/** A new training. The order of the pictures, and the scenes, depend on the seed alone, not on the model. */
export function createTraining(task: Task, model: ModelName, digits: Digits, schedule: Schedule): Training {
  const { seed } = schedule;
  const updates = updatesOf(digits, schedule);
  const examples = trainingImages(task, digits, batchSize, seed);
  const fade = (step: number): number => Math.max(1e-3, cosine(step, updates));
  const optimiser = (step: number) =>
    adam({ learningRate: learningRate * fade(step) * Math.min(1, (step + 1) / warmUp) });
  if (model === "conv") return new ConvNetTraining({ seed, side: task.side, examples, optimiser });
  const { first, last } = deviations;
  const { architecture } = task;
  return new RecurrentAttentionTraining(
    {
      architecture,
      policy: (step) =>
        model === "random" ? randomGlimpses : learnedGlimpses(last + (first - last) * fade(step)),
      reward: correctness,
      supervised: architecture.glimpses,
      copies: 1,
      optimiser,
      gazeOptimiser: (step) => adam({ learningRate: 1e-3 * fade(step) }),
    },
    { seed, examples },
  );
}
