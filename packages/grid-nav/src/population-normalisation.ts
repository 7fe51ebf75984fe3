import { div, mean, relu, sqrt, square, tidy, add, type Tensor } from "@tensorflow/tfjs-core";
import type { Activation } from "@wayfield/core-neuron";

/** Keeps a silent population finite; far below the mean square of an active one. */
const silence = 1e-6;

/**
 * Rectified units that share one budget of activity: yᵢ = [xᵢ]₊ / √(⟨[x]₊²⟩ + 10⁻⁶), the mean over the last axis. Divisive
 * normalisation (Carandini & Heeger 2012, Nature Reviews Neuroscience 13: 51): the population is as active at one
 * place as at any other, so no unit gains by putting all of its activity into one field.
 * @example const gridCode = rectifiedNormalised(drive); // mean square of every row: 1, or 0 where nothing is driven
 */
export const rectifiedNormalised: Activation = <T extends Tensor>(x: T): T =>
  tidy(() => {
    const rectified = relu(x);
    const power = mean(square(rectified), -1, true);
    return div<T>(rectified, sqrt(add(power, silence)));
  });
