import {
  createNavigation,
  createOracle,
  seededRandom,
  wrapAngle,
  type Maze,
  type MazeLayout,
  type NavigationState,
  type Point,
  type Pose,
  type UniformSource,
} from "@wayfield/environments";

/** What a walker did in one or more episodes. */
export interface Walk {
  /** How often it reached the goal. */
  readonly goals: number;
  /** The shortest ways to the goals it reached, metres in all. */
  readonly shortest: number;
  /** The ways it walked to them, metres in all. */
  readonly walked: number;
  /** The first layout and the poses in it, until the first goal or the end. */
  readonly firstLayout: MazeLayout;
  /** The poses of the first way. */
  readonly firstWay: readonly Pose[];
}

/** Chooses an action from the state, having seen the layout when a way begins. */
interface Walker {
  readonly setOut: (layout: MazeLayout, pose: Pose) => void;
  readonly choose: (pose: Pose) => number;
}

const [turnLeft, turnRight, forward] = [0, 1, 2];

const poseOf = ({ x, y, heading }: NavigationState): Pose => ({ x: x[0]!, y: y[0]!, heading: heading[0]! });

/** Moves at random, holding each action for a while. */
export function randomWalker(random: UniformSource): Walker {
  let action = forward;
  return {
    setOut: () => undefined,
    choose: () => {
      if (random() < 0.2) action = random() < 0.5 ? forward : Math.floor(random() * 6);
      return action;
    },
  };
}

/** How near a bend of its way a guided walker passes, metres, and how far off it may aim, radians. */
const [passing, aim] = [0.03, 0.15];
/** After how many steps it looks for its way anew, since it never is quite where it meant to be. */
const lookingAnew = 5;

/** Follows the shortest way: the control that a maze can be solved, and how fast. */
export function guidedWalker(): Walker {
  let route: (pose: Pose) => readonly Point[] = () => [];
  let way: readonly Point[] = [];
  let next = 1;
  let steps = 0;
  return {
    setOut: ({ arena, goal }) => {
      const oracle = createOracle(arena);
      route = ({ x, y }) => oracle.route([x, y], [goal.x, goal.y]).points;
      steps = 0;
    },
    choose: (pose) => {
      if (steps % lookingAnew === 0) {
        way = route(pose);
        next = 1;
      }
      steps += 1;
      const { x, y, heading } = pose;
      const isPast = (at: number): boolean => Math.hypot(way[at]![0] - x, way[at]![1] - y) < passing;
      while (next < way.length - 1 && isPast(next)) next += 1;
      const [toX, toY] = way[next]!;
      const off = wrapAngle(Math.atan2(toY - y, toX - x) - heading);
      if (Math.abs(off) < aim) return forward;
      return off > 0 ? turnLeft : turnRight;
    },
  };
}

/** Lets a walker go for some episodes of 90 s. */
export function walk(
  maze: Maze,
  walker: Walker,
  { seed, episodes }: { seed: number; episodes: number },
): Walk {
  const world = createNavigation(maze);
  const { state } = world;
  world.reset({ seed });
  const firstLayout = state.layouts[0]!;
  const firstWay: Pose[] = [poseOf(state)];
  let [goals, shortest, walked, ended] = [0, 0, 0, 0];
  let [best, way] = [0, 0];
  const setOut = (): void => {
    const { arena, goal } = state.layouts[0]!;
    const { x, y } = poseOf(state);
    best = createOracle(arena).route([x, y], [goal.x, goal.y]).length - goal.radius;
    way = 0;
    walker.setOut(state.layouts[0]!, poseOf(state));
  };
  setOut();
  while (ended < episodes) {
    const before = poseOf(state);
    // After a goal the state is that of the next start, so the last piece is measured to the rim of this goal.
    const { goal } = state.layouts[0]!;
    world.step([walker.choose(before)]);
    const isGoal = world.rewards[0]! > 0;
    const isEnd = world.terminated[0] === 1 || world.truncated[0] === 1;
    if (isGoal) way += Math.hypot(goal.x - before.x, goal.y - before.y) - goal.radius;
    else if (!isEnd) way += Math.hypot(state.x[0]! - before.x, state.y[0]! - before.y);
    if (goals === 0 && ended === 0 && !isGoal && !isEnd) firstWay.push(poseOf(state));
    if (isGoal) {
      goals += 1;
      shortest += best;
      walked += way;
    }
    if (isEnd) ended += 1;
    if (isGoal || isEnd) setOut();
  }
  return { goals, shortest, walked, firstLayout, firstWay };
}

/** A fresh random source for one walker. */
export const sourceOf = (seed: number): UniformSource => seededRandom(seed);
