import type { BoxSpace, Space } from "../spaces.ts";
import type { VectorEnvironment } from "../vector-environment.ts";
import { assertActions, worldSeeds } from "../vectorize.ts";
import {
  request,
  sharedBytes,
  signalIndex,
  takeFailure,
  viewShards,
  word,
  type ShardViews,
  type WorldShard,
} from "./shard-memory.ts";

/** A worker that can be told which shard it is: a Web Worker or a Node worker thread. */
export interface ShardWorker {
  /** Sends a message. */
  postMessage(message: WorldShard): void;
}

/** What {@link shardWorlds} takes beside the workers. */
export interface ShardOptions<Observations extends Float32Array | Uint8Array> {
  /** How many worlds, in all workers together. */
  readonly size: number;
  /** Where one world's observation lies: that of the worlds which the workers make. */
  readonly observationSpace: BoxSpace<Observations>;
  /** Where one world's action lies. */
  readonly actionSpace: Space<number>;
  /** How long to wait for a worker before giving it up, seconds. Default 60. */
  readonly timeout?: number;
}

/** Worlds that live in workers, as one vector environment. */
export interface ShardedWorlds<
  Observations extends Float32Array | Uint8Array,
> extends VectorEnvironment<Observations> {
  /** The first half of `step`: lets the worlds move while this thread does something else. */
  readonly send: (actions: ArrayLike<number>) => void;
  /** The second half of `step`: waits until all worlds have moved; only then do the arrays tell about the step. */
  readonly receive: () => void;
  /** Ends the workers' {@link serveShard}, after the step that they are at; does not wait for it. */
  readonly dispose: () => void;
}

/** How often to look for an answer before the thread is put to sleep: waking it costs more than a short wait. */
const looks = 2000;

/**
 * A vector environment whose worlds are shared out over workers, through shared memory: world n does bit for bit what
 * it does in one thread with the same seed, however many workers there are. Pays where a step of a world's share costs
 * more than waking a thread (about 10 µs): sensors that cast rays, pictures, thousands of worlds.
 *
 * Each worker answers with {@link serveShard}. This side waits by blocking, which a page's own thread may not do: in a
 * browser call it from a worker, in a page that is cross-origin isolated.
 *
 * @returns The worlds, when every worker is ready.
 * @throws RangeError without workers or with fewer worlds than workers; Error for what a worker throws, or if one does
 * not answer in time.
 * @example
 * const [one] = [createNavigation(goalDrivenMaze())];
 * const worlds = await shardWorlds(workers, { ...one, size: 256 });
 * worlds.reset({ seed: 1 });
 * worlds.step(new Int32Array(256));
 */
export async function shardWorlds<Observations extends Float32Array | Uint8Array>(
  workers: readonly ShardWorker[],
  { size, observationSpace, actionSpace, timeout = 60 }: ShardOptions<Observations>,
): Promise<ShardedWorlds<Observations>> {
  const shards = workers.length;
  if (!(Number.isSafeInteger(size) && shards >= 1 && size >= shards)) {
    throw new RangeError(
      `shardWorlds: expected at least one worker and a world for each, got ${shards} workers and ${size} worlds`,
    );
  }
  const { low } = observationSpace;
  const plan = { size, width: low.length, hasByteObservations: low instanceof Uint8Array, shards };
  const memory = new SharedArrayBuffer(sharedBytes(plan));
  workers.forEach((worker, index) => {
    worker.postMessage({ ...plan, memory, index });
  });
  const views = viewShards({ ...plan, memory });
  const line = new Line(views, shards, timeout);
  try {
    await line.ready();
  } catch (error) {
    // Nobody else could: without the worlds the caller has nothing to dispose of, and the other workers would wait on.
    line.stop();
    throw error;
  }
  return assemble(views, line, { size, observationSpace, actionSpace });
}

