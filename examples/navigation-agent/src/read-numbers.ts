import { tidy, type Tensor } from "@tensorflow/tfjs-core";

/**
 * The numbers of a tensor that a function computes; everything it makes on the way is freed. Beware of returning an
 * array from `tidy` itself: it looks for tensors in every single element.
 */
export function readNumbers(compute: () => Tensor): Float32Array {
  const result = tidy(compute);
  const numbers = result.dataSync<"float32">();
  result.dispose();
  return numbers;
}
