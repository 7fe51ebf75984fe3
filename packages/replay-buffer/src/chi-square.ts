/**
 * Pearson's statistic Σ (observed − expected)² / expected against a bound that a true hypothesis passes with
 * probability 10⁻⁶ (Wilson and Hilferty's approximation of the quantile, z = 4.753).
 */
export function chiSquare(
  observed: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): { statistic: number; bound: number } {
  const total = Array.from(observed).reduce((sum, count) => sum + count, 0);
  const freedom = probabilities.length - 1;
  const statistic = Array.from(probabilities).reduce(
    (sum, probability, index) => sum + (observed[index]! - total * probability) ** 2 / (total * probability),
    0,
  );
  const spread = 2 / (9 * freedom);
  return { statistic, bound: freedom * (1 - spread + 4.753 * Math.sqrt(spread)) ** 3 };
}
