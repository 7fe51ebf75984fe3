// The entry of the threads that threadTeam starts.
import { serveGradients, useBackend, type Endpoint } from "@wayfield/backend";
import type { ActorState } from "./actor.ts";
import type { PublishedWeights } from "./flow.ts";
import { serveCalls } from "./calls.ts";
import type { PolicyParameters } from "./policy.ts";
import type { Part } from "./replica.ts";
import { modulesOf } from "./agent-files.ts";
import { setupOf } from "./setup.ts";
import { createReplica, type ThreadData } from "./team.ts";

/** Acts when it is called, and serves gradients on what it lived through. */
export async function start(endpoint: Endpoint, { spec, seat, calls }: ThreadData): Promise<void> {
  await useBackend("wasm");
  const setup = setupOf(spec);
  const replica = createReplica(setup, await modulesOf(setup, spec.modules), seat);
  serveCalls(calls, {
    collect: (weights: PublishedWeights) => replica.collect(weights),
    save: () => replica.save(),
    restore: (state: ActorState) => {
      replica.restore(state);
    },
  });
  serveGradients(endpoint, (policy: PolicyParameters, part: Part) => replica.loss(policy, part));
}
