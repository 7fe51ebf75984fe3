import {
  explorer,
  sixActions,
  sweepDisc,
  type Maze,
  type Point,
  type UniformSource,
} from "@wayfield/environments";
import { GoalMemory, type ArrivalShare } from "./goal-memory.ts";
import { knownOracles } from "./oracles.ts";
import { range, type Worlds } from "./worlds.ts";

/** Chooses actions in all worlds, step after step. */
export interface Navigator {
  /** Episodes begin in these worlds. */
  begin: (rows: readonly number[]) => void;
  /** An action for every world. */
  act: () => Int32Array;
  /** Takes in what the actions led to. */
  feel: (actions: Int32Array) => void;
  /** Where it believes to be, metres, `[worlds, 2]`; undefined if it has no opinion. */
  believe: () => Float32Array | undefined;
}

/** Moves at random, holding each action for a while: the floor that any agent must beat. */
export function randomWalker(worlds: Worlds, random: UniformSource): Navigator {
  const actions = new Int32Array(worlds.size);
  const choose = (row: number): void => {
    // Half of the choices go forward, so that it gets about.
    actions[row] = random() < 0.5 ? 2 : Math.floor(random() * worlds.actions);
  };
  return {
    begin: (rows) => {
      rows.forEach(choose);
    },
    act: () => {
      for (let row = 0; row < worlds.size; row++) if (random() < 0.2) choose(row);
      return actions;
    },
    feel: () => undefined,
    believe: () => undefined,
  };
}

/** Where a body is and looks, as a navigator believes. */
export interface Belief {
  x: number;
  y: number;
  heading: number;
}

/** A sense of place: what a vector navigator steers by. */
export interface Compass {
  begin: (rows: readonly number[]) => void;
  feel: (actions: Int32Array) => void;
  /** Where it believes its body to be. */
  poseOf: (row: number) => Belief;
  /** Where it believes the last goal to be; undefined before the first. */
  goalOf: (row: number) => Point | undefined;
}

/**
 * The true pose, and where it was the moment before it came to the goal: what perfect path integration would give. Of
 * several arrivals it keeps what every other navigator keeps of theirs.
 */
export function trueCompass(worlds: Worlds, arrivalShare: ArrivalShare): Compass {
  const goals: (Point | undefined)[] = range(worlds.size).map(() => undefined);
  const before = new Float32Array(2 * worlds.size);
  const memory = new GoalMemory(worlds.size, { width: 2, arrivalShare });
  const note = (row: number): void => {
    const { x, y } = worlds.poseOf(row);
    before.set([x, y], 2 * row);
  };
  return {
    begin: (rows) => {
      memory.forget(rows);
      for (const row of rows) {
        goals[row] = undefined;
        note(row);
      }
    },
    feel: () => {
      memory.store(worlds.reached, before);
      for (let row = 0; row < worlds.size; row++) {
        if (worlds.reached[row] === 1) goals[row] = [memory.codes[2 * row]!, memory.codes[2 * row + 1]!];
        note(row);
      }
    },
    poseOf: (row) => worlds.poseOf(row),
    goalOf: (row) => goals[row],
  };
}

/** How a navigator gets from one place to another: the next place to head for. */
export type Way = (row: number, from: Point, to: Point) => Point;

/** Straight: the difference vector. */
export const straightAhead: Way = (_row, _from, to) => to;

/**
 * Along the shortest way through a maze that it knows by heart: for mazes, where the difference vector leads into
 * walls. An upper bound rather than a model of an animal.
 */
