import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import {
  disposeParameters,
  GradientWorkers,
  valueAndGradients,
  type ValueAndGradients,
} from "@wayfield/backend";
import { deriveSeed } from "@wayfield/environments";
import { Actor, type ActorState } from "./actor.ts";
import { createCaller, type Caller } from "./calls.ts";
import { inProcessFlow, type PublishedWeights } from "./flow.ts";
import type { AgentModules } from "./lattice.ts";
import type { PolicyParameters } from "./policy.ts";
import { Replica, type ActingReport, type Part } from "./replica.ts";
import { agentPartsOf, freshPolicy, worldsOf, type Setup, type TrainingSpec } from "./setup.ts";
import { typescriptWorker, type WorkerModule } from "./typescript-worker.ts";

/** Those who act and compute gradients, each in worlds of its own. */
export interface Team {
  /** Acts with the given weights for one unroll each. */
  collect: (weights: PublishedWeights) => Promise<ActingReport[]>;
  /** The loss and its gradients, averaged over all, on a part of what each collected. */
  valueAndGradients: (policy: PolicyParameters, part: Part) => Promise<ValueAndGradients<PolicyParameters>>;
  save: () => Promise<ActorState[]>;
  /** @throws RangeError for the states of another number of threads. */
  restore: (states: readonly ActorState[]) => Promise<void>;
  stop: () => Promise<void>;
}

/** Which member of a team of how many. */
export interface Seat {
  index: number;
  count: number;
}

/** An actor that learns in so many worlds, which follow from the number of its seat. The modules stay the caller's. */
export function createActor(
  setup: Setup,
  modules: AgentModules,
  { seat, size, groups }: { seat: number; size: number; groups: number },
): Actor {
  const { config, random } = setup;
  const { unroll, ease } = config.policy;
  const worlds = worldsOf(setup, {
    size,
    groups,
    unit: unroll,
    seed: deriveSeed(random.split("worlds").seed(), seat),
  });
  const own = random.split(`actor${seat}`);
  return new Actor(agentPartsOf(setup, worlds, modules, { random: own, isLearning: true }), unroll, ease);
}

/** A replica with its share of the worlds. The modules stay the caller's. */
export function createReplica(setup: Setup, modules: AgentModules, { index, count }: Seat): Replica {
  const { worlds, groups, objective } = setup.config.policy;
  const actor = createActor(setup, modules, {
    seat: index,
    size: worlds / count,
    groups: Math.max(1, Math.floor(groups / count)),
  });
  return new Replica(actor, inProcessFlow(), objective, freshPolicy(setup, modules));
}

function assertCount(states: readonly ActorState[], threads: number): void {
  if (states.length === threads) return;
  if (states.length === 0) {
    throw new RangeError(
      "restore: expected a training whose actors are in this process, got one whose actors came over Redis; go on with learner",
    );
  }
  throw new RangeError(
    `restore: expected the state of ${threads} threads, got that of ${states.length}; go on with --threads ${states.length}`,
  );
}

/** A team of one, in this very thread. The modules are its own from here on. */
export function localTeam(setup: Setup, modules: AgentModules): Team {
  const replica = createReplica(setup, modules, { index: 0, count: 1 });
  return {
    collect: async (weights) => [await replica.collect(weights)],
    valueAndGradients: (policy, part) =>
      Promise.resolve(valueAndGradients((candidate) => replica.loss(candidate, part), policy)),
    save: () => Promise.resolve([replica.save()]),
    restore: (states) => {
      assertCount(states, 1);
      replica.restore(states[0]!);
      return Promise.resolve();
    },
    stop: () => {
      replica.dispose();
      disposeParameters(modules);
      return Promise.resolve();
    },
  };
}

/** What a thread is started with. */
export interface ThreadData extends WorkerModule {
  spec: TrainingSpec;
  seat: Seat;
  /** Where it is called. */
  calls: MessagePort;
}

interface Thread {
  worker: Worker;
  caller: Caller;
}

function startThread(spec: TrainingSpec, seat: Seat): Thread {
  const { port1, port2 } = new MessageChannel();
  const workerData: ThreadData = {
    module: new URL("team-thread.ts", import.meta.url).href,
    spec,
    seat,
    calls: port2,
  };
  const worker = typescriptWorker(workerData, [port2]);
  const caller = createCaller(port1);
  worker.on("error", caller.fail);
  return { worker, caller };
}

/**
 * A team of threads. Each acts and computes gradients on its own worlds at the same time as the others; the mean of the
 * gradients moves the weights. With the same number of threads every number comes out the same; with another number an
 * objective that centres advantages over its part of the worlds (proximalPolicy) is another one in small.
 */
export function threadTeam(spec: TrainingSpec, count: number): Team {
  const threads = Array.from({ length: count }, (_, index) => startThread(spec, { index, count }));
  const gradients = new GradientWorkers<Part>(threads.map(({ worker }) => worker));
  const callAll = <Value>(method: string, valuesOf: (index: number) => unknown[]): Promise<Value[]> =>
    Promise.all(
      threads.map(({ caller }, index) => caller.call(method, ...valuesOf(index)) as Promise<Value>),
    );
  return {
    collect: (weights) => callAll<ActingReport>("collect", () => [weights]),
    valueAndGradients: (policy, part) =>
      gradients.valueAndGradients(
        policy,
        threads.map(() => ({ share: part, weight: 1 / count })),
      ),
    save: () => callAll<ActorState>("save", () => []),
    restore: async (states) => {
      assertCount(states, count);
      await callAll("restore", (index) => [states[index]]);
    },
    stop: async () => {
      for (const { caller } of threads) caller.close();
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
