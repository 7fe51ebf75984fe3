import { expect, test } from "vitest";
import { courseWith } from "./course.ts";
import type { Examined } from "./integrator.ts";

const tested = (seed: number, updates: number): Examined =>
  ({ seed, updates, errorCm: 0, stayErrorCm: 0 }) as Examined;

test("a course goes on, goes back with a checkpoint, and begins anew with another seed", () => {
  const course = [tested(1, 0), tested(1, 10), tested(1, 20)];
  expect(courseWith(course, tested(1, 30))).toEqual([...course, tested(1, 30)]);
  expect(courseWith(course, tested(1, 20))).toEqual(course);
  expect(courseWith(course, tested(1, 15))).toEqual([tested(1, 0), tested(1, 10), tested(1, 15)]);
  expect(courseWith(course, tested(2, 30))).toEqual([tested(2, 30)]);
});
