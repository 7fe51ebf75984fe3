import type { Maze, Point, UniformSource } from "@wayfield/environments";
import { bootstrap, bootstrapMean, type WithInterval } from "@wayfield/example-kit/statistics";
import {
  alongTheShortestWay,
  mazes,
  meanOfArrivals,
  runEpisodes,
  stepDurationOf,
  trueCompass,
  vectorNavigator,
  worldsOf,
  type AgentConfig,
  type Compass,
  type Enter,
} from "@wayfield/example-navigation-agent";

/** A place that a way leads through. */
export interface Gate {
  name: string;
  x: number;
  y: number;
}

/** A maze in which shorter ways open, and what there is to choose from. */
export interface ShortcutTest {
  maze: Maze;
  /** The world to learn in. */
  learnedIn: keyof typeof mazes;
  /** What who learned there had seen of this maze. */
  known: string;
  gates: Gate[];
  /** Names of the gates of the shortest way, by the goal's place. */
  shortest: (goal: { x: number }) => string;
  /** Share of the shortest way among the gates that lead to a goal. */
  chance: number;
}

const cell = 0.25;

/** The middle of a cell of a map of so many columns and rows, in metres. */
const gateAt = (
  name: string,
  [column, row]: readonly [number, number],
  [columns, rows]: readonly [number, number],
): Gate => ({ name, x: (column - (columns - 1) / 2) * cell, y: ((rows - 1) / 2 - row) * cell });

/**
 * The linear sunburst, for agents of other mazes: five corridors; once all doors are open, the middle one leads straight
 * to the goal.
 */
export const sunburstTest = (
  maze: "sunburst-object" | "sunburst-object-west" = "sunburst-object",
): ShortcutTest => ({
  maze: mazes[maze](),
  learnedIn: "goal-driven-object",
  known: "Who learned did so in other mazes, drawn anew in each episode, and never was in this one",
  gates: [1, 3, 5, 7, 9].map((column, door) => gateAt(`door ${door + 1}`, [column, 5], [11, 11])),
  shortest: () => "door 3",
  chance: 1 / 5,
});

/**
 * The double E with towers outside: three corridors a side; once all are open, the southern one of the goal's side is
 * shortest.
 */
export const doubleETest = (): ShortcutTest => ({
  maze: mazes["double-e-landmarks"](),
  learnedIn: "double-e-landmarks-training",
  known: "Who learned did so in this maze, and had seen each of its ways open now and then",
  gates: ["west", "east"].flatMap((side) =>
    Object.entries({ north: 1, middle: 3, south: 9 }).map(([which, row]) =>
      gateAt(`${which} ${side}`, [side === "west" ? 3 : 9, row], [13, 12]),
    ),
  ),
  shortest: ({ x }) => (x < 0 ? "south west" : "south east"),
  chance: 1 / 3,
});

/** Who knows the maze and its goal by heart, from the first step on: what can be reached. */
export const oracle =
  (random: UniformSource): Enter =>
  (worlds) => {
    const compass: Compass = {
      ...trueCompass(worlds, meanOfArrivals),
      goalOf: (row) => {
        const { x, y } = worlds.layoutOf(row).goal;
        return [x, y];
      },
    };
    return { navigator: vectorNavigator(worlds, compass, { random, way: alongTheShortestWay(worlds) }) };
  };

/** Which ways were taken to a goal that had been reached before. */
export interface ShortcutResult {
  /** Ways through each gate, by its name; `none` without any. */
  taken: Record<string, number>;
  /** Share of the shortest way among all; NaN if nobody came back to a goal. */
  shortestFraction: WithInterval;
  /** Later ways in all episodes. */
  ways: number;
  /** Goals of an episode, the first one included. */
  goals: WithInterval;
  /** Share of the episodes that found the goal. */
  success: number;
  /** The first way back of some episodes, places in metres step by step. */
  trails: readonly (readonly Point[])[];
}

interface Way {
  gate: string;
  isShortest: boolean;
}

const gateRadius = cell / 2;

/** Watches one world: which gate the body passed last on its way to a goal. */
class Tracker {
  readonly ways: Way[] = [];
  /** The first way back. */
  trail: readonly Point[] | undefined;
  private readonly test: ShortcutTest;
  private passed = "none";
  private way: Point[] = [];
  goals = 0;

  constructor(test: ShortcutTest) {
    this.test = test;
  }

  note({ x, y }: { x: number; y: number }): void {
    const gate = this.test.gates.find((each) => Math.hypot(each.x - x, each.y - y) < gateRadius);
    if (gate !== undefined) this.passed = gate.name;
    if (this.trail === undefined) this.way.push([x, y]);
  }

  /** The goal is reached; the first time it was found by the way that was open then. */
  arrive(goal: { x: number }): void {
    if (this.goals > 0) {
      this.ways.push({ gate: this.passed, isShortest: this.passed === this.test.shortest(goal) });
      this.trail ??= this.way;
    }
    this.way = [];
    this.goals += 1;
    this.passed = "none";
  }
}

/** More of them than this would hide each other in a figure. */
const trailsKept = 12;

/** Lets someone loose in such a maze and counts the ways. */
export function shortcutsOf(
  test: ShortcutTest,
  config: AgentConfig,
  enter: Enter,
  { seed, episodes, random }: { seed: number; episodes: number; random: UniformSource },
): ShortcutResult {
  const worlds = worldsOf({ config, maze: test.maze }, { size: episodes, groups: 1, seed });
  const { navigator, dispose } = enter(worlds);
  const trackers = Array.from({ length: episodes }, () => new Tracker(test));
  runEpisodes(
    worlds,
    {
      ...navigator,
      act: () => {
        trackers.forEach((tracker, row) => {
          tracker.note(worlds.poseOf(row));
        });
        return navigator.act();
      },
      feel: (actions) => {
        worlds.reached.forEach((isReached, row) => {
          if (isReached === 1) trackers[row]!.arrive(worlds.layoutOf(row).goal);
        });
        navigator.feel(actions);
      },
    },
    stepDurationOf(config),
  );
  dispose?.();
  const all = trackers.flatMap(({ ways }) => ways);
  const counts = trackers.map(({ ways }) => ({
    ways: ways.length,
    shortest: ways.filter(({ isShortest }) => isShortest).length,
  }));
  const names = [...test.gates.map(({ name }) => name), "none"];
  return {
    taken: Object.fromEntries(names.map((name) => [name, all.filter(({ gate }) => gate === name).length])),
    shortestFraction: bootstrap(
      episodes,
      (drawn) => {
        const sum = (measure: "ways" | "shortest"): number =>
          drawn.reduce((total, episode) => total + counts[episode]![measure], 0);
        return sum("shortest") / sum("ways");
      },
      random,
    ),
    ways: all.length,
    goals: bootstrapMean(
      trackers.map(({ goals }) => goals),
      random,
    ),
    trails: trackers.flatMap(({ trail }) => (trail === undefined ? [] : [trail])).slice(0, trailsKept),
    success: trackers.filter(({ goals }) => goals > 0).length / episodes,
  };
}
