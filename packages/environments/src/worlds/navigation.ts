import {
  defineEnvironment,
  restart,
  termination,
  transition,
  truncation,
  type Environment,
} from "../environment.ts";
import { seededRandom, type UniformSource } from "../random.ts";
import { box, discrete, type BoxSpace, type DiscreteSpace } from "../spaces.ts";
import type { VectorEnvironment } from "../vector-environment.ts";
import { assertActions, worldSeeds } from "../vectorize.ts";
import { assertBody, explorer, type Body } from "./body.ts";
import type { Maze, MazeLayout } from "./maze.ts";
import { NavigationCore } from "./navigation-core.ts";
import { selfMotionSensor, type NavigationState, type Sensor } from "./sensors.ts";

/** What a navigation environment takes beside its maze; the body's parameters default to {@link explorer}. */
export interface NavigationOptions extends Partial<Body> {
  /** What the observation is made of, in order. Default {@link selfMotionSensor}. */
  readonly sensors?: readonly Sensor[];
  /** The reward for reaching the goal. Default 10 (as reimplementations of Banino et al. 2018 measured it). */
  readonly goalReward?: number;
  /** How long an episode lasts, seconds. Default 90: 5400 frames (Banino et al. 2018, Supplementary section 1a). */
  readonly episodeDuration?: number;
}

/** What {@link createNavigation} takes. */
export interface VectorNavigationOptions extends NavigationOptions {
  /** How many worlds. Default 1. */
  readonly worlds?: number;
}

/** A vector environment whose worlds are mazes, with their state to look at. */
export interface Navigation extends VectorEnvironment {
  /** Where one world's observation lies. */
  readonly observationSpace: BoxSpace;
  /** Where one world's action lies. */
  readonly actionSpace: DiscreteSpace;
  /** Where everything is; after an episode's end already that of the next one. */
  readonly state: NavigationState;
  /**
   * Puts another layout around a world's body, which stays where it is: doors open, walls rise and goals move while it
   * walks. It lasts until the maze itself changes the layout: after a goal, if it does so, and with the next episode.
   *
   * @throws RangeError if there is no such world, or no room in the layout for the body where it stands.
   * @example
   * const worlds = createNavigation(squareArenaMaze());
   * worlds.reset({ seed: 1 });
   * const layout = worlds.state.layouts[0];
   * worlds.rearrange(0, { ...layout, goal: { x: 0.5, y: 0.5, radius: 0.125 } });
   */
  readonly rearrange: (world: number, layout: MazeLayout) => void;
}

/** Facts beside the observation of {@link createNavigationEnvironment}. */
export interface NavigationFacts extends Readonly<Record<string, unknown>> {
  /** The body's centre, metres. */
  readonly x: number;
  /** The body's centre, metres. */
  readonly y: number;
  /** Where the body looks, radians. */
  readonly heading: number;
  /** How often it reached the goal in this episode. */
  readonly goalsReached: number;
}

/** One world of a maze in the single form. */
export interface NavigationEnvironment extends Environment<Float32Array, number, NavigationFacts> {
  /** Where observations lie. */
  readonly observationSpace: BoxSpace;
  /** Where actions lie. */
  readonly actionSpace: DiscreteSpace;
}

interface Parts {
  readonly core: NavigationCore;
  readonly sensors: readonly Sensor[];
  readonly observationSpace: BoxSpace;
  readonly actionSpace: DiscreteSpace;
}

function assemble(maze: Maze, worlds: number, options: NavigationOptions, caller: string): Parts {
  const { sensors = [selfMotionSensor()], goalReward = 10, episodeDuration = 90, ...parameters } = options;
  const body: Body = { ...explorer, ...parameters };
  assertBody(body, caller);
  if (!Number.isSafeInteger(worlds) || worlds < 1) {
    throw new RangeError(`${caller}: expected worlds to be a positive integer, got ${worlds}`);
  }
  if (!Number.isFinite(goalReward))
    throw new RangeError(`${caller}: expected a finite goalReward, got ${goalReward}`);
  const stepsPerEpisode = Math.round(episodeDuration / (body.frameDuration * body.framesPerStep));
  if (!(stepsPerEpisode >= 1 && stepsPerEpisode < Infinity)) {
    throw new RangeError(
      `${caller}: expected episodeDuration to hold at least one step, got ${episodeDuration} s`,
    );
  }
  const size = sensors.reduce((sum, sensor) => sum + sensor.size, 0);
  return {
    core: new NavigationCore(maze, worlds, body, { goalReward, stepsPerEpisode }),
    sensors,
    observationSpace: box({
      shape: [size],
      low: sensors.flatMap(({ low }) => low),
      high: sensors.flatMap(({ high }) => high),
    }),
    actionSpace: discrete(body.actions.length),
  };
}

