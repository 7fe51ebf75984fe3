import type { Tensor } from "@tensorflow/tfjs-core";

/** Tensors by name, each with the shape that is expected of it. */
type Expected = Readonly<Record<string, readonly [tensor: Tensor, shape: readonly number[]]>>;

/**
 * Throws unless every tensor has its shape: a kernel takes addresses and counts, and would read or write what belongs to
 * others.
 * @throws RangeError naming the first that does not fit.
 */
export function assertShapes(where: string, expected: Expected): void {
  for (const [name, [tensor, shape]] of Object.entries(expected)) {
    if (tensor.rank === shape.length && shape.every((extent, axis) => extent === tensor.shape[axis]))
      continue;
    throw new RangeError(
      `${where}: expected ${name} of shape [${shape.join(", ")}], got [${tensor.shape.join(", ")}]`,
    );
  }
}

/**
 * Throws unless a tensor has as many axes; the others are measured by its extents.
 * @throws RangeError
 */
export function assertRank(where: string, name: string, { rank, shape }: Tensor, expected: number): void {
  if (rank === expected) return;
  throw new RangeError(`${where}: expected ${name} of ${expected} axes, got [${shape.join(", ")}]`);
}
