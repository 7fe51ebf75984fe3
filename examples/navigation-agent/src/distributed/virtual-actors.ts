// The entry of the threads that simulate starts: actors that keep the time of real ones and send what one of them lived.
import { setTimeout } from "node:timers/promises";
import type { MessagePort } from "node:worker_threads";
import { serveCalls } from "../calls.ts";
import type { WorkerModule } from "../typescript-worker.ts";
import type { Unroll } from "../unroll.ts";
import { RedisFlow } from "./redis-flow.ts";

/** What a thread of virtual actors is started with. */
export interface VirtualActors extends WorkerModule {
  address: string;
  name: string;
  actors: number;
  /** Milliseconds that a real actor needed for unrolls, one after the other. */
  durations: number[];
  unroll: Unroll;
  /** Where it is asked how it went. */
  calls: MessagePort;
}

/** What the virtual actors of a thread did until they were asked. */
export interface VirtualReport {
  unrolls: number;
  /** Milliseconds that they acted, and that they waited to send. */
  acted: number;
  waited: number;
}

/** All in a thread act, each at another moment of the recorded times. */
export function start(
  _port: unknown,
  { address, name, actors, durations, unroll, calls }: VirtualActors,
): void {
  const report: VirtualReport = { unrolls: 0, acted: 0, waited: 0 };
  const live = async (index: number): Promise<void> => {
    const flow = new RedisFlow({ address, name });
    await flow.awaitTask();
    await setTimeout(((index * 0.618034) % 1) * durations[0]!);
    for (let turn = index; ; turn++) {
      const { version } = await flow.latestWeights();
      const duration = durations[turn % durations.length]!;
      await setTimeout(duration);
      const ready = performance.now();
      await flow.sendUnroll({ ...unroll, version });
      report.unrolls += 1;
      report.acted += duration;
      report.waited += performance.now() - ready;
    }
  };
  for (let index = 0; index < actors; index++) void live(index);
  serveCalls(calls, { report: () => ({ ...report }) });
}
