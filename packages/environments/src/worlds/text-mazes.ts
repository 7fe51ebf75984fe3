import type { Arena, Point } from "../arena.ts";
import type { UniformSource } from "../random.ts";
import {
  cellSize as defaultCellSize,
  draw,
  drawHeading,
  drawSeed,
  startAnywhere,
  startInCells,
  steadyMaze,
  type Goal,
  type Landmark,
  type Maze,
  type MazeLayout,
  type Pillar,
  type Pose,
} from "./maze.ts";
import { gridArena, gridPlaces, readTextGrid, type TextGrid } from "./text-grid.ts";

const north = Math.PI / 2;

/** A goal that fills a cell from side to side. */
const goalIn = ({ cellSize }: TextGrid, [x, y]: Point): Goal => ({ x, y, radius: cellSize / 2 });

/** What {@link textMaze} takes. */
export interface TextMazeOptions {
  /** The side of a cell, metres. Default 0.25. */
  readonly cellSize?: number;
  /** Whether reaching the goal ends the episode. Default false: the body is put at a start again. */
  readonly endsAtGoal?: boolean;
}

/**
 * A maze drawn as text: `#` is rock, `G` a goal (one of them is drawn each episode), `S` a start (anywhere without
 * one), everything else floor. Goals are discs as wide as a cell.
 *
 * @throws RangeError without a goal, or for a map without rock all round or with floor in several parts.
 * @example
 * const maze = textMaze(`
 *   #######
 *   #G.#.S#
 *   #.....#
 *   #######
 * `);
 */
export function textMaze(
  text: string,
  { cellSize = defaultCellSize, endsAtGoal = false }: TextMazeOptions = {},
): Maze {
  const lines = text.split("\n").map((line) => line.trim());
  const grid = readTextGrid(lines.join("\n"), { cellSize });
  const arena = gridArena(grid);
  const goals = gridPlaces(grid, "G");
  const starts = gridPlaces(grid, "S");
  if (goals.length === 0) throw new RangeError("textMaze: expected a goal cell G on the map, got none");
  const anywhere = startAnywhere(arena);
  const start = (random: UniformSource): Pose => {
    if (starts.length === 0) return anywhere(random);
    const [x, y] = draw(random, starts);
    return { x, y, heading: drawHeading(random) };
  };
  return steadyMaze(
    arena.bounds,
    (random) => ({ arena, goal: goalIn(grid, draw(random, goals)), look: drawSeed(random), start }),
    { endsAtGoal },
  );
}

const tMazeMap = `
#############
#W.........E#
######.######
######.######
######.######
######.######
######S######
#############`;

/**
 * A T-maze: from the foot of the stem, facing north, to the end of one arm; which one is drawn each episode, and
 * reaching it ends the trial.
 *
 * @example
 * const world = createNavigationEnvironment(tMaze(), { episodeDuration: 30 });
 */
export function tMaze(): Maze {
  const grid = readTextGrid(tMazeMap);
  const arena = gridArena(grid);
  const [[x, y]] = gridPlaces(grid, "S") as [Point];
  const start = (): Pose => ({ x, y, heading: north });
  return steadyMaze(
    arena.bounds,
    (random) => ({
      arena,
      goal: goalIn(grid, draw(random, gridPlaces(grid, "WE"))),
      look: drawSeed(random),
      start,
    }),
    { endsAtGoal: true },
  );
}

/** What the two mazes that test for shortcuts take. */
export interface ShortcutMazeOptions {
  /**
   * Whether all doors open once the goal has been reached for the first time, as in the paper's tests. Default true;
   * false is the maze to train in.
   */
  readonly shortcuts?: boolean;
}

/** What {@link sunburstMaze} takes. */
export interface SunburstMazeOptions extends ShortcutMazeOptions {
  /**
   * Cells on a side, an odd number of at least 11. Default 13, as in the paper; with 11 it covers the ground of
   * {@link goalDrivenMaze}, so that who learned there finds it no larger.
   */
  readonly cells?: number;
  /** Which door is open until the goal has been reached once, 1 in the west to 5 in the east. Default 5. */
  readonly firstDoor?: number;
  /** Towers outside the walls. Default none. */
  readonly landmarks?: readonly Landmark[];
  /** What marks the goal to who sees its place. Default none. */
  readonly goalPillar?: Pillar;
}

