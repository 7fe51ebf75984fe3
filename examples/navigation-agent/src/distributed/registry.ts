import type { RedisFlow } from "./redis-flow.ts";

/** What an actor tells about itself. */
export interface ActorReport {
  unrolls: number;
  steps: number;
  stepsPerSecond: number;
  /** The version of the weights it acts with. */
  version: number;
}

/** What a learner tells about itself. */
export interface LearnerReport {
  version: number;
  steps: number;
  stepsPerSecond: number;
  goalsPerEpisode: number | null;
  /** How many updates the weights of the used unrolls were behind, on average. */
  meanLag: number;
  dropped: { malformed: number; oversized: number; foreign: number; stale: number };
}

/** What there is to know of a training from outside. */
export interface TrainingStatus {
  task: string | null;
  version: number | null;
  queue: number;
  actors: (ActorReport & { seat: number })[];
  learner: LearnerReport | null;
}

/** Seconds without a word after which a process counts as gone. */
const silence = 30;

const actorKey = (flow: RedisFlow, seat: number | string): string => flow.key(`actors:${seat}`);

/** Takes the lowest seat that no living actor has. */
export async function takeSeat(flow: RedisFlow): Promise<number> {
  for (let seat = 0; ; seat++) {
    if ((await flow.redis.set(actorKey(flow, seat), "{}", "EX", silence, "NX")) === "OK") return seat;
  }
}

/** How many actors have begun at this training: with the seat it makes worlds that no other actor has. */
export const countStart = (flow: RedisFlow): Promise<number> => flow.redis.incr(flow.key("starts"));

export async function reportActor(flow: RedisFlow, seat: number, report: ActorReport): Promise<void> {
  await flow.redis.set(actorKey(flow, seat), JSON.stringify(report), "EX", silence);
}

/** Frees a seat at once instead of after a silence. */
export async function leaveSeat(flow: RedisFlow, seat: number): Promise<void> {
  await flow.redis.del(actorKey(flow, seat));
}

export async function reportLearner(flow: RedisFlow, report: LearnerReport): Promise<void> {
  await flow.redis.set(flow.key("learner"), JSON.stringify(report), "EX", silence);
}

async function livingActors(flow: RedisFlow): Promise<TrainingStatus["actors"]> {
  const prefix = actorKey(flow, "");
  const keys: string[] = [];
  for await (const some of flow.redis.scanStream({ match: `${prefix}*`, count: 500 }))
    keys.push(...(some as string[]));
  if (keys.length === 0) return [];
  const texts = await flow.redis.mget(keys);
  return texts
    .flatMap((text, index) => {
      if (text === null || text === "{}") return [];
      return [{ seat: Number(keys[index]!.slice(prefix.length)), ...(JSON.parse(text) as ActorReport) }];
    })
    .sort((a, b) => a.seat - b.seat);
}

/** Looks at a training without touching it. */
export async function readStatus(flow: RedisFlow): Promise<TrainingStatus> {
  const [task, version, queue, learner] = await Promise.all([
    flow.redis.get(flow.key("task")),
    flow.redis.hget(flow.key("weights"), "version"),
    flow.redis.llen(flow.key("unrolls")),
    flow.redis.get(flow.key("learner")),
  ]);
  return {
    task: task === null ? null : JSON.stringify((JSON.parse(task) as { spec: unknown }).spec),
    version: version === null ? null : Number(version),
    queue,
    actors: await livingActors(flow),
    learner: learner === null ? null : (JSON.parse(learner) as LearnerReport),
  };
}
