import type { VectorEnvironment } from "../vector-environment.ts";
import {
  firstWorld,
  request,
  signalIndex,
  viewShards,
  word,
  writeFailure,
  type ShardViews,
  type WorldShard,
} from "./shard-memory.ts";

/** A vector environment with either kind of observations. */
export type ShardedVector = VectorEnvironment | VectorEnvironment<Uint8Array>;

/**
 * A worker's half of {@link shardWorlds}: makes its share of the worlds and steps them when asked. It returns when the
 * other side is done with them, and blocks its thread until then, so it belongs in a worker of its own.
 *
 * @param shard - The message that {@link shardWorlds} posted.
 * @param create - Makes the worlds of this shard. What it throws is thrown by the other side.
 * @example
 * // In a Node worker thread; in a Web Worker: onmessage = ({ data }) => serveShard(data, …)
 * parentPort?.once("message", (shard) => {
 *   serveShard(shard, (worlds) => createNavigation(goalDrivenMaze(), { worlds }));
 * });
 */
export function serveShard(shard: WorldShard, create: (worlds: number) => ShardedVector): void {
  const views = viewShards(shard);
  const serve = prepare(shard, views, create);
  const { signals } = views;
  Atomics.store(signals, signalIndex(shard.index, word.isReady), 1);
  const asked = signalIndex(shard.index, word.asked);
  const answered = signalIndex(shard.index, word.answered);
  for (let done = 0; ; done++) {
    Atomics.wait(signals, asked, done);
    const wanted = signals[signalIndex(shard.index, word.request)]!;
    if (wanted === request.stop) return;
    attempt(views, shard.index, () => {
      serve(wanted);
    });
    Atomics.store(signals, answered, done + 1);
    Atomics.notify(signals, answered);
  }
}

/** Does something whose failure the other side must hear of. */
function attempt(views: ShardViews, index: number, action: () => void): void {
  try {
    action();
  } catch (error) {
    writeFailure(views, index, error instanceof Error ? error.message : String(error));
  }
}

/** The worlds of a shard, as what a request does to them. */
function prepare(
  shard: WorldShard,
  views: ShardViews,
  create: (worlds: number) => ShardedVector,
): (wanted: number) => void {
  const first = firstWorld(shard.size, shard.shards, shard.index);
  const end = firstWorld(shard.size, shard.shards, shard.index + 1);
  let worlds: ShardedVector | undefined;
  attempt(views, shard.index, () => {
    const made = create(end - first);
    assertFit(made, shard, end - first);
    worlds = made;
  });
  return (wanted) => {
    if (worlds === undefined) return;
    if (wanted === request.step) worlds.step(views.actions.subarray(first, end));
    else
      worlds.reset(wanted === request.reset ? {} : { seeds: Array.from(views.seeds.subarray(first, end)) });
    publish(worlds, views, first, first * shard.width);
  };
}

function assertFit({ size, observations }: ShardedVector, shard: WorldShard, count: number): void {
  const hasBytes = observations instanceof Uint8Array;
  if (
    size === count &&
    observations.length === count * shard.width &&
    hasBytes === shard.hasByteObservations
  ) {
    return;
  }
  const expected = `${count} worlds with ${shard.width} ${shard.hasByteObservations ? "bytes" : "floats"} each`;
  throw new RangeError(
    `serveShard: expected create(${count}) to make ${expected}, as shardWorlds was told, got ${size} worlds and ` +
      `${observations.length} ${hasBytes ? "bytes" : "floats"}`,
  );
}

/** Copies what the worlds tell to where the other side looks. */
function publish(worlds: ShardedVector, views: ShardViews, first: number, offset: number): void {
  views.observations.set(worlds.observations, offset);
  views.finalObservations.set(worlds.finalObservations, offset);
  views.rewards.set(worlds.rewards, first);
  views.terminated.set(worlds.terminated, first);
  views.truncated.set(worlds.truncated, first);
}
