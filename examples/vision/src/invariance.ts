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

function along(
  recognisers: Recognisers,
  values: readonly number[],
  disturb: (value: number) => Digits,
): Disturbed {
  const names = Object.keys(recognisers);
  const found: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (const value of values) {
    const digits = disturb(value);
    for (const name of names) found[name]!.push(accuracy(recognisers[name]!, digits, 100));
  }
  return { values, accuracy: found };
}

/** Everyone's accuracy on the same digits shifted, scaled and in noise. */
export function disturbAll(
  recognisers: Recognisers,
  digits: Digits,
  random: RandomStream,
): { shift: Disturbed; scale: Disturbed; noise: Disturbed } {
  return {
    shift: along(recognisers, [0, 1, 2, 3, 4, 5, 6], (distance) => shiftAround(digits, distance)),
    scale: along(recognisers, [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4], (scale) =>
      scaleDigits(digits, scale),
    ),
    noise: along(recognisers, [0, 0.1, 0.2, 0.3, 0.4, 0.5], (share) =>
      addNoise(digits, share, random.split(`noise ${share}`)),
    ),
  };
}
