// An unroll on its way from an actor to a learner: over a Redis server of its own on this machine against a queue in
// this process, for unrolls of three sizes; and new weights, which every actor takes over.
import { encodeParameters, disposeParameters, useBackend } from "@wayfield/backend";
import { compare, type BenchRow } from "@wayfield/bench";
import { encodeUnroll } from "../src/distributed/unroll-codec.ts";
import { hasRedisServer, startRedisServer } from "../src/distributed/redis-server.fixture.ts";
import { RedisFlow } from "../src/distributed/redis-flow.ts";
import { unrollSizesOf, type Task } from "../src/distributed/task.ts";
import { inProcessFlow, type ExperienceFlow } from "../src/flow.ts";
import { freshPolicy, initAgentModules, setupOf, type TrainingSpec } from "../src/setup.ts";
import { createUnroll } from "../src/unroll.ts";

const batch = 4;
const spec: TrainingSpec = { config: "fast", world: "square", agent: "pose", seed: 1, modules: "" };

/** Sends a batch and takes it. */
async function roundTrip(
  { sendUnroll, receiveBatch }: ExperienceFlow,
  unroll: Parameters<typeof sendUnroll>[0],
) {
  for (let count = 0; count < batch; count++) await sendUnroll(unroll);
  return receiveBatch(batch);
}

export async function rows(): Promise<BenchRow[]> {
  if (!hasRedisServer) return [];
  await useBackend("wasm");
  const setup = setupOf(spec);
  const modules = initAgentModules(setup.random, setup.config);
  const policy = freshPolicy(setup, modules);
  const weights = { version: 1, done: 0, bytes: await encodeParameters(policy) };
  const sizes = unrollSizesOf(setup, modules);
  disposeParameters({ modules, policy });
  const server = await startRedisServer();
  const redis = new RedisFlow({ address: server.address, name: "bench" });
  const task: Task = { format: 1, spec, sizes, queueWorlds: 64 * batch, modules: "" };
  await redis.announce(task, new Uint8Array(), "bench");
  await redis.publishWeights(weights);
  await redis.latestWeights();
  const over: ExperienceFlow = {
    sendUnroll: (unroll, signal) => redis.sendUnroll(unroll, signal),
    receiveBatch: (count, signal) => redis.receiveBatch(count, signal),
    publishWeights: (next) => redis.publishWeights(next),
    latestWeights: (signal) => redis.latestWeights(signal),
  };
  const found: BenchRow[] = [];
  for (const worlds of [1, 8, 64]) {
    const unroll = createUnroll({ ...sizes, worlds }, 1);
    const kilobytes = Math.round(encodeUnroll(unroll).length / 1000);
    found.push(
      await compare({
        name: `${batch}-unrolls-of-${kilobytes}-kB-over-redis`,
        ours: () => roundTrip(over, unroll),
        peer: () => roundTrip(inProcessFlow(), unroll),
        peerName: "in-process",
      }),
    );
  }
  redis.close();
  await server.stop();
  return found;
}
