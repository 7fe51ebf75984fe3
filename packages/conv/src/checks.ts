import type { Tensor } from "@tensorflow/tfjs-core";

/** @throws RangeError unless a value is a positive integer. */
export function assertExtent(where: string, name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RangeError(`${where}: expected ${name} to be a positive integer, got ${value}`);
}

/** @throws RangeError unless a value is a positive, finite number. */
export function assertPositive(where: string, name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(`${where}: expected ${name} to be a positive number, got ${value}`);
}

/** @throws RangeError unless a tensor is a batch of images with the given number of channels. */
export function assertImages(where: string, x: Tensor, channels: number): void {
  if (x.rank === 4 && x.shape[3] === channels) return;
  throw new RangeError(
    `${where}: expected images of shape [batch, height, width, ${channels}], got [${x.shape.join(", ")}]`,
  );
}
