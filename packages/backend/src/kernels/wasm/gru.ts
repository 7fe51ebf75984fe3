import type { NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import type { Workspace } from "./workspace.ts";

/** Inputs of {@link gruForward}. */
interface ForwardInputs {
  projected: TensorInfo;
  recurrentKernel: TensorInfo;
  recurrentBias: TensorInfo;
  hidden0: TensorInfo;
}

/**
 * The recurrence of a GRU layer over a whole sequence.
 * @returns The output at every step `[time, batch, units]`; and, for the sweep back, reset gate, update gate, candidate
 * and what the reset gate lets through `[time, batch, 4 · units]`.
 */
export function gruForward(workspace: Workspace, inputs: NamedTensorInfoMap): TensorInfo[] {
  const { kernels, addressOf, output, scratch } = workspace;
  const { projected, recurrentKernel, recurrentBias, hidden0 } = inputs as unknown as ForwardInputs;
  const [steps, batch] = projected.shape as [number, number];
  const units = recurrentKernel.shape[0]!;
  const hidden = output([steps, batch, units]);
  const gates = output([steps, batch, 4 * units]);
  kernels.gruForward(
    addressOf(projected),
    addressOf(recurrentKernel),
    addressOf(recurrentBias),
    addressOf(hidden0),
    hidden.address,
    gates.address,
    steps,
    batch,
    units,
    scratch(kernels.gruForwardScratch(batch, units)),
  );
  return [hidden.info, gates.info];
}

/** Inputs of {@link gruBackward}. */
interface BackwardInputs {
  dy: TensorInfo;
  recurrentKernel: TensorInfo;
  hidden0: TensorInfo;
  hidden: TensorInfo;
  gates: TensorInfo;
}

/**
 * The sweep back through time.
 * @returns ∂L/∂(projected, recurrentKernel, recurrentBias, hidden0).
 */
export function gruBackward(workspace: Workspace, inputs: NamedTensorInfoMap): TensorInfo[] {
  const { kernels, addressOf, output, scratch } = workspace;
  const { dy, recurrentKernel, hidden0, hidden, gates } = inputs as unknown as BackwardInputs;
  const [steps, batch, units] = hidden.shape as [number, number, number];
  const results = [[steps, batch, 3 * units], recurrentKernel.shape, [3 * units], hidden0.shape].map(output);
  const [dProjected, dKernel, dBias, dHidden] = results.map(({ address }) => address) as [
    number,
    number,
    number,
    number,
  ];
  kernels.gruBackward(
    addressOf(dy),
    addressOf(recurrentKernel),
    addressOf(hidden0),
    addressOf(hidden),
    addressOf(gates),
    dProjected,
    dKernel,
    dBias,
    dHidden,
    steps,
    batch,
    units,
    scratch(kernels.gruBackwardScratch(steps, batch, units)),
  );
  return results.map(({ info }) => info);
}
