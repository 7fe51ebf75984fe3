import {
  createNavigation,
  deriveSeed,
  headDirectionSensor,
  positionSensor,
  selfMotionSensor,
  type Body,
  type Eyes,
  type Maze,
  type MazeLayout,
  type Navigation,
  type Pose,
} from "@wayfield/environments";
import { easierMaze, noEase, type Ease } from "./easier-maze.ts";
import { Visits } from "./visits.ts";

/** Where the numbers of an observation stand: self-motion for the agent, the pose for teachers and controls. */
export const observed = { motion: 0, motionSize: 4, x: 4, y: 5, cosine: 6, sine: 7, size: 8 } as const;

/** What {@link Worlds} are made of. */
export interface WorldsOptions {
  /** How many. */
  size: number;
  /** In how many groups; each starts its episodes at another moment, so that a batch sees all parts of an episode. */
  groups: number;
  /** Steps of an episode. */
  episodeSteps: number;
  /** The groups' first episodes end after a multiple of so many steps. Default 1. */
  unit?: number;
  /** Every world follows from it. */
  seed: number;
  /** What differs from the default body. */
  body?: Partial<Body>;
  /** How easy the first episodes are. By default not at all. */
  ease?: Ease;
}

/** What is needed to come back to a moment: each group's episode, its first length, and every action since it began. */
export type WorldsState = {
  episode: number;
  left: number;
  taken: number;
  ease: Ease;
  actions: string;
}[];

interface Group {
  environment: Navigation;
  first: number;
  /** How many episodes began. */
  episode: number;
  /** Steps left of this episode. */
  left: number;
  /** Steps taken in it. */
  taken: number;
  /** How easy it is. */
  ease: Ease;
  /** Its actions, `[taken, size]`. */
  history: Uint8Array;
}

/** How an episode begins. */
interface Beginning {
  episode: number;
  steps: number;
  ease: Ease;
}

/** The goals that one whole episode brought. */
type EpisodeListener = (goals: number) => void;

/**
 * Many worlds of one maze side by side. All worlds of a group begin and end their episodes together; a group that has
 * ended stands still until {@link Worlds.startOver}. The state of a world is its seed and the actions since, so that a
 * training can go on bit for bit.
 */
export class Worlds {
  readonly size: number;
  readonly maze: Maze;
  /** `[size, observed.size]`, see {@link observed}. */
  readonly observations: Float32Array;
  /** 1 where the world reached its goal in the last step, `[size]`. */
  readonly reached: Uint8Array;
  /** 1 where the body was put somewhere in the last step: at an episode's begin and after a goal, `[size]`. */
  readonly placed: Uint8Array;
  /** 1 where the last step was the episode's last, `[size]`. */
  readonly cut: Uint8Array;
  /** 1 where the world took part in the last step, `[size]`. */
  readonly moved: Uint8Array;
  /** 1 where the last step led to a place at which the body had not been in this episode, `[size]`. */
  readonly novel: Uint8Array;
  /** Metres from where the body was before the last step to where it is; 0 where it was put somewhere, `[size]`. */
  readonly walked: Float64Array;
  readonly episodeSteps: number;
  /** How many actions there are. */
  readonly actions: number;
  /** How easy the episodes are that begin from now on. */
  ease: Ease;
  /** Told the goals of each episode of full length that ends. */
  onEpisode: EpisodeListener = () => undefined;
  private readonly groups: Group[];
  private readonly visits: Visits;
  private readonly seed: number;
  private readonly unit: number;
  /** How easy the episode is that is just beginning. */
  private beginning = noEase;

  constructor(
    maze: Maze,
    { size, groups, episodeSteps, unit = 1, seed, body = {}, ease = noEase }: WorldsOptions,
  ) {
    if (maze.endsAtGoal) {
      throw new RangeError(
        "Worlds: expected a maze whose episodes go on after a goal, got one that ends them",
      );
    }
    if (size % groups !== 0)
      throw new RangeError(`Worlds: expected a size that ${groups} groups share, got ${size}`);
    this.size = size;
    this.maze = maze;
    this.seed = seed;
    this.episodeSteps = episodeSteps;
    this.unit = unit;
    this.ease = ease;
    this.observations = new Float32Array(size * observed.size);
    const easier = easierMaze(maze, () => this.beginning);
    const flags = (): Uint8Array => new Uint8Array(size);
    [this.reached, this.placed, this.cut, this.moved] = [flags(), flags(), flags(), flags()];
    this.novel = flags();
    this.walked = new Float64Array(size);
    this.visits = new Visits(maze.bounds, size);
    const inGroup = size / groups;
    this.groups = Array.from({ length: groups }, (_, group) => ({
      environment: navigationOf(easier, inGroup, episodeSteps, body),
      first: group * inGroup,
      episode: 0,
      left: 0,
      taken: 0,
      ease,
      history: new Uint8Array(episodeSteps * inGroup),
    }));
    this.actions = this.groups[0]!.environment.actionSpace.count;
  }

  /** Begins an episode in every group that stands still; tells which worlds these are. */
  startOver(): number[] {
    return this.groups.flatMap((group, index) => {
      if (group.left > 0) return [];
      const steps = group.episode === 0 ? this.firstEpisode(index) : this.episodeSteps;
      this.begin(group, index, { episode: group.episode + 1, steps, ease: this.ease });
      return Array.from({ length: group.environment.size }, (_, row) => group.first + row);
    });
  }

