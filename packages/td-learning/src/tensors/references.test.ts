import { cast, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import * as plain from "../index.ts";
import { retraceError, vTrace } from "./off-policy.ts";
import { generalizedAdvantages, lambdaReturns, nStepReturns } from "./returns.ts";
import {
  actions,
  batch,
  column,
  overTime,
  overTime3,
  randomSequences,
  time,
  type Sequences,
} from "./sequences.fixture.ts";

/** Slow references, straight from the papers: sums over all later steps, products written out, one column at a time. */

const product = (factors: number[]): number => factors.reduce((result, factor) => result * factor, 1);
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(to - from, 0) }, (_, k) => from + k);
const total = (terms: number[]): number => terms.reduce((sum, term) => sum + term, 0);
/** γ_{from+1} ⋯ γ_to for a column of discounts: what a reward `to − from` steps later is worth. */
const worth = (discount: number[], from: number, to: number): number => product(discount.slice(from, to));

const columnsOf = (b: number, ...arrays: Float32Array[]): number[][] =>
  arrays.map((values) => column(values, b));

const inColumns = (f: (b: number) => number[]): number[] => {
  const columns = range(0, batch).map(f);
  return range(0, time).flatMap((t) => columns.map((values) => values[t]!));
};

/** s_t of one row is s_{t−1} of the next: values over time + 1 states, cut twice. */
function consecutive(sequences: Sequences): Sequences {
  const vTm1 = sequences.vTm1.slice();
  for (let k = batch; k < time * batch; k++) vTm1[k] = sequences.vT[k - batch]!;
  return { ...sequences, vTm1 };
}

