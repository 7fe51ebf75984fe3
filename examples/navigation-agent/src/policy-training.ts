import { clipByGlobalNorm, disposeParameters, encodeParameters, LearningWeights } from "@wayfield/backend";
import type { ActorState } from "./actor.ts";
import type { PolicySettings } from "./config.ts";
import { fromPlain, toPlain } from "./plain.ts";
import type { PolicyParameters } from "./policy.ts";
import type { ActingReport, Part } from "./replica.ts";
import { assertSameSpec } from "./same-spec.ts";
import type { TrainingSpec } from "./setup.ts";
import type { Team } from "./team.ts";

/** What one round of acting and learning tells about itself. */
export interface PolicyRecord {
  /** Rounds made so far, this one included. */
  round: number;
  /** Environment steps made so far. */
  steps: number;
  /** Goals in this round. */
  goals: number;
  /** Environment steps in this round. */
  roundSteps: number;
  /** Goals of each whole episode that ended in this round. */
  episodes: number[];
  /** Mean loss of the round's updates. */
  loss: number;
}

/** What a policy training is made of. */
export interface PolicyTrainingParts {
  spec: TrainingSpec;
  settings: PolicySettings;
  /** Environment steps of the whole training, along which step size and entropy cost may change. */
  steps: number;
  /** The first weights; the training's from here on. */
  policy: PolicyParameters;
  /** The training stops it when it is disposed. */
  team: Team;
  /** The digest of the modules that the agent stands on; left out where it needs none. */
  modules?: string | undefined;
}

interface Notes {
  spec: TrainingSpec;
  steps: number;
  actors: ActorState[];
  modules?: string | undefined;
}

/** The file of the modules may have moved: it is their numbers that count. */
function assertSameModules(stored: Notes, { modules, spec }: PolicyTrainingParts): void {
  if (stored.modules === undefined || stored.modules === modules) return;
  throw new RangeError(
    `restore: expected a checkpoint on the modules of ${spec.modules}, got one on others; give the file that it was trained with as --modules`,
  );
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The policy's training: weights, the optimiser's averages, and the team that acts. */
export class PolicyTraining {
  private readonly parts: PolicyTrainingParts;
  private readonly learning: LearningWeights<PolicyParameters>;
  private rounds = 0;
  private made = 0;

  constructor(parts: PolicyTrainingParts) {
    this.parts = parts;
    this.learning = new LearningWeights(parts.policy, parts.settings.optimiser(0));
  }

  /** The weights now. They belong to the training and are disposed by its next round. */
  get policy(): PolicyParameters {
    return this.learning.parameters;
  }

  /** Environment steps made so far. */
  get steps(): number {
    return this.made;
  }

  /**
   * Everyone acts for one unroll, then the policy learns from all of it.
   * @throws Error if the loss is not finite; the weights then stay as they were before that update.
   */
  async round(): Promise<PolicyRecord> {
    const { team, settings } = this.parts;
    const done = this.made / this.parts.steps;
    const bytes = await encodeParameters(this.policy);
    const reports = await team.collect({ version: this.rounds, done, bytes });
    const losses: number[] = [];
    const { epochs, parts } = settings.objective;
    for (let pass = 0; pass < epochs; pass++)
      for (let part = 0; part < parts; part++) losses.push(await this.update({ part, parts, done }));
    this.rounds += 1;
    this.made += total(reports.map(({ steps }) => steps));
    return this.record(reports, total(losses) / losses.length);
  }

  /** Everything needed to go on, as the bytes of a safetensors file. */
  async save(): Promise<Uint8Array> {
    const { spec, modules, team } = this.parts;
    const notes: Notes = { spec, steps: this.made, actors: await team.save(), ...(modules && { modules }) };
    return this.learning.save({ step: this.rounds, random: {}, notes: toPlain(notes) });
  }

  /**
   * Goes on from saved bytes: the rounds that follow give the very weights of a training that was never interrupted.
   * @throws RangeError if the bytes are broken or of another training; this one then stays as it was.
   */
  async restore(bytes: Uint8Array): Promise<void> {
    await this.learning.restoreLater(bytes, async ({ notes: stored, step }) => {
      const notes = fromPlain(stored) as Notes;
      assertSameSpec(notes.spec, this.parts.spec);
      assertSameModules(notes, this.parts);
      await this.parts.team.restore(notes.actors);
      this.rounds = step;
      this.made = notes.steps;
    });
  }

  /** Frees every tensor and stops the team. */
  async dispose(): Promise<void> {
    this.learning.dispose();
    await this.parts.team.stop();
  }

  private async update(part: Part): Promise<number> {
    const { team, settings } = this.parts;
    const { value, gradients } = await team.valueAndGradients(this.policy, part);
    const loss = value.dataSync()[0]!;
    value.dispose();
    if (!Number.isFinite(loss)) {
      disposeParameters(gradients);
      throw new Error(
        `policy training: the loss of round ${this.rounds + 1} is ${loss}; the weights stay as they were before it`,
      );
    }
    const limited =
      settings.gradientNormLimit === Infinity
        ? gradients
        : clipByGlobalNorm(gradients, settings.gradientNormLimit);
    const optimiser = settings.optimiser(part.done);
    this.learning.update((state, weights) => optimiser.update(limited, state, weights));
    disposeParameters(gradients);
    if (limited !== gradients) disposeParameters(limited);
    return loss;
  }

  private record(reports: readonly ActingReport[], loss: number): PolicyRecord {
    return {
      round: this.rounds,
      steps: this.made,
      goals: total(reports.map(({ goals }) => goals)),
      roundSteps: total(reports.map(({ steps }) => steps)),
      episodes: reports.flatMap(({ episodes }) => episodes),
      loss,
    };
  }
}
