import { tensor } from "@tensorflow/tfjs-core";
import { flattenParameters, type NamedTensors, type ParameterTree } from "../parameters.ts";

/** Where each tensor of a tree stands among the numbers of all, in the tree's order. */
export interface ParameterLayout {
  names: string[];
  shapes: number[][];
}

export function layoutOf(tree: ParameterTree): ParameterLayout {
  const flat = flattenParameters(tree);
  return { names: Object.keys(flat), shapes: Object.values(flat).map(({ shape }) => shape) };
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);

/** All numbers of a tree behind each other. */
export function packParameters(tree: ParameterTree): Float32Array<ArrayBuffer> {
  const tensors = Object.values(flattenParameters(tree));
  const packed = new Float32Array(tensors.reduce((size, { size: own }) => size + own, 0));
  let offset = 0;
  for (const each of tensors) {
    packed.set(each.dataSync(), offset);
    offset += each.size;
  }
  return packed;
}

/** Fresh tensors from packed numbers, by their full names. */
export function unpackTensors({ names, shapes }: ParameterLayout, packed: Float32Array): NamedTensors {
  let offset = 0;
  return Object.fromEntries(
    names.map((name, index) => {
      const shape = shapes[index]!;
      const values = packed.slice(offset, offset + sizeOf(shape));
      offset += values.length;
      return [name, tensor(values, shape, "float32")];
    }),
  );
}

/** The tree that dotted names describe. */
export function nestParameters(named: NamedTensors): ParameterTree {
  const root: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(named)) {
    const path = name.split(".");
    const last = path.pop()!;
    let node = root;
    for (const key of path) node = (node[key] ??= {}) as Record<string, unknown>;
    node[last] = value;
  }
  return root;
}