describe.each([1, 2, 3])("random sequences, seed %i", (seed) => {
  const s = consecutive(randomSequences(seed));
  const [vTm1, rT, discountT, vT, rho] = [s.vTm1, s.rT, s.discountT, s.vT, s.rho];
  const values = (): Tensor2D[] => [vTm1, rT, discountT, vT].map((numbers) => overTime(numbers));

  test.each([0, 0.5, 0.9, 1])("λ-returns, λ = %d: (1 − λ) Σ λⁿ⁻¹ G⁽ⁿ⁾ + λᵀ⁻ᵗ⁻¹ G", (lambda) => {
    const expected = inColumns((b) => {
      const [r, discount, v] = [column(rT, b), column(discountT, b), column(vT, b)];
      const nStep = (t: number, n: number): number =>
        total(range(0, n).map((k) => worth(discount, t, t + k) * r[t + k]!)) +
        worth(discount, t, t + n) * v[t + n - 1]!;
      return range(0, time).map(
        (t) =>
          (1 - lambda) * total(range(1, time - t).map((n) => lambda ** (n - 1) * nStep(t, n))) +
          lambda ** (time - t - 1) * nStep(t, time - t),
      );
    });
    const returns = tidy(() => {
      const [, r, discount, v] = values();
      return lambdaReturns(r!, discount!, v!, { lambda });
    });
    expect(returns).toBeAllCloseTo(expected, 1e-5);
    returns.dispose();
    const onArrays = inColumns((b) => [
      ...plain.lambdaReturns(column(rT, b), column(discountT, b), column(vT, b), { lambda }),
    ]);
    expect(onArrays).toBeAllCloseTo(expected, 1e-12);
  });

  test.each([1, 2, 5, 50])("n-step returns, n = %i, against the plain half", (n) => {
    const expected = inColumns((b) => [
      ...plain.nStepReturns(column(rT, b), column(discountT, b), column(vT, b), { n }),
    ]);
    const returns = tidy(() => {
      const [, r, discount, v] = values();
      return nStepReturns(r!, discount!, v!, { n });
    });
    expect(returns).toBeAllCloseTo(expected, 1e-5);
    returns.dispose();
  });

  test.each([0, 0.5, 1])("generalized advantages, λ = %d: Σ_l λˡ γ⋯γ δ_{t+l}", (lambda) => {
    const expected = inColumns((b) => {
      const [before, r, discount, v] = columnsOf(b, vTm1, rT, discountT, vT);
      return range(0, time).map((t) =>
        total(
          range(t, time).map(
            (k) =>
              lambda ** (k - t) * worth(discount!, t, k) * (r![k]! + discount![k]! * v![k]! - before![k]!),
          ),
        ),
      );
    });
    const advantages = tidy(() => {
      const [before, r, discount, v] = values();
      return generalizedAdvantages(before!, r!, discount!, v!, { lambda });
    });
    expect(advantages).toBeAllCloseTo(expected, 1e-5);
    advantages.dispose();
  });

  test.each([
    [1, 1, 1],
    [1.5, 0.7, 0.9],
  ])(
    "V-trace with ρ̄ = %d, c̄ = %d, λ = %d: v + Σ γ⋯γ c⋯c ρ̂ δ (IMPALA, equation 1)",
    (clipRho, clipTrace, lambda) => {
      const targets = range(0, batch).map((b) => {
        const [before, r, discount, v, ratio] = columnsOf(b, vTm1, rT, discountT, vT, rho);
        return range(0, time).map(
          (t) =>
            before![t]! +
            total(
              range(t, time).map(
                (k) =>
                  worth(discount!, t, k) *
                  product(range(t, k).map((i) => lambda * Math.min(clipTrace, ratio![i]!))) *
                  Math.min(clipRho, ratio![k]!) *
                  (r![k]! + discount![k]! * v![k]! - before![k]!),
              ),
            ),
        );
      });
      const advantages = inColumns((b) =>
        range(0, time).map((t) => {
          const k = t * batch + b;
          const next = t + 1 < time ? targets[b]![t + 1]! : vT[k]!;
          return Math.min(1, rho[k]!) * (rT[k]! + discountT[k]! * next - vTm1[k]!);
        }),
      );
      const { error, target, advantage } = tidy(() => {
        const [before, r, discount, v] = values();
        return vTrace(before!, r!, discount!, v!, overTime(rho), { clipRho, clipTrace, lambda });
      });
      const expected = inColumns((b) => targets[b]!);
      expect(target).toBeAllCloseTo(expected, 1e-5);
      expect(error).toBeAllCloseTo(
        expected.map((x, k) => x - vTm1[k]!),
        1e-5,
      );
      expect(advantage).toBeAllCloseTo(advantages, 1e-5);
      [error, target, advantage].forEach((tensor) => {
        tensor.dispose();
      });
    },
  );

  test.each([0.4, 1])("Retrace, λ = %d: Σ γ⋯γ c⋯c δ (Munos et al., equation 3)", (lambda) => {
    const { qTm1, qT, policyT, aTm1 } = s;
    const expected = inColumns((b) => {
      const [r, discount, ratio, action] = [rT, discountT, rho, aTm1].map((x) => column(x, b));
      const delta = (k: number): number => {
        const at = (k * batch + b) * actions;
        const mean = total(range(at, at + actions).map((i) => policyT[i]! * qT[i]!));
        return r![k]! + discount![k]! * mean - qTm1[at + action![k]!]!;
      };
      // rho[t] is the ratio of a_t, the action at the end of row t and the start of row t + 1.
      return range(0, time).map((t) =>
        total(
          range(t, time).map(
            (k) =>
              worth(discount!, t, k) *
              product(range(t, k).map((i) => lambda * Math.min(1, ratio![i]!))) *
              delta(k),
          ),
        ),
      );
    });
    const error = tidy(() =>
      retraceError(
        overTime3(qTm1, actions),
        cast(overTime(aTm1), "int32"),
        overTime(rT),
        overTime(discountT),
        overTime3(qT, actions),
        overTime3(policyT, actions),
        overTime(rho),
        { lambda },
      ),
    );
    expect(error).toBeAllCloseTo(expected, 1e-5);
    error.dispose();
  });
});

test("on-policy V-trace is the n-step return to the end, and on-policy advantages are one-step errors toward it", () => {
  const s = consecutive(randomSequences(9));
  const [expected, target] = tidy((): [Tensor2D, Tensor2D] => {
    const [vTm1, r, discount, v] = [s.vTm1, s.rT, s.discountT, s.vT].map((x) => overTime(x));
    const ones = overTime(new Float32Array(time * batch).fill(1));
    return [lambdaReturns(r!, discount!, v!, { lambda: 1 }), vTrace(vTm1!, r!, discount!, v!, ones).target];
  });
  expect(target).toBeAllCloseTo(expected.dataSync(), 1e-5);
  expected.dispose();
  target.dispose();
});
