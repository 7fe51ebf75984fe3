import { kernelModule, relaxedKernelModule } from "../../../generated/kernels.js";

/** What the WebAssembly module exports; see `assembly/index.ts`. Addresses and steps are in bytes. */
export interface KernelExports {
  gemmScratch(rows: number, columns: number, depth: number): number;
  gemm(
    left: number,
    leftRowStep: number,
    leftDepthStep: number,
    right: number,
    rightDepthStep: number,
    rightColumnStep: number,
    target: number,
    stride: number,
    rows: number,
    columns: number,
    depth: number,
    accumulate: boolean,
    scratch: number,
  ): void;
  activate(target: number, source: number, count: number, activation: number): void;
  addRow(target: number, source: number, offsets: number, rows: number, columns: number): void;
  reluGradient(target: number, dy: number, x: number, count: number): void;
  segmentSum(
    target: number,
    source: number,
    ids: number,
    rows: number,
    columns: number,
    segments: number,
  ): void;
  broadcastRow(target: number, row: number, rows: number, columns: number): void;
  sumRows(target: number, source: number, rows: number, columns: number): void;
  gruForwardScratch(batch: number, units: number): number;
  gruForward(
    projected: number,
    recurrentKernel: number,
    bias: number,
    hidden0: number,
    hidden: number,
    gates: number,
    steps: number,
    batch: number,
    units: number,
    scratch: number,
  ): void;
  gruBackwardScratch(steps: number, batch: number, units: number): number;
  gruBackward(
    dy: number,
    recurrentKernel: number,
    hidden0: number,
    hidden: number,
    gates: number,
    dProjected: number,
    dKernel: number,
    dBias: number,
    dHidden: number,
    steps: number,
    batch: number,
    units: number,
    scratch: number,
  ): void;
  lstmForwardScratch(batch: number, units: number): number;
  lstmForward(
    projected: number,
    recurrentKernel: number,
    hidden0: number,
    cell0: number,
    hidden: number,
    gates: number,
    cells: number,
    steps: number,
    batch: number,
    units: number,
    scratch: number,
  ): void;
  lstmBackwardScratch(batch: number, units: number): number;
  lstmBackward(
    dy: number,
    recurrentKernel: number,
    cell0: number,
    gates: number,
    cells: number,
    dGates: number,
    dHidden: number,
    dCell: number,
    steps: number,
    batch: number,
    units: number,
    scratch: number,
  ): void;
  softmaxCrossEntropy(
    losses: number,
    gradient: number,
    logits: number,
    targets: number,
    rows: number,
    classes: number,
  ): void;
  rmsProp(
    nextParameter: number,
    nextMeanSquare: number,
    nextMomentum: number,
    parameter: number,
    meanSquare: number,
    momentum: number,
    gradient: number,
    count: number,
    learningRate: number,
    decay: number,
    momentumDecay: number,
    epsilon: number,
  ): void;
  adam(
    nextParameter: number,
    nextMean: number,
    nextMeanSquare: number,
    parameter: number,
    mean: number,
    meanSquare: number,
    gradient: number,
    count: number,
    rate: number,
    beta1: number,
    beta2: number,
    correction: number,
    epsilon: number,
  ): void;
  convolutionRoom(): number;
  convolutionScratch(geometry: number, room: number): number;
  convolvesForward(geometry: number): boolean;
  convolutionForward(
    x: number,
    filter: number,
    bias: number,
    y: number,
    activation: number,
    geometry: number,
    scratch: number,
  ): void;
  convolutionFilterGradient(x: number, dy: number, dFilter: number, geometry: number, scratch: number): void;
  convolutionInputGradient(dy: number, filter: number, dx: number, geometry: number, scratch: number): void;
  depthwiseFilterGradient(x: number, dy: number, dFilter: number, geometry: number): void;
  depthwiseInputGradient(dy: number, filter: number, dx: number, geometry: number): void;
  poolScratch(): number;
  poolGradient(
    pooling: number,
    x: number,
    y: number,
    dy: number,
    dx: number,
    geometry: number,
    scratch: number,
  ): void;
  dropoutMask(target: number, count: number, state: number, threshold: number, kept: number): void;
}

const decode = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** `env.memory` in the import section, and the flags that follow: memory with a maximum, not shared. */
const memoryImport = [3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2];
const sharedFlag = 2;

/** The same module with its imported memory declared as shared: the one bit in which the two differ. */
function withSharedMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const start = bytes.findIndex((_, index) =>
    memoryImport.every((byte, offset) => bytes[index + offset] === byte),
  );
  bytes[start + memoryImport.length]! |= sharedFlag;
  return bytes;
}

const isShared = ({ buffer }: WebAssembly.Memory): boolean =>
  Object.prototype.toString.call(buffer) === "[object SharedArrayBuffer]";

/** Whether this platform runs the module at all: it needs SIMD and bulk memory. */
export const kernelsRun = (): boolean => WebAssembly.validate(decode(kernelModule));

/**
 * The module that serves here best: with fused multiply-adds (relaxed SIMD), half as fast again, where the platform has
 * them; they round once instead of twice, so the last digits differ from the plain module's.
 */
function bestModule(): Uint8Array<ArrayBuffer> {
  const relaxed = decode(relaxedKernelModule);
  return WebAssembly.validate(relaxed) ? relaxed : decode(kernelModule);
}

/**
 * Our kernels over a memory that someone else owns: they read and write it where they are told and keep nothing.
 * @param memory With a maximum of at most 4 GiB; shared or not.
 */
export function instantiateKernels(memory: WebAssembly.Memory): KernelExports {
  const bytes = bestModule();
  const module = new WebAssembly.Module(isShared(memory) ? withSharedMemory(bytes) : bytes);
  const imports = { env: { memory, abort: unreachable } };
  return new WebAssembly.Instance(module, imports).exports as unknown as KernelExports;
}

function unreachable(): never {
  throw new Error("kernels: aborted");
}
