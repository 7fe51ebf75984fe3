import { tensor2d, tidy, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { stopGradient, type RandomStream } from "@wayfield/backend";
import type { CoreState } from "./core.ts";
import { assertImagesFit, type Images } from "./images.ts";
import type { LocationPolicy } from "./location-policy.ts";
import {
  glimpseNetwork,
  locatorMean,
  type RecurrentAttentionArchitecture,
  type RecurrentAttentionParameters,
} from "./network.ts";
import { glimpseSize, senseAnywhere } from "./sensor.ts";

/** An episode of glimpses at a batch of pictures. The tensors are the caller's. */
export interface Episode {
  /** Pictures B. */
  batch: number;
  /** The core's output after each of the T glimpses, `[batch, units]` each. */
  hidden: Tensor2D[];
  /**
   * The locator's mean for each glimpse but the first, `[batch, 2]` each; none for a policy that does not follow the
   * locator.
   */
  means: Tensor2D[];
  /** Where the patches were, inside [−1, 1]², `[time, batch, 2]`. */
  locations: Float32Array;
  /** What the policy had drawn, before it was kept inside, `[time, batch, 2]`. */
  proposals: Float32Array;
}

const clipped = (value: number): number => Math.min(1, Math.max(-1, value));

/**
 * An episode of glimpses: from each location the sensor's patches, from these the core's next state, from that the next
 * location. Differentiable in the weights: `hidden` through core and glimpse network, `means` through the locator
 * alone. No gradient flows into a location.
 * @param parameters Weights.
 * @param architecture The same that made them.
 * @param images The pictures.
 * @param policy Where to look.
 * @param random Draws the locations.
 * @returns The episode; its tensors are the caller's.
 * @throws RangeError if the pictures do not fit.
 * @example const episode = look(parameters, architecture, images, learnedGlimpses(0.1), random);
 * @see Mnih et al. 2014, section 3.1.
 */
export function look(
  parameters: RecurrentAttentionParameters,
  architecture: RecurrentAttentionArchitecture,
  images: Images,
  policy: LocationPolicy,
  random: RandomStream,
): Episode {
  const { glimpses, channels } = architecture;
  assertImagesFit("look", images, channels);
  const { count: batch } = images;
  const locations = new Float32Array(glimpses * batch * 2);
  const proposals = new Float32Array(glimpses * batch * 2);
  const means: Tensor2D[] = [];
  const collect = (): Tensor2D[] => {
    const hidden: Tensor2D[] = [];
    let state = architecture.core.start(batch);
    const meansNow = (): Float32Array => {
      const mean = locatorMean(parameters.locator, stopGradient(state.hidden));
      means.push(mean);
      return mean.dataSync<"float32">();
    };
    for (let t = 0; t < glimpses; t++) {
      const drawn = t === 0 ? policy.first(random, batch) : policy.next(random, batch, meansNow);
      const here = drawn.map(clipped);
      proposals.set(drawn, 2 * t * batch);
      locations.set(here, 2 * t * batch);
      state = takeIn(parameters, architecture, images, here, state);
      hidden.push(state.hidden);
    }
    return [...hidden, ...means];
  };
  const tensors = tidy(collect as () => Tensor[]) as Tensor2D[];
  return { batch, hidden: tensors.slice(0, glimpses), means: tensors.slice(glimpses), locations, proposals };
}

/** Looks at a place of each picture and lets the core take it in. */
function takeIn(
  { glimpse, core: weights }: RecurrentAttentionParameters,
  { core, retina, channels }: RecurrentAttentionArchitecture,
  images: Images,
  locations: Float32Array,
  state: CoreState,
): CoreState {
  const rows = images.count;
  const patches = tensor2d(senseAnywhere("look", images, locations, retina), [
    rows,
    glimpseSize(retina, channels),
  ]);
  return core.step(weights, glimpseNetwork(glimpse, patches, tensor2d(locations, [rows, 2])), state);
}

/** Frees an episode's tensors. */
export function disposeEpisode({ hidden, means }: Episode): void {
  for (const tensor of [...hidden, ...means]) tensor.dispose();
}
