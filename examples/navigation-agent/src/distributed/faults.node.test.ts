import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inProcessFlow } from "../flow.ts";
import { proximalPolicy } from "../objectives.ts";
import { hasRedisServer, startRedisServer, type RedisServer } from "./redis-server.fixture.ts";
import { largestMessage, RedisFlow } from "./redis-flow.ts";
import { leaveSeat, readStatus, reportActor, takeSeat } from "./registry.ts";
import { RemoteTeam } from "./remote-team.ts";
import { countingUnroll, smallTask } from "./task.fixture.ts";
import { encodeUnroll } from "./unroll-codec.ts";

const weights = { version: 3, done: 0.5, bytes: Uint8Array.of(1) };

describe("a learner's batch", () => {
  const teamOver = (maximalLag: number) => {
    const flow = inProcessFlow();
    const settings = { worlds: 4, laggedObjective: proximalPolicy() };
    return {
      flow,
      team: new RemoteTeam({ flow, settings, maximalLag, signal: new AbortController().signal }),
    };
  };

  test("has the asked number of worlds, however many each actor has", async () => {
    const { flow, team } = teamOver(0);
    for (const worlds of [1, 2, 1]) await flow.sendUnroll(countingUnroll(5, worlds));
    const [report] = await team.collect({ ...weights, version: 5 });
    expect(report!.episodes).toEqual([1, 5, 1, 5, 1, 5]);
    expect((await flow.latestWeights()).version).toBe(5);
  });

  test("a slow actor's unrolls are dropped when they come too late, and so are those of weights not made yet", async () => {
    const { flow, team } = teamOver(2);
    for (const version of [1, 9, 3, 5]) await flow.sendUnroll(countingUnroll(version));
    await team.collect({ ...weights, version: 5 });
    expect(team.counts).toEqual({ stale: 2, used: 2, lag: 2 });
  });
});