const sunburstDoors = ["1", "2", "3", "4", "5"] as const;

/** Two halls, and between them five corridors in every other column of the middle. */
function sunburstMap(cells: number): string {
  const half = (cells - 3) / 2;
  const beside = "#".repeat((cells - 9) / 2);
  const across = (floor: readonly string[]): string => beside + floor.join("#") + beside;
  const hall = (floor: string, place = floor): string =>
    `#${floor.repeat(half)}${place}${floor.repeat(half)}#`;
  const rock = "#".repeat(cells);
  const corridors = Array.from({ length: cells - 7 }, () => across(sunburstDoors.map(() => ".")));
  return [
    rock,
    hall("n", "G"),
    hall("n"),
    ...corridors,
    across(sunburstDoors),
    hall("s"),
    hall("s", "S"),
    rock,
  ].join("\n");
}

/**
 * The linear sunburst maze (after Tolman et al. 1946): a hall in the south, one in the north, and five parallel
 * corridors from one to the other, each with a door at its southern end. Only door 5, in the far east, is open until the
 * goal has been reached once; then all are, and door 3 leads straight there. Start and goal are fixed, in the middle of
 * either end; starts face north.
 *
 * Without shortcuts it is a maze to learn in: any of the doors are open, at least one, drawn anew after each goal;
 * starts are anywhere in the southern hall, and goals anywhere in the northern one, another in each episode.
 *
 * Source: Banino et al. 2018, Supplementary section 3a (13 × 13 cells, five evenly spaced corridors with a door at the
 * start side each, fixed start heading north, fixed goal opposite, only door 5 open until the first goal). The exact
 * map was not published: this one is ours, and so is the maze to learn in (the paper's agents learnt in goal-doors).
 *
 * @throws RangeError for a size that is not an odd number of at least 11, or a first door that there is not.
 * @example
 * const world = createNavigationEnvironment(sunburstMaze());
 */
export function sunburstMaze({
  shortcuts = true,
  cells = 13,
  firstDoor = 5,
  landmarks = [],
  goalPillar,
}: SunburstMazeOptions = {}): Maze {
  if (!Number.isSafeInteger(cells) || cells < 11 || cells % 2 === 0) {
    throw new RangeError(`sunburstMaze: expected cells to be an odd number of at least 11, got ${cells}`);
  }
  const first = sunburstDoors[firstDoor - 1];
  if (first === undefined) {
    throw new RangeError(`sunburstMaze: expected a firstDoor from 1 to 5, got ${firstDoor}`);
  }
  const grid = readTextGrid(sunburstMap(cells));
  const furnish = (layout: MazeLayout): MazeLayout => ({
    ...layout,
    goal: { ...layout.goal, ...(goalPillar === undefined ? {} : { pillar: goalPillar }) },
    landmarks,
  });
  const maze = shortcuts ? sunburstTestMaze(grid, first) : sunburstTrainingMaze(grid);
  return { ...maze, begin: (random) => furnish(maze.begin(random)) };
}

/** The arenas of one map by the doors that are closed. Each is made once, so that what is known of it stays known. */
function arenasOf(grid: TextGrid): (closed: string) => Arena {
  const made = new Map<string, Arena>();
  return (closed) => {
    const known = made.get(closed);
    if (known !== undefined) return known;
    const arena = gridArena(grid, `#${closed}`);
    made.set(closed, arena);
    return arena;
  };
}

/** Any of the doors but one, which is drawn, each as often as not. */
function closedAtRandom(random: UniformSource, doors: readonly string[]): readonly string[] {
  const open = draw(random, doors);
  return doors.filter((door) => door !== open && random() < 0.5);
}

/** The first door, and one that is drawn of the others. */
const firstAndAnother = (random: UniformSource, [first, ...others]: readonly string[]): readonly string[] => [
  first!,
  draw(random, others),
];

