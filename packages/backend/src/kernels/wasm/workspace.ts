import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { instantiateKernels, type KernelExports } from "./kernel-module.ts";

/** A fresh tensor of the engine and where it lies. */
export interface Output {
  info: TensorInfo;
  address: number;
}

/** Our kernels beside tfjs's own in one memory: tensors are read and written where tfjs keeps them. */
export interface Workspace {
  readonly kernels: KernelExports;
  /** Where a tensor's numbers begin. */
  readonly addressOf: (tensor: TensorInfo) => number;
  /** A fresh float32 tensor, its numbers not yet written. */
  readonly output: (shape: readonly number[]) => Output;
  /** The memory that all addresses are in. */
  readonly memory: WebAssembly.Memory;
  /** Copies bytes within the memory. */
  readonly copy: (target: number, source: number, bytes: number) => void;
  /** Another tensor over the numbers of one; they live until both are disposed. */
  readonly share: (tensor: TensorInfo) => TensorInfo;
  /** Room for `bytes` until the next call; it is kept and reused, and grows to the largest ever asked for. */
  readonly scratch: (bytes: number) => number;
}

/** The parts of tfjs's Emscripten module that we touch. */
interface EmscriptenModule {
  asm?: { memory?: unknown };
  wasmMemory?: unknown;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

function memoryOf(module: EmscriptenModule): WebAssembly.Memory | undefined {
  const memory = module.wasmMemory ?? module.asm?.memory;
  return memory instanceof WebAssembly.Memory ? memory : undefined;
}

function createWorkspace(backend: BackendWasm): Workspace | undefined {
  const module = backend.wasm as unknown as EmscriptenModule;
  const memory = memoryOf(module);
  if (memory === undefined) return undefined;
  let region = { address: 0, bytes: 0 };
  // `>>> 0`: Emscripten hands out addresses above 2 GiB as negative numbers.
  const addressOf = ({ dataId }: TensorInfo): number => backend.getMemoryOffset(dataId) >>> 0;
  return {
    kernels: instantiateKernels(memory),
    addressOf,
    output: (shape) => {
      const info = backend.makeOutput([...shape], "float32");
      return { info, address: addressOf(info) };
    },
    memory,
    copy: (target, source, bytes) => {
      new Uint8Array(memory.buffer).copyWithin(target, source, source + bytes);
    },
    share: ({ dataId, shape, dtype }) => {
      backend.incRef(dataId);
      return { dataId, shape, dtype };
    },
    scratch: (bytes) => {
      if (bytes > region.bytes) {
        if (region.bytes > 0) module._free(region.address);
        region = { address: module._malloc(bytes) >>> 0, bytes };
      }
      return region.address;
    },
  };
}

const workspaces = new WeakMap<BackendWasm, Workspace | undefined>();

/** The one workspace of an engine; undefined where its memory can't be reached, so that tfjs's kernels stay. */
export function workspaceOf(backend: BackendWasm): Workspace | undefined {
  if (!workspaces.has(backend)) workspaces.set(backend, createWorkspace(backend));
  return workspaces.get(backend);
}
