import { mul, sum, tensor2d, tensor3d, tidy } from "@tensorflow/tfjs-core";
import { valueAndGradients } from "@wayfield/backend";
import { expect, test } from "vitest";
import { rectifiedNormalised } from "./population-normalisation.ts";

test("rectifies, then divides by the root mean square of the population", () => {
  const drive = tensor3d([3, -7, 4, 0, -1, -2, -3, 0.5], [2, 1, 4]);
  const code = rectifiedNormalised(drive);
  // 3 and 4 of four units: mean square 25 / 4, root 2.5.
  expect(code.dataSync()).toBeAllCloseTo([1.2, 0, 1.6, 0, 0, 0, 0, 2], 1e-4);
  for (const each of [drive, code]) each.dispose();
});

test("the drive's scale is without effect, and a silent population stays silent", () => {
  const drive = tensor2d([1, -2, 3, -1, -1, -1], [2, 3]);
  const tenfold = tensor2d([10, -20, 30, -10, -10, -10], [2, 3]);
  const [code, same] = [rectifiedNormalised(drive), rectifiedNormalised(tenfold)];
  expect(code.dataSync()).toBeAllCloseTo([...same.dataSync()], 1e-5);
  expect([...code.dataSync().slice(3)]).toEqual([0, 0, 0]);
  for (const each of [drive, tenfold, code, same]) each.dispose();
});

test("its gradient is that of finite differences", () => {
  const at = [0.8, -0.4, 1.3, 0.2];
  const weights = [0.3, -1, 0.7, 2];
  const value = (drive: number[]): number => {
    const rectified = drive.map((x) => Math.max(0, x));
    const root = Math.sqrt(rectified.reduce((total, y) => total + y * y, 0) / 4 + 1e-6);
    return rectified.reduce((total, y, unit) => total + (weights[unit]! * y) / root, 0);
  };
  const expected = at.map((_, unit) => {
    const moved = (by: number): number[] => at.map((x, other) => (other === unit ? x + by : x));
    return (value(moved(1e-5)) - value(moved(-1e-5))) / 2e-5;
  });
  const [drive, readout] = [tensor2d(at, [1, 4]), tensor2d(weights, [1, 4])];
  const { value: loss, gradients } = valueAndGradients(
    (tree) => tidy(() => sum(mul(rectifiedNormalised(tree.drive), readout))),
    { drive },
  );
  expect(gradients.drive.dataSync()).toBeAllCloseTo(expected, 1e-3);
  for (const each of [drive, readout, loss, gradients.drive]) each.dispose();
});
