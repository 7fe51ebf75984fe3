import { engine, tidy, type TensorContainer } from "@tensorflow/tfjs-core";

/** Anything but a promise: a scope that awaited would dispose the tensors of whoever runs meanwhile. */
export type NotAPromise<T> = T extends PromiseLike<unknown> ? never : T;

const isPromise = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/**
 * Runs a synchronous function and disposes every tensor made in it, except those in what it returns: tfjs's `tidy`,
 * which only logs a message where this refuses, by type and at run time: an async function.
 * @throws TypeError if the function returns a promise.
 * @example const norm = scope(() => sqrt(sum(square(x))));
 */
export function scope<T extends TensorContainer>(f: () => NotAPromise<T>): T {
  return tidy(() => {
    const result: T = f();
    if (isPromise(result)) {
      throw new TypeError(
        "scope: expected a synchronous function, got one that returns a promise; await outside of it",
      );
    }
    return result;
  });
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
