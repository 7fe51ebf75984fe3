import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasRedisServer, startRedisServer, type RedisServer } from "./distributed/redis-server.fixture.ts";
import { RedisFlow } from "./distributed/redis-flow.ts";
import { countingUnroll, smallTask } from "./distributed/task.fixture.ts";
import { inProcessFlow, type ExperienceFlow } from "./flow.ts";

let server: RedisServer | undefined;
beforeAll(async () => {
  if (hasRedisServer) server = await startRedisServer();
});
afterAll(() => server?.stop());

interface Line {
  /** The ends of a fresh line: those who act, and the one who learns. */
  open: (
    queueLimit?: number,
  ) => Promise<{ acting: ExperienceFlow; learning: ExperienceFlow; close: () => void }>;
}

const inProcess: Line = {
  open: (queueLimit) => {
    const flow = inProcessFlow(queueLimit === undefined ? {} : { queueLimit });
    return Promise.resolve({ acting: flow, learning: flow, close: () => undefined });
  },
};

let lines = 0;
const redis: Line = {
  open: async (queueLimit) => {
    const place = { address: server!.address, name: `line${lines++}` };
    const [acting, learning] = [new RedisFlow(place), new RedisFlow(place)];
    await learning.announce(smallTask(queueLimit && 2 * queueLimit), new Uint8Array(), "first");
    await acting.awaitTask();
    const close = (): void => {
      for (const flow of [acting, learning]) flow.close();
    };
    return { acting, learning, close };
  },
};

const waits = async (promise: Promise<unknown>): Promise<boolean> => {
  const pause = new Promise((resolve) => setTimeout(resolve, 60, "pause"));
  return (await Promise.race([promise, pause])) === "pause";
};
const weights = (version: number) => ({ version, done: version / 8, bytes: Uint8Array.of(version, 2, 3) });

describe.each([
  ["in process", inProcess],
  ["over Redis", redis],
] as [string, Line][])("experience %s", (name, line) => {
  const check = test.skipIf(line === redis && !hasRedisServer);

  check("unrolls arrive as they were sent, in order, and a batch waits until it is full", async () => {
    const { acting, learning, close } = await line.open();
    await learning.publishWeights(weights(1));
    await acting.latestWeights();
    const batch = learning.receiveBatch(2);
    await acting.sendUnroll(countingUnroll(1));
    expect(await waits(batch)).toBe(true);
    for (const version of [2, 3]) await acting.sendUnroll(countingUnroll(version, version));
    expect(await batch).toEqual([countingUnroll(1), countingUnroll(2, 2)]);
    expect(await learning.receiveBatch(1)).toEqual([countingUnroll(3, 3)]);
    close();
  });

  check("an actor that is early waits for the first weights; later it gets the latest", async () => {
    const { acting, learning, close } = await line.open();
    const early = acting.latestWeights();
    expect(await waits(early)).toBe(true);
    await learning.publishWeights(weights(4));
    expect((await early).version).toBe(4);
    await learning.publishWeights(weights(5));
    const latest = await acting.latestWeights();
    expect([latest.version, latest.done, ...latest.bytes]).toEqual([5, 0.625, 5, 2, 3]);
    expect(await acting.latestWeights()).toEqual(latest);
    close();
  });

  check("where the queue is full a sender waits until the learner has taken some", async () => {
    const { acting, learning, close } = await line.open(2);
    await learning.publishWeights(weights(1));
    await acting.latestWeights();
    for (const version of [1, 2]) await acting.sendUnroll(countingUnroll(version));
    const third = acting.sendUnroll(countingUnroll(3));
    expect(await waits(third)).toBe(true);
    await learning.receiveBatch(1);
    await third;
    expect((await learning.receiveBatch(2)).map(({ version }) => version)).toEqual([2, 3]);
    close();
  });

  check("whoever waits is let go by an interrupt, which then is the reason", async () => {
    const { acting, learning, close } = await line.open(1);
    const reason = new Error(`${name}: enough`);
    const stop = new AbortController();
    const all = [learning.receiveBatch(1, stop.signal), acting.latestWeights(stop.signal)];
    expect(await waits(Promise.race(all))).toBe(true);
    stop.abort(reason);
    for (const each of all) await expect(each).rejects.toBe(reason);
    close();
  });
});
