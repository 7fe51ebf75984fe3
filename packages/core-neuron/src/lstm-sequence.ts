import {
  add,
  customGrad,
  matMul,
  mul,
  reshape,
  sigmoid,
  tanh,
  transpose,
  concat,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { fusedLstm } from "@wayfield/backend";
import { affine } from "./dense.ts";
import { flattenTime, gateBlock, oneMinusSquare, timesComplement } from "./gates.ts";
import { stackTime, unstackTime } from "./time.ts";

/** What one step leaves for the sweep back: the four gates after their squashing, the memory and its squashed form. */
interface StepTrace {
  /** σ of all four blocks, `[batch, 4 · units]`; the candidate's block is not used. */
  squashed: Tensor2D;
  candidate: Tensor2D;
  cell: Tensor2D;
  squashedCell: Tensor2D;
  hidden: Tensor2D;
}

const tensorsOf = ({ squashed, candidate, cell, squashedCell, hidden }: StepTrace): Tensor2D[] => [
  squashed,
  candidate,
  cell,
  squashedCell,
  hidden,
];

/** Columns of one gate: 0 input, 1 forget, 2 candidate, 3 output. */
const block = (gates: Tensor2D, gate: number): Tensor2D => gateBlock(gates, gate, 4);

function stepForward(
  projected: Tensor2D,
  recurrentKernel: Tensor2D,
  hidden: Tensor2D,
  cell: Tensor2D,
): StepTrace {
  const gates: Tensor2D = add(projected, matMul(hidden, recurrentKernel));
  const squashed = sigmoid(gates);
  const candidate = tanh(block(gates, 2));
  const next: Tensor2D = add(mul(block(squashed, 1), cell), mul(block(squashed, 0), candidate));
  const squashedCell = tanh(next);
  return { squashed, candidate, cell: next, squashedCell, hidden: mul(block(squashed, 3), squashedCell) };
}

/** The derivative with respect to what entered the gates, and to the memory before the step. */
function stepBack(
  trace: StepTrace,
  before: Tensor2D,
  dHidden: Tensor2D,
  dCellAfter: Tensor2D,
): { dGates: Tensor2D; dCell: Tensor2D } {
  const { squashed, candidate, squashedCell } = trace;
  const slopes = timesComplement(squashed);
  const input = block(squashed, 0);
  const dCell: Tensor2D = add(
    dCellAfter,
    mul(mul(dHidden, block(squashed, 3)), oneMinusSquare(squashedCell)),
  );
  const dGates = concat<Tensor2D>(
    [
      mul(mul(dCell, candidate), block(slopes, 0)),
      mul(mul(dCell, before), block(slopes, 1)),
      mul(mul(dCell, input), oneMinusSquare(candidate)),
      mul(mul(dHidden, squashedCell), block(slopes, 3)),
    ],
    1,
  );
  return { dGates, dCell: mul(dCell, block(squashed, 1)) };
}

function forward(
  projected: Tensor3D,
  recurrentKernel: Tensor2D,
  hidden0: Tensor2D,
  cell0: Tensor2D,
): StepTrace[] {
  const traces: StepTrace[] = [];
  let hidden = hidden0;
  let cell = cell0;
  for (const step of unstackTime(projected)) {
    const trace = stepForward(step, recurrentKernel, hidden, cell);
    ({ hidden, cell } = trace);
    traces.push(trace);
  }
  return traces;
}

interface SweepResult {
  /** ∂L/∂gates at every step, `[time · batch, 4 · units]`. */
  dGates: Tensor2D;
  dHidden0: Tensor2D;
  dCell0: Tensor2D;
}

function sweepBack(
  traces: readonly StepTrace[],
  dy: Tensor3D,
  recurrentKernel: Tensor2D,
  cell0: Tensor2D,
): SweepResult {
  const slabs = unstackTime(dy);
  // One transposed copy: on the wasm engine a product with a transposed operand is some thirty times slower.
  const back = transpose(recurrentKernel);
  const dGates: Tensor2D[] = [];
  let dCell = slabs[traces.length]!;
  let fromNext: Tensor2D | undefined;
  for (let t = traces.length - 1; t >= 0; t--) {
    const dHidden: Tensor2D = fromNext === undefined ? slabs[t]! : add(slabs[t]!, fromNext);
    const step = stepBack(traces[t]!, t === 0 ? cell0 : traces[t - 1]!.cell, dHidden, dCell);
    dGates.unshift(step.dGates);
    dCell = step.dCell;
    fromNext = matMul(step.dGates, back);
  }
  return { dGates: concat(dGates, 0), dHidden0: fromNext!, dCell0: dCell };
}

/** ∂L/∂(projected inputs, recurrent kernel, first hidden, first cell). */
function gradientsOf(dy: Tensor3D, saved: readonly Tensor[]): Tensor[] {
  const [recurrentKernel, hidden0, cell0, ...steps] = saved as Tensor2D[];
  const traces = Array.from({ length: steps.length / 5 }, (_, t): StepTrace => {
    const [squashed, candidate, cell, squashedCell, hidden] = steps.slice(5 * t, 5 * t + 5) as [
      Tensor2D,
      Tensor2D,
      Tensor2D,
      Tensor2D,
      Tensor2D,
    ];
    return { squashed, candidate, cell, squashedCell, hidden };
  });
  const { dGates, dHidden0, dCell0 } = sweepBack(traces, dy, recurrentKernel!, cell0!);
  const hiddenBefore = concat([hidden0!, ...traces.slice(0, -1).map(({ hidden }) => hidden)], 0);
  return [
    reshape(dGates, [traces.length, ...cell0!.shape.slice(0, 1), -1]),
    matMul(transpose<Tensor2D>(hiddenBefore), dGates),
    dHidden0,
    dCell0,
  ];
}

/** The recurrence from tfjs operations, as one differentiable operation with the derivative written out. */
function composed(
  projected: Tensor3D,
  recurrentKernel: Tensor2D,
  hidden0: Tensor2D,
  cell0: Tensor2D,
): Tensor3D {
  const operation = customGrad((...inputs) => {
    const save = inputs.pop() as unknown as (tensors: Tensor[]) => void;
    const traces = forward(...(inputs as unknown as Parameters<typeof forward>));
    save([recurrentKernel, hidden0, cell0, ...traces.flatMap(tensorsOf)]);
    return {
      value: stackTime([...traces.map(({ hidden }) => hidden), traces.at(-1)!.cell]),
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradientsOf(dy as Tensor3D, saved),
    };
  });
  return operation(projected, recurrentKernel, hidden0, cell0);
}

/**
 * The whole layer: one product projects all inputs, then the recurrence runs through time, in one kernel where the
 * engine has it.
 * @returns `[time + 1, batch, units]`: the output at every step, then the last memory.
 */
export function lstmSequence(
  x: Tensor3D,
  inputKernel: Tensor2D,
  recurrentKernel: Tensor2D,
  bias: Tensor1D,
  hidden0: Tensor2D,
  cell0: Tensor2D,
): Tensor3D {
  const [steps, batch] = x.shape;
  const projected = reshape<Rank.R3>(affine(flattenTime(x), inputKernel, bias), [steps, batch, -1]);
  return (
    fusedLstm(projected, recurrentKernel, hidden0, cell0) ??
    composed(projected, recurrentKernel, hidden0, cell0)
  );
}
