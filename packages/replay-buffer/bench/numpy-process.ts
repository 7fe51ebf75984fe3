import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const python = "/usr/bin/python3";

/** Whether there is a Python with numpy to compare with. */
export const hasNumpy = (): boolean => spawnSync(python, ["-c", "import numpy"]).status === 0;

/** What the Python side is asked to time. */
export interface NumpyRequest {
  work: "uniform" | "prioritised" | "add";
  shape: readonly number[];
  dtype: string;
  capacity: number;
  calls: number;
}

/** A running Python that times one request at a time, in milliseconds a call. */
export interface NumpyPeer {
  time: (request: NumpyRequest) => Promise<number>;
  stop: () => void;
}

/** Starts the numpy peer. */
export function startNumpy(): NumpyPeer {
  const script = fileURLToPath(new URL("numpy_peer.py", import.meta.url));
  const child: ChildProcessWithoutNullStreams = spawn(python, [script]);
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    time: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error("the numpy peer ended");
      return Number(answer.value);
    },
    stop: () => void child.kill(),
  };
}
