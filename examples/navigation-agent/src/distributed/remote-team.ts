import { tidy } from "@tensorflow/tfjs-core";
import { valueAndGradients } from "@wayfield/backend";
import type { ExperienceFlow, PublishedWeights } from "../flow.ts";
import type { PolicySettings } from "../config.ts";
import { lossOf, reportOn, type ActingReport } from "../replica.ts";
import type { Team } from "../team.ts";
import type { Unroll } from "../unroll.ts";
import { joinUnrolls } from "./join-unrolls.ts";

/** What a team of actors elsewhere is made of. */
export interface RemoteTeamParts {
  flow: ExperienceFlow;
  settings: Pick<PolicySettings, "worlds" | "laggedObjective">;
  /** Updates that an unroll's weights may be older than the learner's; older ones are dropped. */
  maximalLag: number;
  signal: AbortSignal;
}

/** What a learner knows of the unrolls it got. */
export interface LagCounts {
  /** Dropped, for their weights were too old, or newer than the learner's. */
  stale: number;
  /** Used, and how many updates their weights were behind in all. */
  used: number;
  lag: number;
}

/** Actors elsewhere, as a team that learns here. Their worlds go on whatever happens to the learner, so none are saved. */
export class RemoteTeam implements Team {
  readonly counts: LagCounts = { stale: 0, used: 0, lag: 0 };
  private readonly parts: RemoteTeamParts;
  private batch: Unroll | undefined;

  constructor(parts: RemoteTeamParts) {
    this.parts = parts;
  }

  /** Publishes the weights and takes unrolls of as many worlds as make a batch. */
  async collect(weights: PublishedWeights): Promise<ActingReport[]> {
    const { flow, settings } = this.parts;
    await flow.publishWeights(weights);
    const unrolls: Unroll[] = [];
    for (let worlds = 0; worlds < settings.worlds;) {
      const unroll = await this.fresh(weights.version);
      unrolls.push(unroll);
      worlds += unroll.worlds;
    }
    this.batch = joinUnrolls(unrolls);
    return [reportOn(this.batch)];
  }

  valueAndGradients: Team["valueAndGradients"] = (policy, part) => {
    const { batch } = this;
    if (batch === undefined)
      throw new Error("RemoteTeam: expected experience to learn from; call collect first");
    const { laggedObjective } = this.parts.settings;
    return Promise.resolve(
      valueAndGradients((candidate) => tidy(() => lossOf(candidate, batch, part, laggedObjective)), policy),
    );
  };

  save(): Promise<[]> {
    return Promise.resolve([]);
  }

  restore(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** The next unroll that is not too old. */
  private async fresh(version: number): Promise<Unroll> {
    const { flow, maximalLag, signal } = this.parts;
    for (;;) {
      const [unroll] = await flow.receiveBatch(1, signal);
      const lag = version - unroll!.version;
      if (lag >= 0 && lag <= maximalLag) {
        this.counts.used += 1;
        this.counts.lag += lag;
        return unroll!;
      }
      this.counts.stale += 1;
    }
  }
}
