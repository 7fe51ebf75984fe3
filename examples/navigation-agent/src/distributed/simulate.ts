import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { MessageChannel, type Worker } from "node:worker_threads";
import { createCaller, type Caller } from "../calls.ts";
import { typescriptWorker } from "../typescript-worker.ts";
import { encodeUnroll } from "./unroll-codec.ts";
import type { Recording } from "./record-actor.ts";
import { RedisFlow } from "./redis-flow.ts";
import type { Task } from "./task.ts";
import type { VirtualActors, VirtualReport } from "./virtual-actors.ts";

/** What is simulated: so many actors, and a learner that takes this long for a batch; `Infinity` if it takes none. */
export interface Scene {
  actors: number;
  learning: number;
  seconds: number;
}

/** What came of it. */
export interface Outcome {
  actors: number;
  /** Unrolls a second that the actors would make if they never waited, and that the learner took. */
  offered: number;
  taken: number;
  megabytesPerSecond: number;
  stepsPerSecond: number;
  /** Share of their time that actors waited. */
  waiting: number;
  longestQueue: number;
  /** The server's largest memory in the first and in the second half, megabytes. */
  memory: [number, number];
}

const threads = 2;

interface Crew {
  workers: Worker[];
  callers: Caller[];
}

function hire(
  place: { address: string; name: string },
  actors: number,
  { durations, unroll }: Recording,
): Crew {
  const crew: Crew = { workers: [], callers: [] };
  for (let thread = 0; thread < threads; thread++) {
    const { port1, port2 } = new MessageChannel();
    const workerData: VirtualActors = {
      module: new URL("virtual-actors.ts", import.meta.url).href,
      ...place,
      actors: Math.floor((actors + thread) / threads),
      durations,
      unroll,
      calls: port2,
    };
    crew.workers.push(typescriptWorker(workerData, [port2]));
    crew.callers.push(createCaller(port1));
  }
  return crew;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

async function askAll({ callers }: Crew): Promise<VirtualReport> {
  const reports = (await Promise.all(callers.map((caller) => caller.call("report")))) as VirtualReport[];
  const of = (name: keyof VirtualReport): number => total(reports.map((report) => report[name]));
  return { unrolls: of("unrolls"), acted: of("acted"), waited: of("waited") };
}

const megabyte = 1e6;

/** Looks at the server now and then until it is told to stop. */
function watchServer(flow: RedisFlow): { stop: () => Promise<{ queue: number[]; memory: number[] }> } {
  const over = new AbortController();
  const seen = { queue: [] as number[], memory: [] as number[] };
  const watching = (async () => {
    while (!over.signal.aborted) {
      const [queue, info] = await Promise.all([
        flow.redis.llen(flow.key("unrolls")),
        flow.redis.info("memory"),
      ]);
      seen.queue.push(queue);
      seen.memory.push(Number(/used_memory:(\d+)/.exec(info)![1]) / megabyte);
      await setTimeout(200);
    }
  })();
  return {
    stop: async () => {
      over.abort();
      await watching;
      return seen;
    },
  };
}

/** Takes batches and does nothing with them for as long as learning would take; tells how many unrolls it took. */
async function consume(flow: RedisFlow, batch: number, { learning, seconds }: Scene): Promise<number> {
  const end = performance.now() + 1000 * seconds;
  if (learning === Infinity) {
    await setTimeout(1000 * seconds);
    return 0;
  }
  for (let taken = 0; ; taken += batch) {
    const left = end - performance.now();
    if (left <= 0) return taken;
    try {
      await flow.receiveBatch(batch, AbortSignal.timeout(Math.ceil(left)));
    } catch {
      return taken;
    }
    if (learning > 0) await setTimeout(learning);
  }
}

const startedIn = 2;

/** Plays one scene on a server of which nothing else is asked meanwhile. */
export async function simulate(
  address: string,
  task: Task,
  recording: Recording,
  scene: Scene,
): Promise<Outcome> {
  const place = { address, name: `simulation-${randomUUID()}` };
  const flow = new RedisFlow(place);
  await flow.announce(task, new Uint8Array(), "simulation");
  await flow.publishWeights({ version: 0, done: 0, bytes: recording.weights });
  const crew = hire(place, scene.actors, recording);
  try {
    await consume(flow, recording.batch, { ...scene, seconds: startedIn + scene.actors / 100 });
    const watch = watchServer(flow);
    const before = await askAll(crew);
    const began = performance.now();
    const taken = await consume(flow, recording.batch, scene);
    const seconds = (performance.now() - began) / 1000;
    const after = await askAll(crew);
    const { queue, memory } = await watch.stop();
    const [acted, waited] = [after.acted - before.acted, after.waited - before.waited];
    const half = memory.length >> 1;
    const bytes = encodeUnroll(recording.unroll).length;
    return {
      actors: scene.actors,
      offered: (1000 * scene.actors) / (total(recording.durations) / recording.durations.length),
      taken: taken / seconds,
      megabytesPerSecond: (taken * bytes) / megabyte / seconds,
      stepsPerSecond: (taken * recording.steps) / seconds,
      waiting: acted + waited === 0 ? 1 : waited / (acted + waited),
      longestQueue: Math.max(...queue),
      memory: [Math.max(...memory.slice(0, half)), Math.max(...memory.slice(half))],
    };
  } finally {
    await Promise.all(crew.workers.map((worker) => worker.terminate()));
    for (const caller of crew.callers) caller.close();
    await flow.redis.del(["task", "modules", "weights", "unrolls", "places"].map((what) => flow.key(what)));
    flow.close();
  }
}
