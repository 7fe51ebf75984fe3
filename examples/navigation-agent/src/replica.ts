import { add, tidy, type Scalar } from "@tensorflow/tfjs-core";
import { decodeParameters, disposeParameters } from "@wayfield/backend";
import type { Actor, ActorState } from "./actor.ts";
import type { ExperienceFlow, PublishedWeights } from "./flow.ts";
import type { Objective } from "./objectives.ts";
import { policyUnroll, type PolicyParameters } from "./policy.ts";
import { batchOf, type Unroll } from "./unroll.ts";

/** What an actor tells about an unroll. */
export interface ActingReport {
  /** Environment steps. */
  steps: number;
  goals: number;
  /** Goals of each whole episode that ended. */
  episodes: number[];
}

/** A part of the worlds of a batch, and how far the training is. */
export interface Part {
  part: number;
  parts: number;
  /** Share of the training that is done. */
  done: number;
}

/** The loss of a policy on a part of an unroll. What it makes on the way is the surrounding scope's. */
export function lossOf(policy: PolicyParameters, unroll: Unroll, part: Part, objective: Objective): Scalar {
  const batch = batchOf(unroll, part);
  return objective.loss(policyUnroll(policy, batch.inputs, batch.images, batch.state), batch, part.done);
}

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

/** What an unroll tells about how it went. */
export const reportOn = ({ weights, goals, episodes }: Unroll): ActingReport => ({
  steps: sum(weights),
  goals,
  episodes,
});

/** Acts for one unroll with the latest weights and hands it over; `template` is a policy of the right shape. */
export async function actOnce(
  flow: ExperienceFlow,
  actor: Actor,
  template: PolicyParameters,
  signal?: AbortSignal,
): Promise<Unroll> {
  const weights = await flow.latestWeights(signal);
  const policy = decodeParameters(weights.bytes, template);
  const unroll = actor.collect(policy, weights);
  disposeParameters(policy);
  await flow.sendUnroll(unroll, signal);
  return unroll;
}

/** An actor and the place where its experience is turned into gradients. */
export class Replica {
  private readonly actor: Actor;
  private readonly flow: ExperienceFlow;
  private readonly objective: Objective;
  /** A policy of the right shape. */
  private readonly template: PolicyParameters;
  private batch: Unroll[] = [];

  constructor(actor: Actor, flow: ExperienceFlow, objective: Objective, template: PolicyParameters) {
    this.actor = actor;
    this.flow = flow;
    this.objective = objective;
    this.template = template;
  }

  /** Publishes weights, acts with them for one unroll, and keeps what came of it as the batch to learn from. */
  async collect(weights: PublishedWeights): Promise<ActingReport> {
    await this.flow.publishWeights(weights);
    await actOnce(this.flow, this.actor, this.template);
    this.batch = await this.flow.receiveBatch(1);
    return reportOn(this.batch[0]!);
  }

  /** The loss on a part of the batch. */
  loss(policy: PolicyParameters, part: Part): Scalar {
    return tidy(() =>
      this.batch
        .map((unroll) => lossOf(policy, unroll, part, this.objective))
        .reduce((total, loss) => add(total, loss)),
    );
  }

  save(): ActorState {
    return this.actor.save();
  }

  restore(state: ActorState): void {
    this.actor.restore(state);
  }

  /** Frees its tensors. */
  dispose(): void {
    disposeParameters(this.template);
    this.actor.dispose();
  }
}
