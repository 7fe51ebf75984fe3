import { Worker, type Transferable } from "node:worker_threads";

/** A thread that first learns to read TypeScript, as this one did. */
const bootstrap = `
  const { parentPort, workerData } = require("node:worker_threads");
  import("tsx/esm/api")
    .then(({ register }) => { register(); return import(workerData.module); })
    .then(({ start }) => start(parentPort, workerData));
`;

/** What every thread is started with. */
export interface WorkerModule {
  /** Address of the module whose `start` is called with the thread's port and its data. */
  module: string;
}

/** A thread that runs the `start` of a module of ours. */
export const typescriptWorker = (workerData: WorkerModule, transferList: Transferable[] = []): Worker =>
  new Worker(bootstrap, {
    eval: true,
    workerData,
    transferList,
    execArgv: ["--conditions=@wayfield/source"],
  });
