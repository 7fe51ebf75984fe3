import { sum, tensor1d, tensor2d, valueAndGrad, type Tensor2D } from "@tensorflow/tfjs-core";
import { useBackend } from "@wayfield/backend";
import { dense } from "@wayfield/core-neuron";
import { createLeakyIntegrateAndFire } from "@wayfield/core-neuron/spiking";

/** Spikes in ten seconds at 1.5 times the threshold: one every 2 + 20 ln 3 ms. */
function countSpikes(): number {
  const neuron = createLeakyIntegrateAndFire(1, { timeStep: 1 });
  let spikes = 0;
  for (let t = 0; t < 10_000; t++) spikes += neuron.step([1.5]);
  return spikes;
}

// y = 1·1 + 2·10 + 3, and dy/dx is the kernel.
export async function check(): Promise<string> {
  await useBackend("auto");
  const layer = { kernel: tensor2d([1, 2], [2, 1]), bias: tensor1d([3]) };
  const { value, grad } = valueAndGrad((x) => sum(dense(layer, x as Tensor2D)))(tensor2d([1, 10], [1, 2]));
  return [...(await value.data()), ...(await grad.data()), countSpikes()].join(" ");
}

export const expected = "24 1 2 417";
