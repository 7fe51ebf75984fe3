import { disposeParameters, encodeParameters } from "@wayfield/backend";
import { inProcessFlow } from "../flow.ts";
import { PolicyTraining } from "../policy-training.ts";
import { reportOn } from "../replica.ts";
import { freshPolicy, type Setup, type TrainingSpec } from "../setup.ts";
import type { AgentModules } from "../lattice.ts";
import { createActor } from "../team.ts";
import type { Unroll } from "../unroll.ts";
import { range } from "../worlds.ts";
import { RemoteTeam } from "./remote-team.ts";

/** What one actor and one learner need on this machine, one after the other. */
export interface Recording {
  /** Milliseconds of each unroll. */
  durations: number[];
  unroll: Unroll;
  /** The weights' file. */
  weights: Uint8Array;
  /** Milliseconds in which the learner learns from a batch. */
  learning: number;
  /** Environment steps of an unroll, and unrolls of a batch. */
  steps: number;
  batch: number;
}

const recorded = 8;

/** Lets one actor act and one learner learn, and takes the time. The modules stay the caller's. */
export async function recordActor(
  setup: Setup,
  spec: TrainingSpec,
  modules: AgentModules,
  worlds: number,
): Promise<Recording> {
  const policy = freshPolicy(setup, modules);
  const weights = await encodeParameters(policy);
  const actor = createActor(setup, modules, { seat: 0, size: worlds, groups: 1 });
  const durations: number[] = [];
  let unroll = actor.collect(policy, { version: 0, done: 0 });
  for (let turn = 0; turn < recorded; turn++) {
    const began = performance.now();
    unroll = actor.collect(policy, { version: 0, done: 0 });
    durations.push(performance.now() - began);
  }
  actor.dispose();
  disposeParameters(policy);
  const batch = Math.ceil(setup.config.policy.worlds / worlds);
  const learning = await timeOfLearning(
    setup,
    spec,
    modules,
    range(batch).map(() => unroll),
  );
  return { durations, unroll, weights, learning, steps: reportOn(unroll).steps, batch };
}

/** Milliseconds of a round in which nobody has to be waited for; the second of two. */
async function timeOfLearning(
  setup: Setup,
  spec: TrainingSpec,
  modules: AgentModules,
  batch: readonly Unroll[],
): Promise<number> {
  const settings = setup.config.policy;
  const flow = inProcessFlow();
  const team = new RemoteTeam({ flow, settings, maximalLag: Infinity, signal: new AbortController().signal });
  const policy = freshPolicy(setup, modules);
  const training = new PolicyTraining({ spec, settings, steps: settings.steps, policy, team });
  let took = NaN;
  for (let round = 0; round < 2; round++) {
    for (const unroll of batch) await flow.sendUnroll(unroll);
    const began = performance.now();
    await training.round();
    took = performance.now() - began;
  }
  await training.dispose();
  return took;
}
