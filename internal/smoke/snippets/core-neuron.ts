import { sum, tensor1d, tensor2d, valueAndGrad, type Tensor2D } from "@tensorflow/tfjs-core";
import { useBackend } from "@wayfield/backend";
import { dense } from "@wayfield/core-neuron";

// y = 1·1 + 2·10 + 3, and dy/dx is the kernel.
export async function check(): Promise<string> {
  await useBackend("auto");
  const layer = { kernel: tensor2d([1, 2], [2, 1]), bias: tensor1d([3]) };
  const { value, grad } = valueAndGrad((x) => sum(dense(layer, x as Tensor2D)))(tensor2d([1, 10], [1, 2]));
  return [...(await value.data()), ...(await grad.data())].join(" ");
}

export const expected = "24 1 2";
