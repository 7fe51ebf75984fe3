import { engine, tidy, type TensorContainer } from "@tensorflow/tfjs-core";

/** Anything but a promise: a scope that awaited would dispose the tensors of whoever runs meanwhile. */
export type NotAPromise<T> = T extends PromiseLike<unknown> ? never : T;

/**
 * Runs a synchronous function and disposes every tensor made in it, except those in what it returns.
 * tfjs's `tidy`, which throws at run time what this type refuses at compile time: an async function.
 * @example const norm = scope(() => sqrt(sum(square(x))));
 */
export function scope<T extends TensorContainer>(f: () => NotAPromise<T>): T {
  return tidy(f as () => T);
}

/** How many tensors are alive on the engine now. */
export const countTensors = (): number => engine().state.numTensors;

/**
 * How many more tensors are alive after a function than before it: 0 where it cleans up after itself.
 * @example expect(await tensorsLeftBy(() => trainStep(state))).toBe(0);
 */
export async function tensorsLeftBy(f: () => unknown): Promise<number> {
  const before = countTensors();
  await f();
  return countTensors() - before;
}
