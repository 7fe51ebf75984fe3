import { dispose, grads, mul, tensor2d, tidy, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { finiteDifferenceGradient } from "@wayfield/test-kit";
import { expect, test } from "vitest";
import { softmaxCrossEntropy } from "./cross-entropy.ts";

const targets = (): Tensor2D =>
  tensor2d([
    [0.2, 0.3, 0.5],
    [1, 0, 0],
  ]);

test("uniform logits cost ln 3 whatever the target; a confident wrong row costs its margin", () => {
  const target = targets();
  const flat = tensor2d([1, 1, 1, 5, 5, 5], [2, 3]);
  const wrong = tensor2d([0, 0, 0, 0, 40, 0], [2, 3]);
  const losses = [softmaxCrossEntropy(flat, target), softmaxCrossEntropy(wrong, target)] as const;
  expect(losses[0]).toBeAllCloseTo([Math.log(3)], 1e-6);
  expect(losses[1]).toBeAllCloseTo([(Math.log(3) + 40) / 2], 1e-5);
  dispose([target, flat, wrong, ...losses]);
});

test("its gradient agrees with finite differences and with (softmax − target) / rows", () => {
  const start = [0.5, -1, 2, 0.1, 0.2, -0.3];
  const f = (z: Tensor): Tensor => mul(softmaxCrossEntropy(z as Tensor2D, targets()), 3);
  const analytic = tidy(() => grads(f)([tensor2d(start, [2, 3])])[0]!.dataSync());
  const numeric = finiteDifferenceGradient(
    (z) => tidy(() => f(tensor2d([...z], [2, 3])).dataSync()[0]!),
    start,
  );
  expect(analytic).toBeAllCloseTo(numeric, 2e-3);
  const total = Math.exp(0.5) + Math.exp(-1) + Math.exp(2);
  expect(analytic[0]).toBeCloseTo((3 / 2) * (Math.exp(0.5) / total - 0.2), 5);
});

test("shapes that differ are refused", () => {
  const target = targets();
  const logits = tensor2d([[1, 2, 3]]);
  expect(() => softmaxCrossEntropy(logits, target)).toThrow(/targets of shape \[1, 3\], got \[2, 3\]/);
  dispose([target, logits]);
});
