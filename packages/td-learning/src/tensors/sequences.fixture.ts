import { tensor2d, tensor3d, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import { createRandomStream } from "@wayfield/backend";

/** How long, wide and rich the random sequences of the tests are. */
export const [time, batch, actions] = [7, 3, 4];

/** Plain numbers to make tensors of, and for slow references to read. */
export interface Sequences {
  readonly vTm1: Float32Array;
  readonly rT: Float32Array;
  readonly discountT: Float32Array;
  readonly vT: Float32Array;
  readonly rho: Float32Array;
  readonly qTm1: Float32Array;
  readonly qT: Float32Array;
  readonly policyT: Float32Array;
  readonly aTm1: Float32Array;
  readonly aT: Float32Array;
}

/** Random sequences; column 1 has an episode's end inside, ratios lie on both sides of 1. */
export function randomSequences(seed: number): Sequences {
  const { normal, uniform } = createRandomStream(seed);
  const draw = (size: number, next: () => number): Float32Array =>
    Float32Array.from({ length: size }, () => next());
  const steps = time * batch;
  const discountT = draw(steps, () => 0.8 + 0.2 * uniform());
  discountT[3 * batch + 1] = 0;
  const policyT = draw(steps * actions, uniform);
  for (let k = 0; k < steps; k++) {
    const row = policyT.subarray(k * actions, (k + 1) * actions);
    const total = row.reduce((sum, x) => sum + x, 0);
    row.forEach((x, a) => (row[a] = x / total));
  }
  return {
    vTm1: draw(steps, normal),
    rT: draw(steps, normal),
    discountT,
    vT: draw(steps, normal),
    rho: draw(steps, () => 2 * uniform()),
    qTm1: draw(steps * actions, normal),
    qT: draw(steps * actions, normal),
    policyT,
    aTm1: draw(steps, () => Math.floor(uniform() * actions)),
    aT: draw(steps, () => Math.floor(uniform() * actions)),
  };
}

/** A tensor `[time, batch]` of plain numbers. */
export const overTime = (values: Float32Array): Tensor2D => tensor2d(values, [time, batch]);

/** A tensor `[time, batch, further]` of plain numbers. */
export const overTime3 = (values: Float32Array, further: number): Tensor3D =>
  tensor3d(values, [time, batch, further]);

/** One column `b` of `[time, batch]` numbers. */
export const column = (values: ArrayLike<number>, b: number): number[] =>
  Array.from({ length: time }, (_, t) => values[t * batch + b]!);
