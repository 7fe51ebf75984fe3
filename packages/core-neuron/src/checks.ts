import type { Tensor } from "@tensorflow/tfjs-core";

/** @throws RangeError unless a value is a positive integer. */
export function assertExtent(where: string, name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RangeError(`${where}: expected ${name} to be a positive integer, got ${value}`);
}

/** @throws RangeError unless a tensor has at least `rank` axes and the last has the given extent. */
export function assertLastExtent(where: string, x: Tensor, extent: number, rank: number): void {
  if (x.rank >= rank && x.shape.at(-1) === extent) return;
  const axes = new Array<string>(rank - 1).fill("…").join(", ");
  throw new RangeError(
    `${where}: expected an input of shape [${axes}, ${extent}], got [${x.shape.join(", ")}]`,
  );
}

/** @throws RangeError unless a tensor has exactly the given shape. */
export function assertShape(where: string, name: string, x: Tensor, shape: readonly number[]): void {
  if (x.shape.join() === shape.join()) return;
  throw new RangeError(
    `${where}: expected ${name} of shape [${shape.join(", ")}], got [${x.shape.join(", ")}]`,
  );
}

/** @throws RangeError unless a value lies in [0, 1]. */
export function assertDecay(where: string, name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new RangeError(`${where}: expected ${name} in [0, 1], got ${value}`);
}
