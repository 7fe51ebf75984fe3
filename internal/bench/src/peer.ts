import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";

/** What to do, and its sizes: one line of JSON to the peer, which answers with the milliseconds it took. */
export type Request = readonly [task: string, ...sizes: number[]];

/** A program that does the same work as we, in a process of its own, and times itself. */
export interface Peer {
  /** Does the work once; milliseconds, as the peer measured them. */
  run(request: Request): Promise<number>;
  stop(): void;
}

/** Starts a peer, which must know the task `["gemm", 1]`; undefined where its program is missing or ends at once. */
export async function startPeer(
  command: string,
  commandArguments: readonly string[],
  environment: Record<string, string> = {},
): Promise<Peer | undefined> {
  const child: ChildProcessWithoutNullStreams = spawn(command, commandArguments, {
    env: { ...process.env, ...environment },
  });
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<undefined>((resolve) => {
    child.on("error", () => {
      resolve(undefined);
    });
    child.on("exit", () => {
      resolve(undefined);
    });
  });
  const run = async (request: Request): Promise<number> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await Promise.race([lines.next(), ended]);
    if (line === undefined || line.done === true)
      throw new Error(`bench: ${command} ended during ${JSON.stringify(request)}`);
    return Number(line.value);
  };
  child.stdin.on("error", () => undefined);
  const first = await Promise.race([
    run(["gemm", 1]).then(
      () => true,
      () => false,
    ),
    ended,
  ]);
  return first === true ? { run, stop: () => child.kill() } : undefined;
}
