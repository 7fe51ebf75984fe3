import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { ExperienceFlow, PublishedWeights } from "../flow.ts";
import type { Unroll } from "../unroll.ts";
import { connect, type TroubleListener } from "./connection.ts";
import type { Task } from "./task.ts";
import { decodeUnroll, encodeUnroll } from "./unroll-codec.ts";
import { unlessAborted, untilThere } from "./waiting.ts";

/** Where a training lives on a Redis server. */
export interface RedisPlace {
  /** `redis://…` or `rediss://…`; see `redisAddress`. */
  address: string;
  /** Sets the keys of one training apart from those of another. */
  name: string;
  onTrouble?: TroubleListener;
}

/** What became of the messages that a learner took from the queue. */
export interface MessageCounts {
  received: number;
  /** No unroll of this task. */
  malformed: number;
  oversized: number;
  /** Made with weights that another start of the learner published. */
  foreign: number;
}

/** No message may be longer, bytes. */
export const largestMessage = 64 * 2 ** 20;

/**
 * Takes one of the queue's places, as one step for everyone else; tells whether there was one. Bytes are sent only by who
 * has a place, so that the server never holds more than the queue. A place that nothing came for is free again after a
 * while.
 */
const takePlace = `
  local now = tonumber(redis.call("time")[1])
  redis.call("zremrangebyscore", KEYS[2], "-inf", now - tonumber(ARGV[3]))
  if redis.call("llen", KEYS[1]) + redis.call("zcard", KEYS[2]) >= tonumber(ARGV[1]) then return 0 end
  redis.call("zadd", KEYS[2], now, ARGV[2])
  return 1
`;

/** Seconds after which a place is free again. */
const placeHeld = 30;

/** Seconds after which a learner that waits looks whether the server still knows what it published. */
const patience = 1;

/**
 * Experience that flows through Redis. Under the training's name: `task`, `modules`, `weights` (a hash of the learner's
 * start, the version, how far the training is and the file, replaced by one command), `unrolls`, a list that actors append to and the learner
 * takes from, and `places`, who is about to append.
 */
export class RedisFlow implements ExperienceFlow {
  readonly counts: MessageCounts = { received: 0, malformed: 0, oversized: 0, foreign: 0 };
  /** For everything but waiting for unrolls, which occupies a connection of its own. */
  readonly redis: Redis;
  private readonly waiter: Redis;
  private readonly name: string;
  private task: Task | undefined;
  private start = "";
  private republish: (() => Promise<void>)[] = [];
  private latest: (PublishedWeights & { start: string }) | undefined;

  constructor({ address, name, onTrouble }: RedisPlace) {
    this.redis = connect(address, onTrouble);
    this.waiter = connect(address, undefined, { lazyConnect: true });
    this.name = name;
  }

  /** A key of this training. */
  key(what: string): string {
    return `${this.name}:${what}`;
  }

  /**
   * The learner tells what is to be done, and gives the file of the modules, empty if none are needed.
   * @param start Tells this start of the learner from every other.
   */
  async announce(task: Task, modules: Uint8Array, start: string): Promise<void> {
    this.task = task;
    this.start = start;
    const publish = async (): Promise<void> => {
      const text = JSON.stringify(task);
      await this.redis
        .multi()
        .set(this.key("task"), text)
        .set(this.key("modules"), Buffer.from(modules))
        .exec();
    };
    this.republish = [publish];
    await publish();
  }

  /** An actor learns what is to be done, waiting until someone says it. */
  async awaitTask(signal?: AbortSignal): Promise<Task> {
    const text = await untilThere(async () => (await this.redis.get(this.key("task"))) ?? undefined, signal);
    this.task = JSON.parse(text) as Task;
    return this.task;
  }

  /** The file of the modules that the task stands on. */
  modules(signal?: AbortSignal): Promise<Uint8Array> {
    return untilThere(async () => (await this.redis.getBuffer(this.key("modules"))) ?? undefined, signal);
  }

  async sendUnroll(unroll: Unroll, signal?: AbortSignal): Promise<void> {
    const bytes = encodeUnroll(unroll, { start: this.latest?.start ?? this.start });
    if (bytes.length > largestMessage) {
      throw new RangeError(
        `sendUnroll: expected at most ${largestMessage} bytes, got ${bytes.length}; let the actor have fewer worlds`,
      );
    }
    const limit = Math.max(1, Math.floor(this.assertTask().queueWorlds / unroll.worlds));
    const place = randomUUID();
    await untilThere(() => this.takePlace(place, limit), signal);
    const sending = this.redis
      .multi()
      .rpush(this.key("unrolls"), asBuffer(bytes))
      .zrem(this.key("places"), place);
    await unlessAborted(sending.exec(), signal);
  }

  async receiveBatch(count: number, signal?: AbortSignal): Promise<Unroll[]> {
    const batch: Unroll[] = [];
    while (batch.length < count) {
      const wanted = count - batch.length;
      const reply = await unlessAborted(
        this.waiter.blmpopBuffer(patience, 1, this.key("unrolls"), "LEFT", "COUNT", wanted),
        signal,
      );
      if (reply === null) await unlessAborted(this.publishAgainIfLost(), signal);
      else for (const bytes of reply[1]) batch.push(...this.accept(bytes));
    }
    return batch;
  }

  async publishWeights(weights: PublishedWeights): Promise<void> {
    const { version, done, bytes } = weights;
    const publish = async (): Promise<void> => {
      const fields = { start: this.start, version, done, bytes: asBuffer(bytes) };
      await this.redis.hset(this.key("weights"), fields);
    };
    this.republish = [...this.republish.slice(0, 1), publish];
    await publish();
  }

  async latestWeights(signal?: AbortSignal): Promise<PublishedWeights> {
    const key = this.key("weights");
    return untilThere(async () => {
      const [start, version] = await this.redis.hmget(key, "start", "version");
      const { latest } = this;
      if (latest?.start === start && latest?.version === Number(version)) return latest;
      const found = await this.redis.hmgetBuffer(key, "start", "version", "done", "bytes");
      const [from, number, done, bytes] = found;
      if (!from || !number || !done || !bytes) return undefined;
      return (this.latest = { start: from.toString(), version: Number(number), done: Number(done), bytes });
    }, signal);
  }

  /** Leaves the server. */
  close(): void {
    this.redis.disconnect();
    this.waiter.disconnect();
  }

  private async takePlace(place: string, limit: number): Promise<true | undefined> {
    const keys = [this.key("unrolls"), this.key("places")] as const;
    return (await this.redis.eval(takePlace, 2, ...keys, limit, place, placeHeld)) === 1 ? true : undefined;
  }

  private assertTask(): Task {
    if (this.task !== undefined) return this.task;
    throw new Error("RedisFlow: expected to know the task; call announce or awaitTask first");
  }

  /** A server that has been restarted may have forgotten what actors need. */
  private async publishAgainIfLost(): Promise<void> {
    if ((await this.redis.exists(this.key("task"), this.key("weights"))) === 2) return;
    for (const publish of this.republish) await publish();
  }

  private accept(bytes: Uint8Array): Unroll[] {
    const { counts } = this;
    if (bytes.length > largestMessage) {
      counts.oversized += 1;
      return [];
    }
    try {
      const { unroll, metadata } = decodeUnroll(bytes, this.assertTask().sizes);
      if (metadata["start"] === this.start) {
        counts.received += 1;
        return [unroll];
      }
      counts.foreign += 1;
    } catch {
      counts.malformed += 1;
    }
    return [];
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
