import { add, mul, tidy } from "@tensorflow/tfjs-core";
import {
  clipByElement,
  clipByGlobalNorm,
  disposeParameters,
  flattenParameters,
  mapParameters,
  type ParameterTree,
} from "@wayfield/backend";
import type { PathIntegrationConfig } from "./config.ts";
import type { GridNetworkParameters } from "./network.ts";

/** Decay, as the configuration asks: g + λ w. Returns new tensors. */
function decay<P extends ParameterTree>(gradients: P, parameters: P, config: PathIntegrationConfig): P {
  const decays: Record<string, number> = {
    "bottleneck.kernel": config.bottleneckDecay,
    "placeHead.kernel": config.placeHeadDecay,
    "headDirectionHead.kernel": config.headDirectionHeadDecay,
  };
  const weights = flattenParameters(parameters);
  return mapParameters(gradients, (gradient, name) => {
    const rate = decays[name] ?? 0;
    return rate === 0 ? gradient.clone() : tidy(() => add(gradient, mul(weights[name]!, rate)));
  });
}

/** Scales a gradient down to the configuration's norm. Takes the gradient over. */
function limitNorm<P extends ParameterTree>(gradients: P, { gradientNormLimit }: PathIntegrationConfig): P {
  if (gradientNormLimit === Infinity) return gradients;
  const scaled = clipByGlobalNorm(gradients, gradientNormLimit);
  disposeParameters(gradients);
  return scaled;
}

/** Decay and the limit of the norm, for any part of the network. Returns new tensors. */
export const shapePartGradients = <P extends ParameterTree>(
  gradients: P,
  parameters: P,
  config: PathIntegrationConfig,
): P => limitNorm(decay(gradients, parameters, config), config);

/** Decay and clipping, as the configuration asks: g ← limit(g + λ w). Returns new tensors. */
export function shapeGradients(
  gradients: GridNetworkParameters,
  parameters: GridNetworkParameters,
  config: PathIntegrationConfig,
): GridNetworkParameters {
  const decayed = decay(gradients, parameters, config);
  const { headGradientLimit } = config;
  if (headGradientLimit === Infinity) return limitNorm(decayed, config);
  const limited = {
    ...decayed,
    placeHead: clipByElement(decayed.placeHead, headGradientLimit),
    headDirectionHead: clipByElement(decayed.headDirectionHead, headGradientLimit),
  };
  disposeParameters({ a: decayed.placeHead, b: decayed.headDirectionHead });
  return limitNorm(limited, config);
}
