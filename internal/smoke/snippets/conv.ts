import { tensor4d } from "@tensorflow/tfjs-core";
import { useBackend } from "@wayfield/backend";
import { convolution, findSeedCells, modulationRatio } from "@wayfield/conv";

// 1·1 + 10·2 and 1·2 + 10·3; a cycle without modulation; the stronger of two cells of a plane.
export async function check(): Promise<string> {
  await useBackend("auto");
  const y = convolution({ kernel: tensor4d([1, 10], [1, 2, 1, 1]) }, tensor4d([1, 2, 3], [1, 1, 3, 1]));
  const [seed] = findSeedCells(Float32Array.of(5, 7), [1, 2, 1], 1);
  return [...(await y.data()), modulationRatio([1, 1, 1, 1]).toFixed(3), seed!.column].join(" ");
}

export const expected = "21 32 0.000 1";
