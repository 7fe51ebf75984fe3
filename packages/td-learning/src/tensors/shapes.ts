import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";

const show = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/**
 * Throws a TypeError unless every tensor is `[time, batch, …]` with the time and batch of `like`, and as many further
 * dimensions as told.
 */
export function assertTimeBatch(
  where: string,
  like: Tensor2D,
  tensors: Readonly<Record<string, Tensor>>,
  further = 0,
): void {
  if (like.rank !== 2 || like.shape[0] === 0) {
    throw new TypeError(
      `${where}: expected rT of [time, batch] with at least one step, got ${show(like.shape)}`,
    );
  }
  for (const [name, { shape }] of Object.entries(tensors)) {
    if (shape.length === 2 + further && shape[0] === like.shape[0] && shape[1] === like.shape[1]) continue;
    const expected = [...like.shape.map(String), ...["actions", "atoms"].slice(0, further)].join(", ");
    throw new TypeError(
      `${where}: expected ${name} of [time, batch${further > 0 ? ", …" : ""}] = [${expected}], got ${show(shape)}`,
    );
  }
}

/** Throws a TypeError unless two tensors are of one shape. */
export function assertSameShape(where: string, names: readonly [string, string], a: Tensor, b: Tensor): void {
  if (a.rank === b.rank && a.shape.every((length, axis) => length === b.shape[axis])) return;
  throw new TypeError(
    `${where}: expected ${names[0]} and ${names[1]} to be of one shape, got ${show(a.shape)} and ${show(b.shape)}`,
  );
}

/** Throws a TypeError unless a tensor holds whole numbers, as actions are. */
export function assertActions(where: string, name: string, actions: Tensor): void {
  if (actions.dtype === "int32") return;
  throw new TypeError(
    `${where}: expected ${name} of dtype int32, got ${actions.dtype}; make it with tensor2d(…, undefined, "int32")`,
  );
}
