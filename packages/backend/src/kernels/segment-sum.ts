import { tensor, type Tensor } from "@tensorflow/tfjs-core";

/**
 * Sums slices that share a segment: out[s] = Σ_{i: ids[i] = s} x[i]; ids below zero are dropped, as in TensorFlow.
 * @param x `[n, …]`.
 * @param segmentIds `[n]`, integers.
 * @param segments Extent of the result's first axis.
 * @returns `[segments, …]`, the caller's.
 */
export function segmentSum(x: Tensor, segmentIds: Tensor, segments: number): Tensor {
  const ids = segmentIds.dataSync();
  const values = x.dataSync();
  const width = values.length / Math.max(ids.length, 1);
  const sums = new Float32Array(segments * width);
  for (let row = 0; row < ids.length; row++) {
    const segment = ids[row]!;
    if (segment < 0 || segment >= segments) continue;
    for (let column = 0; column < width; column++)
      sums[segment * width + column]! += values[row * width + column]!;
  }
  const shape = [segments, ...x.shape.slice(segmentIds.rank)];
  return x.dtype === "int32" ? tensor(Int32Array.from(sums), shape, "int32") : tensor(sums, shape, "float32");
}
