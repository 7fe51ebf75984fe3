import type { LimitFunction } from "p-limit";
import { typescriptWorker } from "@wayfield/example-navigation-agent";
import type { Findings } from "./findings.ts";
import type { LookMessage, LookRequest } from "./subject-thread.ts";

/** How subjects are looked into. */
export interface LookIntoAllOptions {
  signal: AbortSignal;
  /** Starts no more of it at once than there is room for. */
  atOnce: LimitFunction;
  /** Told who is looked into and how far it is. */
  log: (line: string) => void;
}

/** Looks into one subject in a thread of its own. */
function lookInThread(request: LookRequest, { signal, log }: LookIntoAllOptions): Promise<Findings> {
  signal.throwIfAborted();
  const { name } = request.spec;
  const worker = typescriptWorker({
    module: new URL("./subject-thread.ts", import.meta.url).href,
    ...request,
  });
  return new Promise<Findings>((resolve, reject) => {
    const stop = (): void => {
      reject(new Error(`${name}: interrupted`));
    };
    signal.addEventListener("abort", stop, { once: true });
    worker.on("error", reject);
    worker.on("message", (message: LookMessage) => {
      if ("doing" in message) log(`${name}: ${message.doing}`);
      else if ("found" in message) resolve(message.found);
      else reject(new Error(`${name}: ${message.failed}`));
    });
  }).finally(() => worker.terminate());
}

/** Looks into every subject, each in a thread of its own, the first ones first. */
export async function lookIntoAll(
  requests: readonly LookRequest[],
  options: LookIntoAllOptions,
): Promise<Record<string, Findings>> {
  const looking = requests.map(
    async (request) =>
      [request.spec.name, await options.atOnce(() => lookInThread(request, options))] as const,
  );
  return Object.fromEntries(await Promise.all(looking));
}
