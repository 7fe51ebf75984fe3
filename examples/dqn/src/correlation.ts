/** Running sums from which an autocorrelation follows; plain data, fit for JSON. */
export interface CorrelationState {
  count: number;
  /** One number a feature: the first and last sample, Σ x, Σ x² and Σ xᵢ xᵢ₊₁. */
  first: number[];
  last: number[];
  sum: number[];
  squares: number[];
  products: number[];
}

/**
 * How alike the states are that a network learns from one after the other: the autocorrelation at lag 1 of successive
 * samples, Σᵢ (xᵢ − m)·(xᵢ₊₁ − m) / Σᵢ |xᵢ − m|². Near 1 for consecutive samples of a slow world, near 0 for well
 * mixed ones.
 */
export interface CorrelationMeter {
  /** Takes the next sample. */
  add: (sample: ArrayLike<number>) => void;
  /** The correlation since the last reset; 0 if nothing varied. */
  value: () => number;
  reset: () => void;
  state: () => CorrelationState;
  restore: (state: CorrelationState) => void;
}

function emptyState(features: number): CorrelationState {
  const zeros = (): number[] => new Array<number>(features).fill(0);
  return {
    count: 0,
    first: zeros(),
    last: zeros(),
    sum: zeros(),
    squares: zeros(),
    products: zeros(),
  };
}

/** Σᵢ |xᵢ − m|² and Σᵢ (xᵢ − m)·(xᵢ₊₁ − m) over all features. */
function moments({ count, first, last, sum, squares, products }: CorrelationState) {
  let [variance, covariance] = [0, 0];
  for (let feature = 0; feature < sum.length; feature++) {
    const total = sum[feature]!;
    const mean = total / count;
    variance += squares[feature]! - total * mean;
    covariance +=
      products[feature]! - mean * (2 * total - first[feature]! - last[feature]!) + (count - 1) * mean * mean;
  }
  return { variance, covariance };
}

function addSample(state: CorrelationState, sample: ArrayLike<number>, scale: readonly number[]): void {
  const { count, first, last, sum, squares, products } = state;
  for (let feature = 0; feature < sum.length; feature++) {
    const x = sample[feature]! * scale[feature]!;
    sum[feature]! += x;
    squares[feature]! += x * x;
    if (count === 0) first[feature] = x;
    else products[feature]! += last[feature]! * x;
    last[feature] = x;
  }
  state.count++;
}

/** A meter for samples whose elements count by their factors; of longer arrays it takes the first elements. */
export function createCorrelationMeter(scale: readonly number[]): CorrelationMeter {
  let state = emptyState(scale.length);
  return {
    add: (sample) => {
      addSample(state, sample, scale);
    },
    value: () => {
      const { variance, covariance } = moments(state);
      // Rounding leaves about one part in 10¹³ of the squares where nothing varies.
      const size = state.squares.reduce((total, one) => total + one, 0);
      return variance > 1e-10 * size ? covariance / variance : 0;
    },
    reset: () => {
      state = emptyState(scale.length);
    },
    state: () => state,
    restore: (saved) => {
      state = structuredClone(saved);
    },
  };
}