export function alongTheShortestWay(worlds: Worlds): Way {
  const oracleOf = knownOracles();
  const plans: (Plan | undefined)[] = [];
  const nextOf = (row: number, from: Point, to: Point): Point => {
    try {
      return oracleOf(worlds.layoutOf(row).arena).route(from, to).points[1] ?? to;
    } catch {
      // What it believes to be a place lies in a wall.
      return to;
    }
  };
  return (row, from, to) => {
    const old = plans[row];
    const isOld = old === undefined || old.age >= lookingAnew || old.to !== to || near(from, old.next);
    const plan = isOld ? { to, next: nextOf(row, from, to), age: 0 } : { ...old, age: old.age + 1 };
    plans[row] = plan;
    return plan.next;
  };
}

/** A place to head for on the way to another, and for how many steps. */
interface Plan {
  to: Point;
  next: Point;
  age: number;
}

/** After how many steps it looks for its way anew, since it never is quite where it meant to be. */
const lookingAnew = 5;

/** Whether a bend of the way is passed. */
const near = ([x, y]: Point, [bendX, bendY]: Point): boolean => Math.hypot(bendX - x, bendY - y) < 0.03;

/** What {@link vectorNavigator} takes. */
export interface VectorNavigatorOptions {
  way?: Way;
  random: UniformSource;
}

/** Nearer than this it has arrived, metres. */
const arrival = 0.08;
/** How many steps it looks for the goal around the place where it should be, at first. */
const patience = 15;
/** Of the body's velocity after one step: what the last velocity leaves of itself. */
const coasting = explorer.inertia ** explorer.framesPerStep;

/**
 * Scripted vector navigation (Banino et al. 2018: the difference between the present code and the code at the goal
 * leads home), without any learning: it wanders from place to place until it meets the goal; from then on it walks the
 * vector from where it believes to be to where it believes the goal is. Where the goal is not there, it looks around
 * in growing circles.
 */
export function vectorNavigator(
  worlds: Worlds,
  compass: Compass,
  { way = straightAhead, random }: VectorNavigatorOptions,
): Navigator {
  const actions = new Int32Array(worlds.size);
  const walkers = range(worlds.size).map(
    () => new Walker(() => anywhereIn(worlds.maze.bounds, random), random),
  );
  return {
    begin: (rows) => {
      compass.begin(rows);
      for (const row of rows) walkers[row]!.setOut();
    },
    act: () => {
      walkers.forEach((walker, row) => {
        const pose = compass.poseOf(row);
        const target = walker.targetFrom(pose, compass.goalOf(row));
        actions[row] = walker.steer(pose, way(row, [pose.x, pose.y], target));
      });
      return actions;
    },
    feel: (done) => {
      compass.feel(done);
      walkers.forEach((walker, row) => {
        if (worlds.placed[row] === 1) walker.setOut();
      });
    },
    believe: () =>
      Float32Array.from(
        range(worlds.size).flatMap((row) => {
          const { x, y } = compass.poseOf(row);
          return [x, y];
        }),
      ),
  };
}

/** How often a forager turns instead of moving on. */
const turning = 0.3;

/** How many places a forager thinks of before it takes one that it cannot walk to. */
const thoughts = 64;

/** Somewhere to walk to straight, if one comes to mind: from a corridor that is its other end, rarely a place in a room. */
function inSight(worlds: Worlds, random: UniformSource, row: number): PickPlace {
  const { bounds } = worlds.maze;
  return ({ x, y }) => {
    const { arena } = worlds.layoutOf(row);
    let place = anywhereIn(bounds, random);
    for (let thought = 1; thought < thoughts; thought++) {
      if (sweepDisc(arena, x, y, place[0] - x, place[1] - y, explorer.radius) === 1) break;
      place = anywhereIn(bounds, random);
    }
    return place;
  };
}

/**
 * Goes from one random place to another that it can see, and looks about on the way: it comes everywhere and looks
 * everywhere, which a random walker, who gets stuck at walls, does not. For collecting experience; it knows its true
 * pose.
 */
