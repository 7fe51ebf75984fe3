/** One end of a line to a worker: a Web Worker, a Node worker thread, or a port of either's message channel. */
export interface Endpoint {
  /** Sends a message; buffers in `transfer` move instead of being copied. */
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

/** How Node's workers and ports are listened to, and the web's. */
interface NodeEndpoint {
  on(event: string, listener: (value: unknown) => void): unknown;
  /** Of a worker thread: −1 once it has ended, which it says by no further event. */
  readonly threadId?: number;
}
interface WebEndpoint {
  addEventListener(event: string, listener: (event: { data?: unknown }) => void): void;
  /** Message ports wait for this. */
  start?(): void;
}

const isNodes = (endpoint: object): endpoint is NodeEndpoint => "on" in endpoint;

const explain = (reason: unknown): Error =>
  reason instanceof Error
    ? reason
    : new Error(String((reason as { message?: unknown } | undefined)?.message ?? reason));

/** Calls `receive` for every message and `fail` when the other side breaks down, or has ended already. */
export function listen(
  endpoint: Endpoint,
  receive: (message: unknown) => void,
  fail: (error: Error) => void = () => undefined,
): void {
  const failWith = (reason: unknown): void => {
    fail(explain(reason));
  };
  if (isNodes(endpoint)) {
    endpoint.on("message", receive);
    endpoint.on("error", failWith);
    endpoint.on("exit", (code) => {
      fail(new Error(`the worker ended with code ${String(code)}`));
    });
    if (endpoint.threadId === -1) fail(new Error("the worker has ended already"));
    return;
  }
  const target = endpoint as unknown as WebEndpoint;
  target.addEventListener("message", ({ data }) => {
    receive(data);
  });
  target.addEventListener("error", failWith);
  target.start?.();
}