function assemble<Observations extends Float32Array | Uint8Array>(
  views: ShardViews,
  line: Line,
  { size, observationSpace, actionSpace }: ShardOptions<Observations>,
): ShardedWorlds<Observations> {
  const { actions, rewards, terminated, truncated } = views;
  let started = false;
  const send = (wanted: ArrayLike<number>): void => {
    if (!started) throw new Error("step: expected running episodes, got none; call reset first");
    assertActions(() => actionSpace, size, wanted);
    line.assertIdle("step");
    actions.set(wanted);
    line.ask(request.step);
  };
  const receive = (): void => {
    line.receive();
  };
  return {
    size,
    observationSpace,
    actionSpace,
    observations: views.observations as Observations,
    finalObservations: views.finalObservations as Observations,
    rewards,
    terminated,
    truncated,
    reset: (options = {}) => {
      const seeds = worldSeeds(size, options);
      if (seeds === undefined && !started) {
        throw new Error("reset: expected seeds on the first call, got none; call reset({ seed: 1 })");
      }
      line.assertIdle("reset");
      if (seeds !== undefined) views.seeds.set(seeds);
      started = false;
      line.ask(seeds === undefined ? request.reset : request.resetWithSeeds);
      line.receive();
      started = true;
    },
    step: (wanted) => {
      send(wanted);
      receive();
    },
    send,
    receive,
    dispose: () => {
      line.stop();
    },
  };
}

/** The signals between this thread and the workers. */
class Line {
  private readonly views: ShardViews;
  private readonly shards: number;
  private readonly timeout: number;
  /** How many requests have been made. */
  private asked = 0;
  private isOpen = false;
  private isStopped = false;

  constructor(views: ShardViews, shards: number, timeout: number) {
    this.views = views;
    this.shards = shards;
    this.timeout = timeout;
  }

  /** Waits, without blocking, until every worker has made its worlds. */
  async ready(): Promise<void> {
    const limit = performance.now() + 1000 * this.timeout;
    for (let shard = 0; shard < this.shards; shard++) {
      while (Atomics.load(this.views.signals, signalIndex(shard, word.isReady)) === 0) {
        if (performance.now() > limit) throw this.silence("shardWorlds", shard);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    this.assertWell("shardWorlds");
  }

  assertIdle(caller: string): void {
    if (this.isStopped)
      throw new Error(`${caller}: expected worlds in use, got disposed ones; shard them anew`);
    if (this.isOpen) throw new Error(`${caller}: expected no step under way, got one; call receive first`);
  }

  ask(wanted: number): void {
    this.asked += 1;
    this.isOpen = true;
    this.signal(wanted);
  }

  receive(): void {
    if (!this.isOpen) throw new Error("receive: expected a step under way, got none; call send first");
    for (let shard = 0; shard < this.shards; shard++) this.await(shard);
    this.isOpen = false;
    this.assertWell("receive");
  }

  /** Tells the workers to end. It waits for no answer: a worker that is busy, or silent, sees the word when it looks. */
  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.isOpen = false;
    this.asked += 1;
    this.signal(request.stop);
  }

  private signal(wanted: number): void {
    const { signals } = this.views;
    for (let shard = 0; shard < this.shards; shard++) {
      signals[signalIndex(shard, word.request)] = wanted;
      Atomics.store(signals, signalIndex(shard, word.asked), this.asked);
      Atomics.notify(signals, signalIndex(shard, word.asked));
    }
  }

  /** Waits for a shard's answer. */
  private await(shard: number): void {
    const { signals } = this.views;
    const answered = signalIndex(shard, word.answered);
    for (let look = 0; look < looks; look++) {
      if (Atomics.load(signals, answered) === this.asked) return;
    }
    while (Atomics.load(signals, answered) !== this.asked) {
      const outcome = Atomics.wait(signals, answered, this.asked - 1, 1000 * this.timeout);
      if (outcome === "timed-out") throw this.silence("receive", shard);
    }
  }

  private assertWell(caller: string): void {
    const failures: string[] = [];
    for (let shard = 0; shard < this.shards; shard++) {
      const failure = takeFailure(this.views, shard);
      if (failure !== undefined) failures.push(`worker ${shard} failed: ${failure}`);
    }
    if (failures.length > 0) throw new Error(`${caller}: ${failures.join("; ")}`);
  }

  private silence(caller: string, shard: number): Error {
    return new Error(
      `${caller}: expected worker ${shard} to answer within ${this.timeout} s, got nothing; ` +
        "does it call serveShard, and is it still running?",
    );
  }
}
