import { setImmediate } from "node:timers/promises";
import type { RandomStream } from "@wayfield/backend";
import type { Digits } from "@wayfield/example-kit";
import { accuracy, type Recogniser } from "./network.ts";
import { addNoise, scaleDigits, shiftAround } from "./pictures.ts";

/** Who is compared, by name. */
export type Recognisers = Readonly<Record<string, Recogniser>>;

/** Shares told right, by recogniser's name, along the values of one disturbance. */
export interface Disturbed {
  /** What was varied: pixels of shift, scale, or share of noise. */
  values: readonly number[];
  accuracy: Record<string, number[]>;
}

/** What is disturbed, and until when. */
export interface DisturbOptions {
  recognisers: Recognisers;
  digits: Digits;
  random: RandomStream;
  signal: AbortSignal;
}

async function along(
  { recognisers, signal }: DisturbOptions,
  values: readonly number[],
  disturb: (value: number) => Digits,
): Promise<Disturbed> {
  const names = Object.keys(recognisers);
  const found: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (const value of values) {
    const digits = disturb(value);
    for (const name of names) {
      // Lets an interrupt in.
      await setImmediate();
      signal.throwIfAborted();
      found[name]!.push(accuracy(recognisers[name]!, digits, 100));
    }
  }
  return { values, accuracy: found };
}

/** Everyone's accuracy on the same digits shifted, scaled and in noise. */
export async function disturbAll(
  options: DisturbOptions,
): Promise<{ shift: Disturbed; scale: Disturbed; noise: Disturbed }> {
  const { digits, random } = options;
  return {
    shift: await along(options, [0, 1, 2, 3, 4, 5, 6], (distance) => shiftAround(digits, distance)),
    scale: await along(options, [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4], (scale) =>
      scaleDigits(digits, scale),
    ),
    noise: await along(options, [0, 0.1, 0.2, 0.3, 0.4, 0.5], (share) =>
      addNoise(digits, share, random.split(`noise ${share}`)),
    ),
  };
}
