import { tensor2d, tidy } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { lesionHook } from "./lesion-hook.ts";
import { describeLesion, intact, shamSet, withToggled, type Lesion } from "./lesion.ts";

const after = (lesion: Lesion, layer: "seen" | "gridCode" | "goalCode" | "policyHidden"): number[] => {
  const result = tidy(() => lesionHook(() => lesion)(layer, tensor2d([1, 2, 3, 4], [1, 4]), [0]));
  const numbers = Array.from(result.dataSync());
  result.dispose();
  return numbers;
};

test("silenced units say nothing, now and at the goal, and no other layer changes", () => {
  const lesion = { ...intact, silenced: [1, 3] };
  expect(after(lesion, "gridCode")).toEqual([1, 0, 3, 0]);
  expect(after(lesion, "goalCode")).toEqual([1, 0, 3, 0]);
  expect(after(lesion, "seen")).toEqual([1, 2, 3, 4]);
  expect(after(lesion, "policyHidden")).toEqual([1, 2, 3, 4]);
});

test("the goal code can be withheld, and vision cut", () => {
  expect(after({ ...intact, goalCodeWithheld: true }, "goalCode")).toEqual([0, 0, 0, 0]);
  expect(after({ ...intact, goalCodeWithheld: true }, "gridCode")).toEqual([1, 2, 3, 4]);
  expect(after({ ...intact, visionCut: true }, "seen")).toEqual([0, 0, 0, 0]);
});

test("a sham set is as large, of other units, and another one for another seed", () => {
  const cut = [3, 5, 8, 13, 21];
  const sham = shamSet(cut, 64, 1);
  expect(new Set(sham).size).toBe(5);
  expect(sham.some((unit) => cut.includes(unit) || unit < 0 || unit >= 64)).toBe(false);
  expect(shamSet(cut, 64, 1)).toEqual(sham);
  expect(shamSet(cut, 64, 2)).not.toEqual(sham);
  expect(shamSet([0, 1, 2], 4, 1)).toEqual([3]);
});

test("a lesion in words", () => {
  expect(describeLesion(intact)).toBe("intact");
  expect(describeLesion({ silenced: withToggled([4], 7), goalCodeWithheld: true, visionCut: true })).toBe(
    "2 units silenced, goal code withheld, vision cut",
  );
  expect(withToggled([4, 7], 4)).toEqual([7]);
});
