import { conv2d, grad, ones, square, sum, tensor1d, type Rank, type Tensor4D } from "@tensorflow/tfjs-core";
import { createRandomStream, useBackend } from "@wayfield/backend";

// The gradient of a convolution with respect to its filter is what the wasm engine alone cannot do.
export async function check(): Promise<string> {
  await useBackend("auto");
  const slope = grad((x) => sum(square(x)))(tensor1d([1, 2, 3]));
  const image = ones<Rank.R4>([1, 3, 3, 1]);
  const response = (filter: unknown) => sum(conv2d(image, filter as Tensor4D, 1, "valid"));
  const filterSlope = grad(response)(ones([2, 2, 1, 1]));
  const draw = createRandomStream(1).uniform();
  return [...(await slope.data()), ...(await filterSlope.data()), draw >= 0 && draw < 1].join(" ");
}

export const expected = "2 4 6 4 4 4 4 true";
