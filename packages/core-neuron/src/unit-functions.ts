import {
  abs,
  add,
  atan,
  cast,
  clipByValue,
  div,
  greaterEqual,
  mul,
  relu,
  sigmoid,
  square,
  step,
  sub,
  tanh,
  tidy,
  type Tensor2D,
} from "@tensorflow/tfjs-core";

/** A function of every unit's state; the result is the caller's. */
export type UnitCurve = (x: Tensor2D) => Tensor2D;

/** What a recurrent unit puts out and how steeply, as functions of its state; a layer's derivative takes `slope`. */
export interface UnitFunction {
  /** The output. */
  readonly value: UnitCurve;
  /** Its derivative, or what stands in for it. */
  readonly slope: UnitCurve;
}

/**
 * A spike, 1 where the distance u = v − θ to the threshold is not negative and 0 elsewhere, with a surrogate for its
 * derivative, which is zero nearly everywhere (Neftci, Mostafa & Zenke 2019).
 */
export interface SurrogateSpike extends UnitFunction {
  /** The smooth curve whose derivative `slope` is. */
  readonly smooth: UnitCurve;
}

/** Options of the surrogates. */
export interface SurrogateOptions {
  /** k: how fast the surrogate falls off with the distance to the threshold. */
  steepness?: number;
}

const heaviside: UnitCurve = (u) => tidy(() => cast(greaterEqual(u, 0), "float32"));

function surrogate(where: string, steepness: number, slope: UnitCurve, smooth: UnitCurve): SurrogateSpike {
  if (!(steepness > 0 && Number.isFinite(steepness)))
    throw new RangeError(`${where}: expected steepness to be a positive number, got ${steepness}`);
  return { value: heaviside, slope: (u) => tidy(() => slope(u)), smooth: (u) => tidy(() => smooth(u)) };
}

const oneAndSteep = (u: Tensor2D, k: number): Tensor2D => add(mul(abs(u), k), 1);

/**
 * SuperSpike: slope 1 / (1 + k |u|)², the derivative of the fast sigmoid u / (1 + k |u|)
 * (Zenke & Ganguli 2018).
 * @throws RangeError unless the steepness is positive. Default 10.
 * @example const spike = fastSigmoidSpike({ steepness: 25 });
 */
export const fastSigmoidSpike = ({ steepness: k = 10 }: SurrogateOptions = {}): SurrogateSpike =>
  surrogate(
    "fastSigmoidSpike",
    k,
    (u) => div(1, square(oneAndSteep(u, k))),
    (u) => div(u, oneAndSteep(u, k)),
  );

/**
 * Slope (k/2) / (1 + (π k u / 2)²), the derivative of arctan(π k u / 2) / π (Fang et al. 2021).
 * @throws RangeError unless the steepness is positive. Default 2.
 * @example const spike = arctanSpike();
 */
export const arctanSpike = ({ steepness: k = 2 }: SurrogateOptions = {}): SurrogateSpike =>
  surrogate(
    "arctanSpike",
    k,
    (u) => div(k / 2, add(square(mul(u, (Math.PI * k) / 2)), 1)),
    (u) => div(atan(mul(u, (Math.PI * k) / 2)), Math.PI),
  );

/**
 * A triangle: slope max(0, 1 − k |u|) (Bellec et al. 2018).
 * @throws RangeError unless the steepness is positive. Default 1.
 * @example const spike = triangularSpike();
 */
export const triangularSpike = ({ steepness: k = 1 }: SurrogateOptions = {}): SurrogateSpike =>
  surrogate(
    "triangularSpike",
    k,
    (u) => relu(sub(1, mul(abs(u), k))),
    (u) => {
      const inside: Tensor2D = clipByValue(u, -1 / k, 1 / k);
      return sub(inside, mul(mul(inside, abs(inside)), k / 2));
    },
  );

/**
 * Straight through a logistic function: slope k σ(k u) (1 − σ(k u)), the derivative of σ(k u)
 * (Bengio, Léonard & Courville 2013).
 * @throws RangeError unless the steepness is positive. Default 4.
 * @example const spike = sigmoidSpike();
 */
export const sigmoidSpike = ({ steepness: k = 4 }: SurrogateOptions = {}): SurrogateSpike =>
  surrogate(
    "sigmoidSpike",
    k,
    (u) => {
      const s = sigmoid(mul(u, k));
      return mul(mul(s, sub(1, s)), k);
    },
    (u) => sigmoid(mul(u, k)),
  );

/**
 * The same unit with the smooth curve in place of the spike: its slope is then its true derivative, so a network of
 * such units can be checked by finite differences.
 * @example const checked = smoothed(fastSigmoidSpike());
 */
export const smoothed = ({ smooth, slope }: SurrogateSpike): UnitFunction => ({ value: smooth, slope });

/** The rectified rate max(0, x). */
export const reluRate: UnitFunction = { value: (x) => relu(x), slope: (x) => step(x) };

/** The saturating rate tanh x. */
export const tanhRate: UnitFunction = {
  value: (x) => tanh(x),
  slope: (x) => tidy(() => sub(1, square(tanh(x)))),
};

/** The logistic rate σ(x), between 0 and 1. */
export const sigmoidRate: UnitFunction = {
  value: (x) => sigmoid(x),
  slope: (x) =>
    tidy(() => {
      const s = sigmoid(x);
      return mul(s, sub(1, s));
    }),
};