/** Whether `actions` are `size` integers from 0 to below `count`: the check of every step, without its error. */
function areIndices(actions: ArrayLike<number>, size: number, count: number): boolean {
  if (actions.length !== size) return false;
  for (let world = 0; world < size; world++) {
    const action = actions[world]!;
    if (action >>> 0 !== action || action >= count) return false;
  }
  return true;
}

/**
 * Many worlds of one maze in the vector form: world n does bit for bit what {@link createNavigationEnvironment} does
 * alone with the seed `deriveSeed(seed, n)`.
 *
 * @param maze - Which maze; each world draws layouts of its own.
 * @throws RangeError for an option out of range.
 * @example
 * const worlds = createNavigation(goalDrivenMaze(), { worlds: 32 });
 * worlds.reset({ seed: 1 });
 * worlds.step(new Int32Array(32).fill(2)); // forward
 * worlds.state.x[0];
 */
export function createNavigation(
  maze: Maze,
  { worlds = 1, ...options }: VectorNavigationOptions = {},
): Navigation {
  const { core, sensors, observationSpace, actionSpace } = assemble(
    maze,
    worlds,
    options,
    "createNavigation",
  );
  const width = observationSpace.low.length;
  const observations = new Float32Array(worlds * width);
  const finalObservations = new Float32Array(worlds * width);
  let started = false;
  const begin = (world: number): void => {
    core.begin(world);
    core.observe(world, sensors, observations, world * width);
  };
  const stepWorld = (world: number, action: number): void => {
    core.step(world, action);
    if (core.terminated[world] === 0 && core.truncated[world] === 0) {
      core.observe(world, sensors, observations, world * width);
      return;
    }
    core.observe(world, sensors, finalObservations, world * width);
    begin(world);
  };
  return {
    size: worlds,
    observationSpace,
    actionSpace,
    state: core,
    observations,
    finalObservations,
    rewards: core.rewards,
    terminated: core.terminated,
    truncated: core.truncated,
    reset: (options = {}) => {
      const seeds = worldSeeds(worlds, options);
      if (seeds === undefined && !started) {
        throw new Error("reset: expected seeds on the first call, got none; call reset({ seed: 1 })");
      }
      const randoms = seeds?.map(seededRandom);
      for (let world = 0; world < worlds; world++) {
        const random = randoms?.[world];
        if (random !== undefined) core.seed(world, random);
        begin(world);
      }
      for (const array of [core.rewards, core.terminated, core.truncated]) array.fill(0);
      started = true;
    },
    rearrange: (world, layout) => {
      if (!started) throw new Error("rearrange: expected running episodes, got none; call reset first");
      if (!(world in core.layouts)) {
        throw new RangeError(`rearrange: expected one of ${worlds} worlds, counted from 0, got ${world}`);
      }
      core.rearrange(world, layout);
    },
    step: (actions) => {
      if (!started) throw new Error("step: expected running episodes, got none; call reset first");
      if (!areIndices(actions, worlds, actionSpace.count)) assertActions(() => actionSpace, worlds, actions);
      for (let world = 0; world < worlds; world++) stepWorld(world, actions[world]!);
    },
  };
}

/**
 * One world of a maze in the single form.
 *
 * @param maze - Which maze.
 * @throws RangeError for an option out of range.
 * @example
 * const world = createNavigationEnvironment(waterMaze());
 * world.reset({ seed: 1 });
 * const { reward, info } = world.step(2);
 */
export function createNavigationEnvironment(
  maze: Maze,
  options: NavigationOptions = {},
): NavigationEnvironment {
  const { core, sensors, observationSpace, actionSpace } = assemble(
    maze,
    1,
    options,
    "createNavigationEnvironment",
  );
  const observe = (): Float32Array => {
    const observation = new Float32Array(observationSpace.low.length);
    core.observe(0, sensors, observation, 0);
    return observation;
  };
  const facts = (): NavigationFacts => ({
    x: core.x[0]!,
    y: core.y[0]!,
    heading: core.heading[0]!,
    goalsReached: core.goalsReached[0]!,
  });
  let source: UniformSource | undefined;
  const environment = defineEnvironment<Float32Array, number, NavigationFacts>({
    observationSpace,
    actionSpace,
    begin: (random) => {
      if (random !== source) core.seed(0, random);
      source = random;
      core.begin(0);
      return restart(observe(), facts());
    },
    advance: (action) => {
      core.step(0, action);
      const [observation, info] = [observe(), facts()];
      const reward = core.rewards[0]!;
      if (core.terminated[0] === 1) return termination(observation, reward, info);
      return core.truncated[0] === 1
        ? truncation(observation, reward, info)
        : transition(observation, reward, info);
    },
  });
  return { ...environment, observationSpace, actionSpace };
}
