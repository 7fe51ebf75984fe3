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
function decay<P extends ParameterTree>(
  gradients: P,
  parameters: P,
  decays: Readonly<Record<string, number>>,
): P {
  const weights = flattenParameters(parameters);
  return mapParameters(gradients, (gradient, name) => {
    const rate = decays[name] ?? 0;
    return rate === 0 ? gradient.clone() : tidy(() => add(gradient, mul(weights[name]!, rate)));
  });
}

/** Scales a gradient down to the configuration's norm. Takes the gradient over. */
function limitNorm<P extends ParameterTree>(
  gradients: P,
  { gradientNormLimit }: Pick<PathIntegrationConfig, "gradientNormLimit">,
): P {
  const scaled = clipByGlobalNorm(gradients, gradientNormLimit);
  disposeParameters(gradients);
  return scaled;
}

/** What of a configuration shapes the gradients of the linear layer and the place head. */
type PartConfig = Pick<PathIntegrationConfig, "bottleneckDecay" | "placeHeadDecay" | "gradientNormLimit">;

/** Decay and the limit of the norm, for those two alone. Returns new tensors. */
export const shapePartGradients = <P extends ParameterTree>(
  gradients: P,
  parameters: P,
  config: PartConfig,
): P => {
  const decays = {
    "bottleneck.kernel": config.bottleneckDecay,
    "placeHead.kernel": config.placeHeadDecay,
  };
  return limitNorm(decay(gradients, parameters, decays), config);
};

/** Decay and clipping, as the configuration asks: g ← limit(g + λ w). Returns new tensors. */
export function shapeGradients(
  gradients: GridNetworkParameters,
  parameters: GridNetworkParameters,
  config: PathIntegrationConfig,
): GridNetworkParameters {
  const decayed = decay(gradients, parameters, {
    "bottleneck.kernel": config.bottleneckDecay,
    "placeHead.kernel": config.placeHeadDecay,
    "headDirectionHead.kernel": config.headDirectionHeadDecay,
  });
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
