import { expect, test } from "vitest";
import { fallingExponential } from "./exponential.ts";

test("stays within 3e-9 of Math.exp, relatively", () => {
  let worst = 0;
  for (let x = 0; x < 18; x += 0.000737)
    worst = Math.max(worst, Math.abs(fallingExponential(x) / Math.exp(-x) - 1));
  expect(worst).toBeLessThan(3e-9);
});

test("is one at zero, zero far out, and not a number for none", () => {
  expect([fallingExponential(0), fallingExponential(18), fallingExponential(Infinity)]).toEqual([1, 0, 0]);
  expect(fallingExponential(NaN)).toBeNaN();
});
