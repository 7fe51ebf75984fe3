/** Options of {@link finiteDifferenceGradient}. */
export interface FiniteDifferenceOptions {
  /** Half the distance between the two evaluations. Float32 functions want about 1e-2, float64 ones 1e-5. */
  step?: number;
}

/** Central differences (f(x + h eᵢ) − f(x − h eᵢ)) / 2h for every i. `f` gets a fresh copy of x each time. */
export function finiteDifferenceGradient(
  f: (x: Float64Array) => number,
  x: ArrayLike<number>,
  { step = 1e-2 }: FiniteDifferenceOptions = {},
): Float64Array {
  const evaluateAt = (index: number, change: number): number => {
    const moved = Float64Array.from(x);
    moved[index]! += change;
    return f(moved);
  };
  return Float64Array.from(
    { length: x.length },
    (_, index) => (evaluateAt(index, step) - evaluateAt(index, -step)) / (2 * step),
  );
}