describe.skipIf(!hasRedisServer)("a Redis server", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer("secret");
  });
  afterAll(() => server.stop());

  let names = 0;
  const flowAt = (name: string): RedisFlow =>
    new RedisFlow({ address: server.address.replace("//", "//:secret@"), name });
  const open = async (): Promise<{ acting: RedisFlow; learning: RedisFlow }> => {
    const name = `faults${names++}`;
    const [acting, learning] = [flowAt(name), flowAt(name)];
    await learning.announce(smallTask(), Uint8Array.of(7), "first");
    await learning.publishWeights(weights);
    await acting.awaitTask();
    await acting.latestWeights();
    return { acting, learning };
  };
  const close = (...flows: RedisFlow[]): void => {
    for (const flow of flows) flow.close();
  };

  test("lets nobody in without the password", async () => {
    const flow = new RedisFlow({ address: server.address, name: "stranger" });
    await expect(flow.latestWeights()).rejects.toThrow(/NOAUTH/);
    close(flow);
  });

  test("what is no unroll, or too long, is counted and the next one taken", async () => {
    const { acting, learning } = await open();
    const queue = learning.key("unrolls");
    await acting.redis.rpush(queue, "{}", Buffer.from(encodeUnroll(countingUnroll(3)).slice(9)));
    await acting.redis.rpush(queue, Buffer.alloc(largestMessage + 1));
    await acting.sendUnroll(countingUnroll(3));
    expect(await learning.receiveBatch(1)).toEqual([countingUnroll(3)]);
    expect(learning.counts).toEqual({ received: 1, malformed: 2, oversized: 1, foreign: 0 });
    close(acting, learning);
  });

  test("an actor whose unroll is too long is told so", async () => {
    const { acting, learning } = await open();
    const worlds = Math.ceil(largestMessage / 100);
    await expect(acting.sendUnroll(countingUnroll(3, worlds))).rejects.toThrow(
      /let the actor have fewer worlds/,
    );
    close(acting, learning);
  });

  test("what was made for a learner that has started anew since is dropped; then the actor follows", async () => {
    const { acting, learning } = await open();
    await acting.sendUnroll(countingUnroll(3));
    close(learning);
    const second = flowAt(learning.key("").slice(0, -1));
    await second.announce(smallTask(), Uint8Array.of(7), "second");
    await second.publishWeights(weights);
    expect((await acting.latestWeights()).version).toBe(weights.version);
    await acting.sendUnroll(countingUnroll(4));
    expect(await second.receiveBatch(1)).toEqual([countingUnroll(4)]);
    expect(second.counts.foreign).toBe(1);
    close(acting, second);
  });

  test("unrolls of a policy of other sizes are dropped", async () => {
    const { acting, learning } = await open();
    const task = smallTask();
    await learning.announce({ ...task, sizes: { ...task.sizes, units: 5 } }, Uint8Array.of(7), "first");
    await acting.sendUnroll(countingUnroll(3));
    await expect(learning.receiveBatch(1, AbortSignal.timeout(300))).rejects.toThrow(/timeout/);
    expect(learning.counts.malformed).toBe(1);
    close(acting, learning);
  });

  test("that is killed and comes back empty gets everything again, and whoever waited goes on", async () => {
    const { acting, learning } = await open();
    const batch = learning.receiveBatch(1);
    await server.kill();
    const sent = acting.sendUnroll(countingUnroll(3));
    await server.start();
    await sent;
    expect(await batch).toEqual([countingUnroll(3)]);
    const next = learning.receiveBatch(1);
    const late = flowAt(learning.key("").slice(0, -1));
    expect((await late.awaitTask()).format).toBe(1);
    expect([...(await late.modules())]).toEqual([7]);
    expect((await late.latestWeights()).version).toBe(weights.version);
    await late.sendUnroll(countingUnroll(3));
    expect(await next).toEqual([countingUnroll(3)]);
    close(acting, learning, late);
  }, 30_000);

  test("never holds more than the queue has places, however many send at once", async () => {
    const name = `crowd${names++}`;
    const [learning, ...crowd] = Array.from({ length: 13 }, () => flowAt(name));
    await learning!.announce(smallTask(6), Uint8Array.of(7), "first");
    await learning!.publishWeights(weights);
    const sent = crowd.map(async (flow) => {
      await flow.awaitTask();
      await flow.latestWeights();
      await flow.sendUnroll(countingUnroll(3));
    });
    let taken = 0;
    while (taken < crowd.length) {
      const [queue, places] = await Promise.all([
        learning!.redis.llen(learning!.key("unrolls")),
        learning!.redis.zcard(learning!.key("places")),
      ]);
      expect(queue).toBeLessThanOrEqual(3);
      expect(places).toBeLessThanOrEqual(3);
      taken += (await learning!.receiveBatch(1)).length;
    }
    await Promise.all(sent);
    close(learning!, ...crowd);
  }, 30_000);

  test("gives the place of an actor that died before it sent to another", async () => {
    const { acting, learning } = await open();
    await learning.announce(smallTask(2), Uint8Array.of(7), "first");
    await acting.awaitTask();
    await acting.redis.zadd(acting.key("places"), 0, "of one that died");
    await acting.sendUnroll(countingUnroll(3));
    expect(await learning.receiveBatch(1)).toHaveLength(1);
    close(acting, learning);
  });

  test("knows who takes part: seats are given once, and given back", async () => {
    const { acting, learning } = await open();
    const report = { unrolls: 1, steps: 200, stepsPerSecond: 100, version: 3 };
    expect([await takeSeat(acting), await takeSeat(acting)]).toEqual([0, 1]);
    for (const seat of [0, 1]) await reportActor(acting, seat, report);
    expect((await readStatus(learning)).actors).toEqual([0, 1].map((seat) => ({ seat, ...report })));
    await leaveSeat(acting, 0);
    expect((await readStatus(learning)).actors.map(({ seat }) => seat)).toEqual([1]);
    expect(await takeSeat(acting)).toBe(0);
    close(acting, learning);
  });
});
