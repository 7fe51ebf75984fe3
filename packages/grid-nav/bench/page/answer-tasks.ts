import { useBackend } from "@wayfield/backend";
import { createTask, type Task } from "../tasks.ts";

/** Where the bench serves the engine's files. */
export const wasmFolder = "/wasm/";

/** What the bench calls in the page: does a task once and says how many milliseconds it took. */
export type RunTask = (task: Task, ...sizes: number[]) => Promise<number>;

/** Lets the bench call {@link RunTask} as `runTask`. */
export function answerTasks(prepare: () => void = () => undefined): void {
  const engine = useBackend("wasm").then(prepare);
  const made = new Map<string, () => unknown>();
  const runTask: RunTask = async (task, ...sizes) => {
    await engine;
    const name = [task, ...sizes].join(" ");
    const step = made.get(name) ?? createTask(task, ...sizes);
    made.set(name, step);
    const start = performance.now();
    step();
    return performance.now() - start;
  };
  Object.assign(globalThis, { runTask });
}
