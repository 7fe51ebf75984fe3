import {
  add,
  cast,
  concat,
  grads,
  max,
  mean,
  minimum,
  mul,
  oneHot as oneHotTensor,
  slice,
  square,
  stack,
  sub,
  sum,
  tensor2d,
  tensor3d,
  tidy,
  unstack,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, useBackend } from "@wayfield/backend";
import { compare, type BenchRow } from "@wayfield/bench";
import { createTdLambda, oneHot } from "@wayfield/td-learning";
import { lambdaError, lambdaReturns, qLearningError, tdError, vTrace } from "@wayfield/td-learning/tensors";

const [stateCount, updates] = [10_000, 1000];
const [stepSize, lambda, discount] = [0.1, 0.9, 0.99];

/** States drawn at random: hardly one is met twice while its trace lasts, so ours has as many traces as can be. */
function statesMet(): Int32Array {
  const { uniform } = createRandomStream(1);
  return Int32Array.from({ length: updates + 1 }, () => Math.floor(uniform() * stateCount));
}

/** TD(λ) as it is written straight down from the book: every step touches every state. */
function plainTdLambda(path: Int32Array, values: Float64Array, trace: Float64Array): void {
  for (let t = 0; t < updates; t++) {
    const error = 1 + discount * values[path[t + 1]!]! - values[path[t]!]!;
    for (let state = 0; state < stateCount; state++) trace[state]! *= discount * lambda;
    trace[path[t]!]! += 1;
    for (let state = 0; state < stateCount; state++) values[state]! += stepSize * error * trace[state]!;
  }
}

/** Tabular TD(λ) over 10,000 states: ours keeps only the traces that are still there. */
function tabularRow(): Promise<BenchRow> {
  const path = statesMet();
  const states = Array.from({ length: stateCount }, (_, state) => oneHot(state));
  const td = createTdLambda(new Float64Array(stateCount), { stepSize, lambda });
  const [values, trace] = [new Float64Array(stateCount), new Float64Array(stateCount)];
  return compare({
    name: `tabular TD(λ), ${stateCount} states, ${updates} updates`,
    ours: () => {
      for (let t = 0; t < updates; t++) td.learn(states[path[t]!]!, 1, discount, states[path[t + 1]!]!);
      return td.weights[path[0]!];
    },
    peer: () => {
      plainTdLambda(path, values, trace);
      return values[path[0]!];
    },
    peerName: "a plain loop over all states",
  });
}

const [time, batch, actions] = [20, 32, 6];
/** Small work on a busy machine wants many. */
const rounds = 60;
const { normal, uniform } = createRandomStream(2);
const drawn = (size: number, next: () => number): Float32Array =>
  Float32Array.from({ length: size }, () => next());
const flat = (next: () => number): Tensor2D => tensor2d(drawn(time * batch, next), [time, batch]);
const deep = (): Tensor3D => tensor3d(drawn(time * batch * actions, normal), [time, batch, actions]);

/** Runs something `count` times and reads the last result back, so that the engine must have done the work. */
function repeated(count: number, compute: () => Tensor): () => number {
  return () => {
    let last = 0;
    for (let call = 0; call < count; call++) {
      const result = tidy(compute);
      last = result.dataSync()[0]!;
      result.dispose();
    }
    return last;
  };
}

/** The gradient of a squared error with respect to the prediction, as a training step needs it. */
const gradientOf = <P extends Tensor>(error: (prediction: P) => Tensor, prediction: P): Tensor =>
  grads((x) => mean<Scalar>(square(error(x as P))))([prediction])[0]!;

/** λ-returns one row after the other, as they are usually written. */
function rowByRowReturns(rT: Tensor2D, discountT: Tensor2D, vT: Tensor2D): Tensor2D {
  const [r, d, v] = [rT, discountT, vT].map((x) => unstack(x) as Tensor1D[]) as [
    Tensor1D[],
    Tensor1D[],
    Tensor1D[],
  ];
  const returns: Tensor1D[] = [];
  let next = v[time - 1]!;
  for (let t = time - 1; t >= 0; t--) {
    next = add(r[t]!, mul(d[t]!, add(mul(1 - lambda, v[t]!), mul(lambda, next))));
    returns.unshift(next);
  }
  return stack(returns) as Tensor2D;
}

