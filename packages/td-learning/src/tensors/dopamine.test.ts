import {
  add,
  keep,
  mean,
  mul,
  tensor1d,
  tensor2d,
  tensor3d,
  tidy,
  zeros,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { valueAndGradients } from "@wayfield/backend";
import { expect, test } from "vitest";
import { asymmetricTdError, quantileTdError } from "./quantile.ts";

/** The seven juice rewards of Dabney et al. (2020), in microlitres, each as likely as the others. */
const rewards = [0.1, 0.3, 1.2, 2.5, 5, 10, 20];
const taus = [0.1, 0.25, 0.5, 0.75, 0.9];

/** Reversal points of cells after learning from all seven rewards at once, step after step. */
function reversalPoints(asymmetries: number[]): Float32Array {
  const rT = tensor2d([rewards]);
  const noDiscount = tidy(() => mul<Tensor2D>(rT, 0));
  const tau: Tensor1D = tensor1d(asymmetries);
  const nothing: Tensor3D = zeros([1, rewards.length, asymmetries.length]);
  let cells: Tensor3D = zeros([1, 1, asymmetries.length]);
  for (let step = 0; step < 400; step++) {
    const next = tidy(() => {
      const errors = asymmetricTdError(add(cells, nothing), rT, noDiscount, nothing, tau);
      return keep(add<Tensor3D>(cells, mul(0.2, mean(errors, 1, true))));
    });
    cells.dispose();
    cells = next;
  }
  const points = cells.dataSync<"float32">();
  [rT, noDiscount, tau, nothing, cells].forEach((tensor) => {
    tensor.dispose();
  });
  return points;
}

test("asymmetric cells settle at the expectiles of the rewards, 1.67 to 13.27", () => {
  // Expectiles by their definition: τ E[(r − e)⁺] = (1 − τ) E[(e − r)⁺], solved by bisection.
  const expectile = (tau: number): number => {
    let [low, high] = [0, 20];
    for (let round = 0; round < 60; round++) {
      const middle = (low + high) / 2;
      const pull = rewards.reduce((sum, r) => sum + (r > middle ? tau : 1 - tau) * (r - middle), 0);
      if (pull > 0) low = middle;
      else high = middle;
    }
    return low;
  };
  const points = reversalPoints(taus);
  expect(points).toBeAllCloseTo(taus.map(expectile), 2e-3);
  expect(points).toBeAllCloseTo([1.67, 3.15, 5.59, 9.01, 13.27], 0.01);
});

test("cells of one asymmetry all settle at the mean: the spread is the asymmetries' doing", () => {
  expect(reversalPoints([0.5, 0.5, 0.5])).toBeAllCloseTo([39.1 / 7, 39.1 / 7, 39.1 / 7], 2e-3);
});

test("descending the quantile error finds the quantiles of the rewards: 0.1, 0.3, 2.5, 10, 20", () => {
  const rT = tensor2d([rewards]);
  const [discountT, tau] = [tidy(() => mul<Tensor2D>(rT, 0)), tensor1d(taus)];
  const nothing: Tensor3D = zeros([1, rewards.length, 1]);
  let theta: Tensor3D = tensor3d([2, 4, 6, 8, 12], [1, 1, 5]);
  for (let step = 0; step < 1500; step++) {
    const stepSize = 0.2 * 0.997 ** step;
    const next = tidy(() => {
      const { gradients } = valueAndGradients(
        (x) =>
          mul(
            rewards.length,
            mean(
              quantileTdError(add(x.theta, zeros([1, rewards.length, 5])), rT, discountT, nothing, tau, {
                huber: 0,
              }),
            ),
          ),
        { theta },
      );
      return keep(add<Tensor3D>(theta, mul(-stepSize, gradients.theta)));
    });
    theta.dispose();
    theta = next;
  }
  expect(theta).toBeAllCloseTo([0.1, 0.3, 2.5, 10, 20], 0.02);
  [rT, discountT, tau, nothing, theta].forEach((tensor) => {
    tensor.dispose();
  });
});