  /** One step in every world whose episode has not ended. */
  step(actions: Uint8Array | Int32Array): void {
    for (const flags of [this.moved, this.reached, this.placed, this.cut, this.novel, this.walked])
      flags.fill(0);
    for (const group of this.groups) if (group.left > 0) this.stepGroup(group, actions);
  }

  /** A world's maze as it stands. */
  layoutOf(world: number): MazeLayout {
    const { environment, first } = this.groupOf(world);
    return environment.state.layouts[world - first]!;
  }

  /** How often a world's goal has been reached in this episode. */
  goalsOf(world: number): number {
    const { environment, first } = this.groupOf(world);
    return environment.state.goalsReached[world - first]!;
  }

  /** Where a world's body is. */
  poseOf(world: number): Pose {
    const { environment, first } = this.groupOf(world);
    const { x, y, heading } = environment.state;
    return { x: x[world - first]!, y: y[world - first]!, heading: heading[world - first]! };
  }

  /** Puts another layout around a world's body while it walks. What {@link Worlds.state} brings back knows nothing of it. */
  rearrange(world: number, layout: MazeLayout): void {
    const { environment, first } = this.groupOf(world);
    environment.rearrange(world - first, layout);
  }

  /** Draws what a body sees into a target. */
  render(eyes: Eyes, world: number, target: Uint8Array): void {
    eyes.render(this.layoutOf(world), this.poseOf(world), target);
  }

  /** What {@link Worlds.restore} needs. */
  state(): WorldsState {
    return this.groups.map(({ episode, left, taken, ease, history, environment }) => ({
      episode,
      left,
      taken,
      ease,
      actions: Array.from(history.subarray(0, taken * environment.size), (action) =>
        action.toString(36),
      ).join(""),
    }));
  }

  /** Comes back to a moment of worlds made alike. */
  restore(state: WorldsState): void {
    this.groups.forEach((group, index) => {
      const { episode, left, taken, ease, actions } = state[index]!;
      if (episode === 0) return;
      this.begin(group, index, { episode, steps: left + taken, ease });
      const { size } = group.environment;
      for (let step = 0; step < taken; step++) {
        const row = Uint8Array.from(actions.slice(step * size, (step + 1) * size), (digit) =>
          parseInt(digit, 36),
        );
        const all = new Uint8Array(this.size);
        all.set(row, group.first);
        this.stepGroup(group, all);
      }
    });
  }

  /** The first episodes are cut at different times; from then on the groups are out of step. */
  private firstEpisode(group: number): number {
    const units = Math.round(((1 - group / this.groups.length) * this.episodeSteps) / this.unit);
    return group === 0 ? this.episodeSteps : Math.max(1, units) * this.unit;
  }

  private groupOf(world: number): Group {
    return this.groups[Math.floor((world * this.groups.length) / this.size)]!;
  }

  private begin(group: Group, index: number, { episode, steps, ease }: Beginning): void {
    const { environment, first } = group;
    group.episode = episode;
    group.left = steps;
    group.ease = this.beginning = ease;
    group.taken = 0;
    environment.reset({ seed: deriveSeed(deriveSeed(this.seed, index), episode) });
    this.observations.set(environment.observations, first * observed.size);
    this.placed.fill(1, first, first + environment.size);
    this.reached.fill(0, first, first + environment.size);
    this.cut.fill(0, first, first + environment.size);
    for (let row = first; row < first + environment.size; row++) {
      this.visits.forget(row);
      this.visits.visit(row, this.poseOf(row));
    }
  }

  private stepGroup(group: Group, actions: Uint8Array | Int32Array): void {
    const { environment, first, history } = group;
    const { size, rewards, state } = environment;
    const [fromX, fromY] = [state.x.slice(), state.y.slice()];
    const own = actions.subarray(first, first + size);
    environment.step(own);
    history.set(own, group.taken * size);
    group.taken += 1;
    group.left -= 1;
    this.observations.set(environment.observations, first * observed.size);
    for (let row = 0; row < size; row++) {
      const isGoal = rewards[row]! > 0 ? 1 : 0;
      this.reached[first + row] = isGoal;
      this.placed[first + row] = isGoal;
      this.cut[first + row] = group.left === 0 ? 1 : 0;
      this.moved[first + row] = 1;
      if (isGoal === 0)
        this.walked[first + row] = Math.hypot(state.x[row]! - fromX[row]!, state.y[row]! - fromY[row]!);
      this.novel[first + row] = this.visits.visit(first + row, this.poseOf(first + row)) ? 1 : 0;
      if (group.left === 0 && group.taken === this.episodeSteps) {
        this.onEpisode(environment.state.goalsReached[row]!);
      }
    }
  }
}

/** An episode lasts one step longer than ours do, so that it is always we who end it. */
function navigationOf(maze: Maze, worlds: number, episodeSteps: number, body: Partial<Body>): Navigation {
  const options = { ...body, worlds, goalReward: 1 };
  const stepDuration = createNavigation(maze, options).state.stepDuration;
  return createNavigation(maze, {
    ...options,
    episodeDuration: (episodeSteps + 1) * stepDuration,
    sensors: [selfMotionSensor(), positionSensor(maze), headDirectionSensor()],
  });
}

/** Whole numbers from 0. */
export const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
