import { setTimeout } from "node:timers/promises";

/** What a promise comes to, unless the signal is aborted first: then its reason is thrown and the promise left alone. */
export function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", abort);
    });
  });
}

const [shortestPause, longestPause] = [20, 500];

/** Asks again and again, at longer and longer intervals, until there is an answer. */
export async function untilThere<Value>(
  ask: () => Promise<Value | undefined>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  for (let pause = shortestPause; ; pause = Math.min(longestPause, 1.5 * pause)) {
    const answer = await unlessAborted(ask(), signal);
    if (answer !== undefined) return answer;
    await unlessAborted(setTimeout(pause), signal);
  }
}
