import {
  add,
  elu as tfElu,
  erf,
  mul,
  relu as tfRelu,
  sigmoid as tfSigmoid,
  softplus as tfSoftplus,
  tanh as tfTanh,
  tidy,
  type Tensor,
} from "@tensorflow/tfjs-core";

/** A function applied to every unit alike; the result is the caller's. */
export type Activation = <T extends Tensor>(x: T) => T;

/** y = x, as a tensor of its own. */
export const identity: Activation = (x) => x.clone();

/** The rectifier y = max(0, x): the threshold-linear rate neuron (Hartline & Ratliff 1957; Nair & Hinton 2010). */
export const relu: Activation = (x) => tfRelu(x);

/** y = x above 0 and eˣ − 1 below (Clevert, Unterthiner & Hochreiter 2016). */
export const elu: Activation = (x) => tfElu(x);

/** The logistic function y = 1 / (1 + e⁻ˣ). */
export const sigmoid: Activation = (x) => tfSigmoid(x);

/** The hyperbolic tangent. */
export const tanh: Activation = (x) => tfTanh(x);

/** y = ln(1 + eˣ), the smooth rectifier. */
export const softplus: Activation = (x) => tfSoftplus(x);

/** y = x Φ(x), with Φ the distribution function of the normal distribution (Hendrycks & Gimpel 2016), exactly. */
export const gelu: Activation = (x) => tidy(() => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)));