function sunburstTestMaze(grid: TextGrid, firstDoor: string): Maze {
  const closed = gridArena(grid, `#${sunburstDoors.filter((door) => door !== firstDoor).join("")}`);
  const open = gridArena(grid);
  const [[x, y], goal] = [...gridPlaces(grid, "S"), ...gridPlaces(grid, "G")] as [Point, Point];
  return {
    bounds: open.bounds,
    endsAtGoal: false,
    begin: (random) => ({
      arena: closed,
      goal: goalIn(grid, goal),
      look: drawSeed(random),
      start: () => ({ x, y, heading: north }),
    }),
    afterGoal: (_random, layout) => (layout.arena === open ? layout : { ...layout, arena: open }),
  };
}

function sunburstTrainingMaze(grid: TextGrid): Maze {
  const arenaWith = arenasOf(grid);
  const withDoors = (random: UniformSource): Arena =>
    arenaWith(closedAtRandom(random, sunburstDoors).join(""));
  const start = startInCells(gridPlaces(grid, "sS"), grid.cellSize);
  return {
    bounds: gridArena(grid).bounds,
    endsAtGoal: false,
    begin: (random) => ({
      arena: withDoors(random),
      goal: goalIn(grid, draw(random, gridPlaces(grid, "nG"))),
      look: drawSeed(random),
      start,
    }),
    afterGoal: (random, layout) => ({ ...layout, arena: withDoors(random) }),
  };
}

const doubleEMap = `
#############
#.eee...fff.#
#.###...###.#
#.ccc...ddd.#
#.###...###.#
#.###.S.###.#
#.###...###.#
#.###...###.#
#.###...###.#
#.aaa...bbb.#
#W###...###E#
#############`;

/** What {@link doubleEMaze} takes. */
export interface DoubleEMazeOptions extends ShortcutMazeOptions {
  /**
   * Whether, in the maze to learn in, the southern corridors are open as often as the others. Default false: they are
   * sealed, as in the paper.
   */
  readonly opensAnywhere?: boolean;
  /** Towers outside the walls that tell the two sides apart. Default none. */
  readonly landmarks?: readonly Landmark[];
}

/**
 * The double E-maze: a central room and on either side three corridors that lead to an outer passage, with the goal at
 * the south end of one of the two passages, drawn each episode. The shortest corridors, in the south, are sealed at
 * both ends, and of the other two one a side is open, drawn anew after each goal. Starts are anywhere in the central
 * room. With shortcuts, all corridors open after the first goal, and from then on starts are at its centre, facing
 * north.
 *
 * From the centre the southern way is a third shorter than the middle one, and that a quarter than the northern.
 *
 * Source: Banino et al. 2018, Supplementary section 3a (12 × 13 cells). The exact map was not published: this one is
 * ours, and so is a maze to learn in where any of the corridors are open, at least one a side, as in
 * {@link sunburstMaze}: who always finds another one open gains nothing by a look at the southern ones.
 *
 * @example
 * const world = createNavigationEnvironment(doubleEMaze({ shortcuts: false, opensAnywhere: true }));
 */
export function doubleEMaze({
  shortcuts = true,
  opensAnywhere = false,
  landmarks = [],
}: DoubleEMazeOptions = {}): Maze {
  const grid = readTextGrid(doubleEMap);
  const arenaWith = arenasOf(grid);
  const open = arenaWith("");
  const [centre] = gridPlaces(grid, "S") as [Point];
  const inRoom = (random: UniformSource): Pose => ({
    x: centre[0] + (random() - 0.5) * 2 * grid.cellSize,
    y: (random() - 0.5) * 9 * grid.cellSize,
    heading: drawHeading(random),
  });
  const closedOn = !shortcuts && opensAnywhere ? closedAtRandom : firstAndAnother;
  const withDoors = (random: UniformSource, layout: MazeLayout): MazeLayout => {
    const closed = ["ace", "bdf"].flatMap((side) => closedOn(random, Array.from(side)));
    return { ...layout, arena: arenaWith(closed.join("")) };
  };
  return {
    bounds: open.bounds,
    endsAtGoal: false,
    begin: (random) =>
      withDoors(random, {
        arena: open,
        goal: goalIn(grid, draw(random, gridPlaces(grid, "WE"))),
        look: drawSeed(random),
        start: inRoom,
        landmarks,
      }),
    afterGoal: (random, layout) => {
      if (!shortcuts) return withDoors(random, layout);
      if (layout.arena === open) return layout;
      return { ...layout, arena: open, start: () => ({ x: centre[0], y: centre[1], heading: north }) };
    },
  };
}