/** V-trace targets and advantages (added up, to be one tensor), one row after the other. */
function rowByRowVTrace(
  vTm1: Tensor2D,
  rT: Tensor2D,
  discountT: Tensor2D,
  vT: Tensor2D,
  rho: Tensor2D,
): Tensor2D {
  const clipped = minimum(rho, 1);
  const deltas = unstack(mul(clipped, sub(add(rT, mul(discountT, vT)), vTm1))) as Tensor1D[];
  const traces = unstack(mul(discountT, clipped)) as Tensor1D[];
  const corrections: Tensor1D[] = [];
  let next = deltas[time - 1]!;
  corrections.unshift(next);
  for (let t = time - 2; t >= 0; t--) {
    next = add(deltas[t]!, mul(traces[t]!, next));
    corrections.unshift(next);
  }
  const target = add<Tensor2D>(vTm1, stack(corrections));
  const targetT = concat([slice(target, [1, 0]), slice(vT, [time - 1, 0])]);
  return add(target, mul(clipped, sub(add(rT, mul(discountT, targetT)), vTm1)));
}

async function tensorRows(): Promise<BenchRow[]> {
  await useBackend("auto");
  const [vTm1, rT, vT, rho] = [flat(normal), flat(normal), flat(normal), flat(() => 2 * uniform())];
  const discountT = flat(() => 0.99);
  const [qTm1, qT] = [deep(), deep()];
  const aTm1 = tidy(() =>
    cast(
      flat(() => Math.floor(uniform() * actions)),
      "int32",
    ),
  );
  const size = `[${time}, ${batch}]`;
  const rows = [
    await compare({
      name: `TD error with gradient, ${size}, 20 times`,
      ours: repeated(20, () => gradientOf((v: Tensor2D) => tdError(v, rT, discountT, vT), vTm1)),
      peer: repeated(20, () => gradientOf((v: Tensor2D) => sub(add(rT, mul(discountT, vT)), v), vTm1)),
      peerName: "the expression in tfjs operations",
      rounds,
    }),
    await compare({
      name: `Q-learning error with gradient, [${time}, ${batch}, ${actions}], 20 times`,
      ours: repeated(20, () => gradientOf((q: Tensor3D) => qLearningError(q, aTm1, rT, discountT, qT), qTm1)),
      peer: repeated(20, () =>
        gradientOf((q: Tensor3D) => {
          const chosen = sum(mul(q, cast(oneHotTensor(aTm1, actions), "float32")), 2);
          return sub(add(rT, mul(discountT, max(qT, 2))), chosen);
        }, qTm1),
      ),
      peerName: "the expression in tfjs operations",
      rounds,
    }),
    await compare({
      name: `λ-returns, ${size}, 20 times`,
      ours: repeated(20, () => lambdaReturns(rT, discountT, vT, { lambda })),
      peer: repeated(20, () => rowByRowReturns(rT, discountT, vT)),
      peerName: "row by row in tfjs operations",
      rounds,
    }),
    await compare({
      name: `λ-return error with gradient, ${size}, 20 times`,
      ours: repeated(20, () =>
        gradientOf((v: Tensor2D) => lambdaError(v, rT, discountT, vT, { lambda }), vTm1),
      ),
      peer: repeated(20, () => gradientOf((v: Tensor2D) => sub(rowByRowReturns(rT, discountT, vT), v), vTm1)),
      peerName: "row by row in tfjs operations",
      rounds,
    }),
    await compare({
      name: `V-trace targets and advantages, ${size}, 20 times`,
      ours: repeated(20, () => {
        const { target, advantage } = vTrace(vTm1, rT, discountT, vT, rho);
        return add(target, advantage);
      }),
      peer: repeated(20, () => rowByRowVTrace(vTm1, rT, discountT, vT, rho)),
      peerName: "row by row in tfjs operations",
      rounds,
    }),
  ];
  [vTm1, rT, vT, rho, discountT, qTm1, qT, aTm1].forEach((tensor) => {
    tensor.dispose();
  });
  return rows;
}

/** Tabular TD(λ) against a plain loop, and the tensor half against what one would write by hand. */
export async function rows(): Promise<BenchRow[]> {
  return [await tabularRow(), ...(await tensorRows())];
}
