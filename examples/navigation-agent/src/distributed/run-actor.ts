import { disposeParameters } from "@wayfield/backend";
import { deriveSeed } from "@wayfield/environments";
import type { PolicySettings } from "../config.ts";
import { actOnce, reportOn } from "../replica.ts";
import { freshPolicy, modulesFrom, setupOf } from "../setup.ts";
import { createActor } from "../team.ts";
import { countStart, leaveSeat, reportActor, takeSeat, type ActorReport } from "./registry.ts";
import type { RedisFlow } from "./redis-flow.ts";
import { digestOf, type Task } from "./task.ts";
import { untilThere } from "./waiting.ts";

/** How an actor is run. */
export interface RunActorOptions {
  /** Worlds that it acts in side by side. */
  worlds: number;
  /** Unrolls after which it leaves; 0 for none. */
  unrolls: number;
  signal: AbortSignal;
  onUnroll: (report: ActorReport) => void;
}

/** The modules' bytes, waiting for those that the task names. */
const modulesFor = (flow: RedisFlow, task: Task, signal: AbortSignal): Promise<Uint8Array> =>
  untilThere(async () => {
    const bytes = await flow.modules(signal);
    return task.modules === "" || digestOf(bytes) === task.modules ? bytes : undefined;
  }, signal);

/** @throws Error if the learner now trains something else than what this actor was made for. */
async function assertSameTask(flow: RedisFlow, task: string, signal: AbortSignal): Promise<void> {
  if (JSON.stringify(await flow.awaitTask(signal)) === task) return;
  throw new Error("actor: the learner now trains something else; start the actor again");
}

/** As many groups as their share of the worlds, or the next smaller number that divides these. */
function groupsOf({ groups, worlds: all }: PolicySettings, worlds: number): number {
  let own = Math.max(1, Math.floor((groups * worlds) / all));
  while (worlds % own !== 0) own -= 1;
  return own;
}

/**
 * Acts for a learner until it is told to stop: takes the latest weights, acts for one unroll, sends it, and says how it
 * goes.
 * @returns What it did.
 * @throws Error if the learner changes its task.
 */
export async function runActor(flow: RedisFlow, options: RunActorOptions): Promise<ActorReport> {
  const { worlds, unrolls, signal, onUnroll } = options;
  const task = await flow.awaitTask(signal);
  const setup = setupOf(task.spec);
  const modules = modulesFrom(setup, await modulesFor(flow, task, signal));
  const seat = await takeSeat(flow);
  const actor = createActor(setup, modules, {
    seat: deriveSeed(seat, await countStart(flow)),
    size: worlds,
    groups: groupsOf(setup.config.policy, worlds),
  });
  const template = freshPolicy(setup, modules);
  const report: ActorReport = { unrolls: 0, steps: 0, stepsPerSecond: 0, version: 0 };
  const started = performance.now();
  try {
    while (!signal.aborted && (unrolls === 0 || report.unrolls < unrolls)) {
      await assertSameTask(flow, JSON.stringify(task), signal);
      const unroll = await actOnce(flow, actor, template, signal);
      report.unrolls += 1;
      report.steps += reportOn(unroll).steps;
      report.stepsPerSecond = Math.round((1000 * report.steps) / (performance.now() - started));
      report.version = unroll.version;
      await reportActor(flow, seat, report);
      onUnroll(report);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    disposeParameters({ template, modules });
    actor.dispose();
  }
  if (flow.redis.status === "ready") await leaveSeat(flow, seat);
  return report;
}
