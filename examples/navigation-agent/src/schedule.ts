/** A number that changes in the course of a training, given the share of it that is done, from 0 to 1. */
export type Schedule = (done: number) => number;

/** The same all along. */
export const constant =
  (value: number): Schedule =>
  () =>
    value;

/** Straight from one value to another. */
export const linear =
  (from: number, to: number): Schedule =>
  (done) =>
    from + (to - from) * Math.min(1, Math.max(0, done));
