import type { RandomStream, RandomStreamState } from "@wayfield/backend";
import { Agent, policyInputs, type AgentParts } from "./agent.ts";
import { noEase, type Ease } from "./easier-maze.ts";
import { Guide } from "./guide.ts";
import type { PublishedWeights } from "./flow.ts";
import type { SavedCode } from "./code.ts";
import type { PolicyParameters } from "./policy.ts";
import { createUnroll, type Unroll } from "./unroll.ts";
import type { WorldsState } from "./worlds.ts";

/** Everything that makes an actor go on as if it had not stopped. Survives structured cloning. */
export interface ActorState {
  worlds: WorldsState;
  code: SavedCode;
  random: RandomStreamState;
  arrays: Record<"inputs" | "hidden" | "cell" | "goals" | "arrivals" | "present", Float32Array>;
  images: Uint8Array;
}

/** Lives in worlds with given weights and keeps a record. */
export class Actor {
  private readonly agent: Agent;
  private readonly parts: AgentParts;
  private readonly random: RandomStream;
  private readonly steps: number;
  private readonly ease: (done: number) => Ease;
  private episodes: number[] = [];
  /** Made when there is guidance to give. */
  private guide: Guide | undefined;

  /**
   * @param steps Steps of an unroll.
   * @param ease How easy the worlds are when a share of the training is done.
   */
  constructor(parts: AgentParts, steps: number, ease: (done: number) => Ease = () => noEase) {
    this.agent = new Agent(parts);
    this.parts = parts;
    this.random = parts.random;
    this.steps = steps;
    this.ease = ease;
    parts.worlds.onEpisode = (goals) => this.episodes.push(goals);
  }

  /** Acts for one unroll. Where an episode ends on the way, the world stands still for the rest of it. */
  collect(policy: PolicyParameters, { version, done }: Omit<PublishedWeights, "bytes">): Unroll {
    const { agent, steps } = this;
    const { worlds, policy: sizes } = this.parts;
    this.episodes = [];
    worlds.ease = this.ease(done);
    agent.begin(worlds.startOver());
    const guide = worlds.ease.guidance > 0 ? (this.guide ??= new Guide(worlds)) : undefined;
    guide?.setOut();
    const unroll = createUnroll(
      {
        steps,
        worlds: worlds.size,
        inputs: policyInputs(this.parts),
        units: sizes.units,
        pictureSize: sizes.eyes && { width: sizes.eyes.width, height: sizes.eyes.height },
      },
      version,
    );
    unroll.hidden.set(agent.state.hidden);
    unroll.cell.set(agent.state.cell);
    for (let step = 0; step < steps; step++) {
      this.note(unroll, step);
      const { actions, logProbabilities, values } = agent.act(policy);
      worlds.step(actions);
      const at = step * worlds.size;
      unroll.actions.set(actions, at);
      unroll.logProbabilities.set(logProbabilities, at);
      unroll.values.set(values, at);
      for (let row = 0; row < worlds.size; row++) {
        if (worlds.moved[row] === 0) continue;
        unroll.weights[at + row] = 1;
        const isGoal = worlds.reached[row]!;
        unroll.goals += isGoal;
        unroll.rewards[at + row] = isGoal + this.encouragement(row, guide);
        unroll.cuts[at + row] = worlds.cut[row]!;
      }
      agent.feel(actions);
    }
    this.note(unroll, steps);
    unroll.values.set(agent.expect(policy), steps * worlds.size);
    unroll.episodes = this.episodes;
    return unroll;
  }

  /** What {@link Actor.restore} needs. */
  save(): ActorState {
    const { inputs, state, goals, present, images } = this.agent;
    const { codes, arrivals } = goals;
    const copies = { inputs, hidden: state.hidden, cell: state.cell, goals: codes, arrivals, present };
    return {
      worlds: this.parts.worlds.state(),
      code: this.parts.code.save(),
      random: this.random.state(),
      arrays: Object.fromEntries(
        Object.entries(copies).map(([name, array]) => [name, array.slice()]),
      ) as ActorState["arrays"],
      images: images.slice(),
    };
  }

  /** Goes on from where an actor made alike was saved. */
  restore({ worlds, code, random, arrays, images }: ActorState): void {
    const { agent } = this;
    this.parts.worlds.restore(worlds);
    this.parts.code.restore(code);
    this.random.restore(random);
    agent.inputs.set(arrays.inputs);
    agent.state.hidden.set(arrays.hidden);
    agent.state.cell.set(arrays.cell);
    agent.goals.codes.set(arrays.goals);
    agent.goals.arrivals.set(arrays.arrivals);
    agent.present.set(arrays.present);
    agent.images.set(images);
  }

  /** Frees its tensors. */
  dispose(): void {
    this.parts.code.dispose();
  }

  /** What a learner is rewarded for besides the goal: new places until it is found, then coming nearer by short ways. */
  private encouragement(row: number, guide: Guide | undefined): number {
    const { worlds } = this.parts;
    const { guidance, novelty, effort } = worlds.ease;
    if (worlds.goalsOf(row) === 0) return novelty * worlds.novel[row]!;
    const nearer = guide === undefined ? 0 : guidance * guide.nearer(row);
    return nearer - effort * worlds.walked[row]!;
  }

  private note(unroll: Unroll, step: number): void {
    unroll.inputs.set(this.agent.inputs, step * this.agent.inputs.length);
    unroll.images?.set(this.agent.images, step * this.agent.images.length);
  }
}
