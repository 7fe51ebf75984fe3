import type { Examined } from "./integrator.ts";

/**
 * The tests of a training so far and one more. A checkpoint may lead back to earlier updates, or to another seed's
 * network: what came after them, or before it, is not of this course.
 */
export const courseWith = (tests: readonly Examined[], test: Examined): Examined[] => [
  ...tests.filter(({ seed, updates }) => seed === test.seed && updates < test.updates),
  test,
];
