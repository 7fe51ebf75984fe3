import type { NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { matrixAt, multiplyInto } from "./mat-mul.ts";
import type { Workspace } from "./workspace.ts";

const floatBytes = 4;

/** Inputs of {@link lstmForward}. */
interface ForwardInputs {
  projected: TensorInfo;
  recurrentKernel: TensorInfo;
  hidden0: TensorInfo;
  cell0: TensorInfo;
}

/**
 * The recurrence of an LSTM layer over a whole sequence.
 * @returns The outputs of every step with the last memory behind them `[time + 1, batch, units]`; and, for the sweep
 * back, the squashed gates `[time, batch, 4 · units]` and the memory at every step `[time, batch, units]`.
 */
export function lstmForward(workspace: Workspace, inputs: NamedTensorInfoMap): TensorInfo[] {
  const { kernels, addressOf, output, scratch, copy } = workspace;
  const { projected, recurrentKernel, hidden0, cell0 } = inputs as unknown as ForwardInputs;
  const [steps, batch] = projected.shape as [number, number];
  const units = recurrentKernel.shape[0]!;
  const packed = output([steps + 1, batch, units]);
  const gates = output(projected.shape);
  const cells = output([steps, batch, units]);
  kernels.lstmForward(
    addressOf(projected),
    addressOf(recurrentKernel),
    addressOf(hidden0),
    addressOf(cell0),
    packed.address,
    gates.address,
    cells.address,
    steps,
    batch,
    units,
    scratch(kernels.lstmForwardScratch(batch, units)),
  );
  const slab = batch * units * floatBytes;
  copy(
    packed.address + steps * slab,
    steps === 0 ? addressOf(cell0) : cells.address + (steps - 1) * slab,
    slab,
  );
  return [packed.info, gates.info, cells.info];
}

/** Inputs of {@link lstmBackward}. */
interface BackwardInputs {
  dy: TensorInfo;
  recurrentKernel: TensorInfo;
  hidden0: TensorInfo;
  cell0: TensorInfo;
  packed: TensorInfo;
  gates: TensorInfo;
  cells: TensorInfo;
}

/** ∂L/∂recurrentKernel = Σₜ hₜ₋₁ᵀ · dGatesₜ: first the state before the first step, then all others at once. */
function recurrentGradient(workspace: Workspace, inputs: BackwardInputs, dGates: number): TensorInfo {
  const { hidden0, packed, gates } = inputs;
  const [steps, batch, width] = gates.shape as [number, number, number];
  const units = width / 4;
  const { info, address } = workspace.output([units, width]);
  const first = matrixAt(workspace.addressOf(hidden0), batch, units, true);
  multiplyInto(workspace, address, first, matrixAt(dGates, Math.min(steps, 1) * batch, width));
  if (steps < 2) return info;
  const rows = (steps - 1) * batch;
  const rest = matrixAt(workspace.addressOf(packed), rows, units, true);
  multiplyInto(workspace, address, rest, matrixAt(dGates + batch * width * floatBytes, rows, width), true);
  return info;
}

/**
 * The sweep back through time.
 * @returns ∂L/∂(projected, recurrentKernel, hidden0, cell0).
 */
export function lstmBackward(workspace: Workspace, inputs: NamedTensorInfoMap): TensorInfo[] {
  const { kernels, addressOf, output, scratch, copy } = workspace;
  const named = inputs as unknown as BackwardInputs;
  const { dy, recurrentKernel, cell0, gates, cells } = named;
  const [steps, batch, units] = cells.shape as [number, number, number];
  const dGates = output(gates.shape);
  const dHidden = output([batch, units]);
  const dCell = output([batch, units]);
  const slab = batch * units * floatBytes;
  copy(dCell.address, addressOf(dy) + steps * slab, slab);
  kernels.lstmBackward(
    addressOf(dy),
    addressOf(recurrentKernel),
    addressOf(cell0),
    addressOf(gates),
    addressOf(cells),
    dGates.address,
    dHidden.address,
    dCell.address,
    steps,
    batch,
    units,
    scratch(kernels.lstmBackwardScratch(batch, units)),
  );
  return [dGates.info, recurrentGradient(workspace, named, dGates.address), dHidden.info, dCell.info];
}
