import { createRandomStream, shuffle } from "@wayfield/backend";
import {
  clutteredDigitScene,
  drawDigitScenes,
  seededRandom,
  deriveSeed,
  translatedDigitScene,
  type DigitScene,
  type DigitScenePlaces,
} from "@wayfield/environments";
import type { Digits } from "@wayfield/example-kit";
import {
  digitArchitecture,
  rectifiedCore,
  sceneArchitecture,
  type LabelledImages,
  type RecurrentAttentionArchitecture,
} from "@wayfield/recurrent-attention";

/** What is looked at: digits alone, or scenes that hold one. */
export interface Task {
  /** Rows and columns of a picture. */
  side: number;
  /** The scene around the digit; undefined for the bare digits. */
  scene: DigitScene | undefined;
  /** The model that looks. */
  architecture: RecurrentAttentionArchitecture;
}

/** Pictures, what they show, and where it is. */
export interface TaskImages extends LabelledImages {
  places?: DigitScenePlaces;
}

/** Half the paper's units: two to three times as many updates in the same time. */
const units = 128;
const smaller = {
  glimpseUnits: units,
  locatorUnits: 64,
};

/** The tasks by the word that selects them. */
export const tasks = {
  digits: {
    side: 28,
    scene: undefined,
    architecture: { ...digitArchitecture(rectifiedCore(units)), ...smaller },
  },
  translated: {
    side: translatedDigitScene.side,
    scene: translatedDigitScene,
    architecture: { ...sceneArchitecture(rectifiedCore(units)), ...smaller },
  },
  cluttered: {
    side: clutteredDigitScene.side,
    scene: clutteredDigitScene,
    architecture: { ...sceneArchitecture(rectifiedCore(units)), ...smaller },
  },
} satisfies Record<string, Task>;

/** The word that selects a task. */
export type TaskName = keyof typeof tasks;

/** Pictures of the chosen digits; scenes are drawn from the seed. */
export function imagesOf(
  { side, scene }: Task,
  digits: Digits,
  chosen: ArrayLike<number>,
  seed: number,
): TaskImages {
  const count = chosen.length;
  const pixels = new Uint8Array(count * side * side);
  const labels = Uint8Array.from(chosen, (which) => digits.labels[which]!);
  const images = { pixels, count, height: side, width: side };
  if (scene !== undefined) {
    const places = drawDigitScenes(seededRandom(seed), digits, scene, chosen, pixels);
    return { images, labels, places };
  }
  const size = side * side;
  for (let row = 0; row < count; row++)
    pixels.set(digits.images.subarray(chosen[row]! * size, (chosen[row]! + 1) * size), row * size);
  return { images, labels };
}

/** 0 … count − 1. */
const inOrder = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, index) => index);

/** The test scenes are the same for every model and every training. */
const testSeed = 20140624;

/** The first so many test digits, or the scenes made of them. */
export const testImages = (task: Task, digits: Digits, count = digits.count): TaskImages =>
  imagesOf(task, digits, inOrder(count), testSeed);

/** Updates of one pass over the digits. */
export const updatesPerEpoch = (digits: Digits, batchSize: number): number =>
  Math.floor(digits.count / batchSize);

/**
 * The pictures of every update: each pass shows every digit once in an order of its own, scenes always fresh. A function
 * of the update's number alone.
 */
export function trainingImages(
  task: Task,
  digits: Digits,
  batchSize: number,
  seed: number,
): (step: number) => TaskImages {
  const perEpoch = updatesPerEpoch(digits, batchSize);
  let order: Uint32Array = new Uint32Array();
  let orderOf = -1;
  return (step) => {
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== orderOf) {
      order = shuffle(inOrder(digits.count), createRandomStream(deriveSeed(seed, epoch)).uniform);
      orderOf = epoch;
    }
    const from = (step % perEpoch) * batchSize;
    return imagesOf(task, digits, order.subarray(from, from + batchSize), deriveSeed(seed + 1, step));
  };
}
