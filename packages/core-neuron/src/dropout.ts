import { tensor, type Rank, type ShapeMap, type Tensor } from "@tensorflow/tfjs-core";
import { fusedDropoutMask, type RandomStream } from "@wayfield/backend";

/**
 * A dropout mask: each number is 0 with probability `rate` and else 1 / (1 − rate), so that the mean of what it
 * multiplies stays (Srivastava et al. 2014, section 10, "inverted" form). One random word a number.
 * @param rate Share of units that is silenced, in [0, 1).
 * @returns A tensor of the given shape, the caller's.
 * @throws RangeError for a rate outside [0, 1).
 * @example const thinned = mul(activity, dropoutMask(random, activity.shape, 0.5));
 */
export function dropoutMask<R extends Rank>(
  random: RandomStream,
  shape: ShapeMap[R],
  rate: number,
): Tensor<R> {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`dropoutMask: expected a rate in [0, 1), got ${rate}`);
  const fused = fusedDropoutMask(random, shape, rate);
  if (fused !== undefined) return fused as Tensor<R>;
  const size = (shape as readonly number[]).reduce((product, extent) => product * extent, 1);
  const values = new Float32Array(size);
  const threshold = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  for (let index = 0; index < size; index++) values[index] = random.seed() < threshold ? 0 : kept;
  return tensor(values, shape, "float32");
}