export function forager(worlds: Worlds, random: UniformSource): Navigator {
  const actions = new Int32Array(worlds.size);
  const walkers = range(worlds.size).map((row) => new Walker(inSight(worlds, random, row), random));
  return {
    begin: (rows) => {
      for (const row of rows) {
        walkers[row]!.setOut();
        actions[row] = 2;
      }
    },
    act: () => {
      walkers.forEach((walker, row) => {
        const pose = worlds.poseOf(row);
        const target = walker.targetFrom(pose, undefined);
        const isTurning = random() < turning;
        // An action is held or repeated more often than not, so that a turn goes on.
        if (isTurning && actions[row]! > 1) actions[row] = random() < 0.5 ? 0 : 1;
        else if (!isTurning) actions[row] = walker.steer(pose, target);
      });
      return actions;
    },
    feel: () => {
      walkers.forEach((walker, row) => {
        if (worlds.placed[row] === 1) walker.setOut();
      });
    },
    believe: () => undefined,
  };
}

/** Chooses a place to go to. */
type PickPlace = (from: Belief) => Point;

/** Anywhere in a box, a body's radius from its sides. */
function anywhereIn([minX, minY, maxX, maxY]: Maze["bounds"], random: UniformSource): Point {
  const margin = explorer.radius;
  return [
    minX + margin + random() * (maxX - minX - 2 * margin),
    minY + margin + random() * (maxY - minY - 2 * margin),
  ];
}

/** One body's intentions: where it is heading, and how fast it believes to be moving. */
class Walker {
  private readonly wander: PickPlace;
  private readonly random: UniformSource;
  private target: Point | undefined;
  private isSearching = false;
  private steps = 0;
  private searches = 0;
  private velocity = { x: 0, y: 0 };

  constructor(wander: PickPlace, random: UniformSource) {
    this.wander = wander;
    this.random = random;
  }

  /** The body has been put somewhere, at rest. */
  setOut(): void {
    this.target = undefined;
    this.steps = 0;
    this.isSearching = false;
    this.searches = 0;
    this.velocity = { x: 0, y: 0 };
  }

  /** Where to go now: to the goal, around it, or anywhere. */
  targetFrom(pose: Belief, goal: Point | undefined): Point {
    this.steps += 1;
    const target = this.target ?? this.aim(pose, goal);
    const isThere = Math.hypot(target[0] - pose.x, target[1] - pose.y) < arrival;
    const isTired = this.steps > patience * (this.isSearching ? 1 : 4);
    if (!isThere && !isTired) return target;
    this.isSearching = goal !== undefined;
    return this.aim(pose, goal);
  }

  /** The action whose thrust best changes the velocity into one that leads to the place. */
  steer({ x, y, heading }: Belief, [toX, toY]: Point): number {
    const [dx, dy] = [toX - x, toY - y];
    const length = Math.max(1e-9, Math.hypot(dx, dy));
    const { maximalSpeed } = explorer;
    const missing = {
      x: (maximalSpeed * dx) / length - coasting * this.velocity.x,
      y: (maximalSpeed * dy) / length - coasting * this.velocity.y,
    };
    const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
    const pushes = sixActions.map(({ forward, left }) => ({
      x: forward * cos - left * sin,
      y: forward * sin + left * cos,
    }));
    const gains = pushes.map((push) => push.x * missing.x + push.y * missing.y);
    const action = gains.indexOf(Math.max(...gains));
    const push = pushes[action]!;
    this.velocity.x = coasting * this.velocity.x + (1 - coasting) * maximalSpeed * push.x;
    this.velocity.y = coasting * this.velocity.y + (1 - coasting) * maximalSpeed * push.y;
    return action;
  }

  private aim(pose: Belief, goal: Point | undefined): Point {
    this.steps = 0;
    this.target = goal === undefined ? this.wander(pose) : this.around(goal);
    return this.target;
  }

  private around([x, y]: Point): Point {
    if (!this.isSearching) return [x, y];
    this.searches += 1;
    const angle = 2 * Math.PI * this.random();
    const radius = 0.1 * Math.sqrt(this.searches);
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  }
}
