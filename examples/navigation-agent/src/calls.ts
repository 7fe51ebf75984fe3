import type { MessagePort } from "node:worker_threads";

/** What a thread can be asked to do. */
type Methods = Record<string, (...values: never[]) => unknown>;

interface Call {
  id: number;
  method: string;
  values: unknown[];
}

type Answer = { id: number; value: unknown } | { id: number; error: string };

/** Answers every call that comes through a port. */
export function serveCalls(port: MessagePort, methods: Methods): void {
  const answer = async ({ id, method, values }: Call): Promise<Answer> => {
    try {
      return { id, value: await methods[method]!(...(values as never[])) };
    } catch (error) {
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  port.on("message", (call: Call) => {
    void answer(call).then((reply) => {
      port.postMessage(reply);
    });
  });
}

/** Calls the methods that {@link serveCalls} answers at the other end. */
export interface Caller {
  call: (method: string, ...values: unknown[]) => Promise<unknown>;
  /** The other end is broken: every call that waits, and every later one, fails with this reason. */
  fail: (reason: Error) => void;
  close: () => void;
}

/** The calling end of a port. */
export function createCaller(port: MessagePort): Caller {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  let sent = 0;
  let broken: Error | undefined;
  port.on("message", (answer: Answer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("error" in answer) call?.reject(new Error(answer.error));
    else call?.resolve(answer.value);
  });
  return {
    call: (method, ...values) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) {
          reject(broken);
          return;
        }
        const id = sent++;
        waiting.set(id, { resolve, reject });
        port.postMessage({ id, method, values } satisfies Call);
      }),
    fail: (reason) => {
      broken = reason;
      for (const { reject } of waiting.values()) reject(reason);
      waiting.clear();
    },
    close: () => {
      port.close();
    },
  };
}
