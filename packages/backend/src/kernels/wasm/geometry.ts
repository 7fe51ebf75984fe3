import type { backend_util } from "@tensorflow/tfjs-core";
import type { Workspace } from "./workspace.ts";

/** What tfjs's convolutions and pooling say about their windows. */
export interface WindowAttributes {
  strides: [number, number] | number;
  pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  dimRoundingMode?: "floor" | "round" | "ceil";
  dilations?: [number, number] | number;
}

/** Room for the geometry, before the scratch of the kernel that reads it. */
const geometryBytes = 64;

function asNumbers({ padInfo, ...info }: backend_util.Conv2DInfo): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    padInfo.top,
    padInfo.left,
  ];
}

/** How much scratch a kernel needs. */
export interface ScratchNeeds {
  /** Bytes behind the geometry that `bytes` itself may write to. */
  room: number;
  /** The answer, given the geometry's address and the room's. */
  bytes: (geometry: number, room: number) => number;
}

/** Lays a geometry down (`assembly/geometry.ts` has the order) and scratch behind it. */
export function layOutGeometry(
  { scratch, memory }: Pick<Workspace, "scratch" | "memory">,
  info: backend_util.Conv2DInfo,
  { room, bytes }: ScratchNeeds,
): { geometry: number; free: number } {
  const numbers = asNumbers(info);
  const write = (address: number): number => {
    new Int32Array(memory.buffer, address, numbers.length).set(numbers);
    return address;
  };
  const first = write(scratch(geometryBytes + room));
  const needed = Math.max(bytes(first, first + geometryBytes), room);
  const geometry = write(scratch(geometryBytes + needed));
  return { geometry, free: geometry + geometryBytes };
}
