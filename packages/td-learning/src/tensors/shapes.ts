import { getBackend, type Tensor } from "@tensorflow/tfjs-core";

const show = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/**
 * Throws a RangeError unless every tensor is `[time, batch, …]` with the time and batch of the one in `like`, and as many
 * further dimensions as told. All are given by the names of the caller's arguments.
 */
export function assertTimeBatch(
  where: string,
  like: Readonly<Record<string, Tensor>>,
  tensors: Readonly<Record<string, Tensor>>,
  further = 0,
): void {
  const [likeName, { shape: timeBatch }] = Object.entries(like)[0]!;
  if (timeBatch.length !== 2 || timeBatch[0] === 0) {
    throw new RangeError(
      `${where}: expected ${likeName} of [time, batch] with at least one step, got ${show(timeBatch)}`,
    );
  }
  for (const [name, { shape }] of Object.entries(tensors)) {
    if (shape.length === 2 + further && shape[0] === timeBatch[0] && shape[1] === timeBatch[1]) continue;
    const expected = [...timeBatch.map(String), ...["actions", "atoms"].slice(0, further)].join(", ");
    throw new RangeError(
      `${where}: expected ${name} of [time, batch${further > 0 ? ", …" : ""}] = [${expected}], got ${show(shape)}`,
    );
  }
}

/** Throws a RangeError unless two tensors are of one shape. */
export function assertSameShape(where: string, names: readonly [string, string], a: Tensor, b: Tensor): void {
  if (a.rank === b.rank && a.shape.every((length, axis) => length === b.shape[axis])) return;
  throw new RangeError(
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

/** Engines whose numbers lie in this process's memory, so that reading them costs no round trip. */
const onHost = (): boolean => getBackend() === "wasm" || getBackend() === "cpu";

/** Throws a RangeError for an action that is none of `count`, where asking does not wait for a graphics card. */
export function assertActionRange(where: string, name: string, actions: Tensor, count: number): void {
  if (!onHost()) return;
  const stray = actions.dataSync<"int32">().find((action) => action < 0 || action >= count);
  if (stray === undefined) return;
  throw new RangeError(
    `${where}: expected ${name} from 0 to ${count - 1}, got ${stray}; a row that is none needs a valid action and a weight of 0 in the loss`,
  );
}
