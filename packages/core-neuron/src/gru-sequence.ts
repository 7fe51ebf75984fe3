import {
  add,
  concat,
  customGrad,
  matMul,
  mul,
  reshape,
  sigmoid,
  sub,
  sum,
  tanh,
  transpose,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { fusedGru } from "@wayfield/backend";
import { affine } from "./dense.ts";
import { flattenTime, gateBlock, oneMinusSquare, timesComplement } from "./gates.ts";
import { stackTime, unstackTime } from "./time.ts";

/** What one step leaves for the sweep back, `[batch, units]` each but the first. */
interface StepTrace {
  /** Reset and update gate, `[batch, 2 · units]`. */
  gates: Tensor2D;
  /** h U + c in the candidate's block: what the reset gate lets through. */
  recalled: Tensor2D;
  candidate: Tensor2D;
  hidden: Tensor2D;
}

const traceSize = 4;
const tensorsOf = ({ gates, recalled, candidate, hidden }: StepTrace): Tensor2D[] => [
  gates,
  recalled,
  candidate,
  hidden,
];

/** Columns of one block: 0 reset, 1 update, 2 candidate. */
const block = (x: Tensor2D, gate: number): Tensor2D => gateBlock(x, gate, 3);

/** Columns of the reset and the update gate. */
const bothGates = (x: Tensor2D): Tensor2D => concat([block(x, 0), block(x, 1)], 1);

const reset = ({ gates }: StepTrace): Tensor2D => gateBlock(gates, 0, 2);
const update = ({ gates }: StepTrace): Tensor2D => gateBlock(gates, 1, 2);

function stepForward(
  projected: Tensor2D,
  recurrentKernel: Tensor2D,
  recurrentBias: Tensor1D,
  hidden: Tensor2D,
): StepTrace {
  const recurrent = affine(hidden, recurrentKernel, recurrentBias);
  const gates: Tensor2D = sigmoid(bothGates(add(projected, recurrent)));
  const recalled = block(recurrent, 2);
  const candidate: Tensor2D = tanh(add(block(projected, 2), mul(gateBlock(gates, 0, 2), recalled)));
  const next: Tensor2D = add(candidate, mul(gateBlock(gates, 1, 2), sub(hidden, candidate)));
  return { gates, recalled, candidate, hidden: next };
}

/** The derivative with respect to x W + b, to h U + c, and to the state before the step along its direct path. */
function stepBack(
  trace: StepTrace,
  before: Tensor2D,
  dHidden: Tensor2D,
): { dProjected: Tensor2D; dRecurrent: Tensor2D; dDirect: Tensor2D } {
  const { gates, recalled, candidate } = trace;
  const z = update(trace);
  const dCandidate: Tensor2D = mul(mul(dHidden, sub(1, z)), oneMinusSquare(candidate));
  const dGates: Tensor2D = mul(
    concat([mul(dCandidate, recalled), mul(dHidden, sub(before, candidate))], 1),
    timesComplement(gates),
  );
  return {
    dProjected: concat([dGates, dCandidate], 1),
    dRecurrent: concat([dGates, mul(dCandidate, reset(trace))], 1),
    dDirect: mul(dHidden, z),
  };
}

function forward(
  projected: Tensor3D,
  recurrentKernel: Tensor2D,
  recurrentBias: Tensor1D,
  hidden0: Tensor2D,
): StepTrace[] {
  const traces: StepTrace[] = [];
  let hidden = hidden0;
  for (const step of unstackTime(projected)) {
    const trace = stepForward(step, recurrentKernel, recurrentBias, hidden);
    ({ hidden } = trace);
    traces.push(trace);
  }
  return traces;
}

interface SweepResult {
  /** ∂L/∂(x W + b) at every step, `[time · batch, 3 · units]`. */
  dProjected: Tensor2D;
  /** ∂L/∂(h U + c) at every step, `[time · batch, 3 · units]`. */
  dRecurrent: Tensor2D;
  dHidden0: Tensor2D;
}

function sweepBack(
  traces: readonly StepTrace[],
  dy: Tensor3D,
  recurrentKernel: Tensor2D,
  hidden0: Tensor2D,
): SweepResult {
  const slabs = unstackTime(dy);
  // One transposed copy: on the wasm engine a product with a transposed operand is some thirty times slower.
  const back = transpose(recurrentKernel);
  const dProjected: Tensor2D[] = [];
  const dRecurrent: Tensor2D[] = [];
  let fromNext: Tensor2D | undefined;
  for (let t = traces.length - 1; t >= 0; t--) {
    const dHidden: Tensor2D = fromNext === undefined ? slabs[t]! : add(slabs[t]!, fromNext);
    const step = stepBack(traces[t]!, t === 0 ? hidden0 : traces[t - 1]!.hidden, dHidden);
    dProjected.unshift(step.dProjected);
    dRecurrent.unshift(step.dRecurrent);
    fromNext = add(step.dDirect, matMul(step.dRecurrent, back));
  }
  return { dProjected: concat(dProjected, 0), dRecurrent: concat(dRecurrent, 0), dHidden0: fromNext! };
}

/** ∂L/∂(projected inputs, recurrent kernel, recurrent bias, first state). */
function gradientsOf(dy: Tensor3D, saved: readonly Tensor[]): Tensor[] {
  const [recurrentKernel, hidden0, ...steps] = saved as Tensor2D[];
  const traces = Array.from({ length: steps.length / traceSize }, (_, t): StepTrace => {
    const [gates, recalled, candidate, hidden] = steps.slice(traceSize * t);
    return { gates: gates!, recalled: recalled!, candidate: candidate!, hidden: hidden! };
  });
  const { dProjected, dRecurrent, dHidden0 } = sweepBack(traces, dy, recurrentKernel!, hidden0!);
  const hiddenBefore = concat([hidden0!, ...traces.slice(0, -1).map(({ hidden }) => hidden)], 0);
  return [
    reshape(dProjected, [traces.length, hidden0!.shape[0], -1]),
    matMul(transpose<Tensor2D>(hiddenBefore), dRecurrent),
    sum(dRecurrent, 0),
    dHidden0,
  ];
}

/** The recurrence from tfjs operations, as one differentiable operation with the derivative written out. */
function composed(
  projected: Tensor3D,
  recurrentKernel: Tensor2D,
  recurrentBias: Tensor1D,
  hidden0: Tensor2D,
): Tensor3D {
  const operation = customGrad((...inputs) => {
    const save = inputs.pop() as unknown as (tensors: Tensor[]) => void;
    const traces = forward(...(inputs as unknown as Parameters<typeof forward>));
    save([recurrentKernel, hidden0, ...traces.flatMap(tensorsOf)]);
    return {
      value: stackTime(traces.map(({ hidden }) => hidden)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradientsOf(dy as Tensor3D, saved),
    };
  });
  return operation(projected, recurrentKernel, recurrentBias, hidden0);
}

/**
 * The whole layer: one product projects all inputs, then the recurrence runs through time, in one kernel where the
 * engine has it.
 * @returns The output at every step, `[time, batch, units]`.
 */
export function gruSequence(
  x: Tensor3D,
  inputKernel: Tensor2D,
  recurrentKernel: Tensor2D,
  inputBias: Tensor1D,
  recurrentBias: Tensor1D,
  hidden0: Tensor2D,
): Tensor3D {
  const [steps, batch] = x.shape;
  const projected = reshape<Rank.R3>(affine(flattenTime(x), inputKernel, inputBias), [steps, batch, -1]);
  return (
    fusedGru(projected, recurrentKernel, recurrentBias, hidden0) ??
    composed(projected, recurrentKernel, recurrentBias, hidden0)
  );
}
