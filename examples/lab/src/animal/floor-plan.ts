import {
  arenaContains,
  gridArena,
  readTextGrid,
  samplePosition,
  type Arena,
  type Goal,
  type Maze,
  type MazeLayout,
  type Point,
} from "@wayfield/environments";

/**
 * A maze that can be drawn on: `#` is rock, `.` floor, `d` a closed door and `o` an open one. The rim is always rock.
 * Cells are 0.25 m.
 */
export interface FloorPlan {
  rows: readonly string[];
  /** Where bodies are put: in a square of that side around the middle, metres; anywhere without it. */
  startSide?: number;
  /** Where the goal is unless someone puts it elsewhere, metres; see {@link usualGoal}. */
  goal: Point;
}

const square: FloorPlan = {
  rows: ["#".repeat(12), ...Array.from({ length: 10 }, () => `#${".".repeat(10)}#`), "#".repeat(12)],
  startSide: 1.5,
  goal: [0.7, 0.6],
};

const fourRooms: FloorPlan = {
  rows: [
    "#############",
    "#.....#.....#",
    "#.....d.....#",
    "#.....#.....#",
    "#.....o.....#",
    "#.....#.....#",
    "###o#####o###",
    "#.....#.....#",
    "#.....#.....#",
    "#.....o.....#",
    "#.....#.....#",
    "#.....#.....#",
    "#############",
  ],
  goal: [0.7, 0.6],
};

/** Five corridors, all but the last closed at first (after Banino et al. 2018, Supplementary 3a). */
const sunburst: FloorPlan = {
  rows: [
    "#############",
    "#...........#",
    "#...........#",
    "##.#.#.#.#.##",
    "##.#.#.#.#.##",
    "##.#.#.#.#.##",
    "##.#.#.#.#.##",
    "##.#.#.#.#.##",
    "##d#d#d#d#o##",
    "#...........#",
    "#...........#",
    "#############",
  ],
  goal: [0, 1.1],
};

/** The floor plans by the word that selects them. */
export const floorPlans = { square, "four-rooms": fourRooms, sunburst } satisfies Record<string, FloorPlan>;
export type FloorPlanName = keyof typeof floorPlans;
export const floorPlanNames = Object.keys(floorPlans) as FloorPlanName[];

const toggled: Record<string, string> = { "#": ".", ".": "#", d: "o", o: "d" };

/** The side of a cell, metres. */
export const cellSide = 0.25;
/** A goal fills a cell from side to side, as in the training. */
const goalRadius = cellSide / 2;
/** Room for a body. */
const clearance = 0.06;

const isRim = ({ rows }: FloorPlan, column: number, row: number): boolean =>
  row <= 0 || column <= 0 || row >= rows.length - 1 || column >= rows[0]!.length - 1;

const withCell = (plan: FloorPlan, column: number, row: number, character: string): FloorPlan => ({
  ...plan,
  rows: plan.rows.map((line, at) =>
    at === row ? line.slice(0, column) + character + line.slice(column + 1) : line,
  ),
});

/** Whether its floor hangs together. */
function isWhole(plan: FloorPlan): boolean {
  try {
    return arenaOf(plan).boundary.length > 0;
  } catch {
    return false;
  }
}

/**
 * The plan with one cell changed: rock becomes floor and floor rock, doors open and close.
 * @throws RangeError for a cell of the rim, or if the floor would fall apart.
 */
export function toggleCell(plan: FloorPlan, column: number, row: number): FloorPlan {
  if (isRim(plan, column, row)) throw new RangeError("The rim of the maze stays as it is.");
  const next = withCell(plan, column, row, toggled[plan.rows[row]![column]!]!);
  if (isWhole(next)) return next;
  throw new RangeError("A wall there would cut the maze in two.");
}

/** The cells that differ from the plan of that name, as `column.row` in one string; none for the plan itself. */
export const changesOf = (name: FloorPlanName, plan: FloorPlan): string =>
  plan.rows
    .flatMap((line, row) =>
      Array.from(line).flatMap((character, column) =>
        character === floorPlans[name].rows[row]![column] ? [] : [`${column}.${row}`],
      ),
    )
    .join("_");

/** Back from {@link changesOf}; a link may say anything, so what cannot be is the plan itself. */
export function planWith(name: FloorPlanName, changes: string): FloorPlan {
  const plan: FloorPlan = floorPlans[name];
  const cells = changes.split("_").map((change) => change.split(".").map(Number));
  let changed = plan;
  for (const [column, row] of cells) {
    const character = plan.rows[row!]?.[column!];
    if (character !== undefined && !isRim(plan, column!, row!))
      changed = withCell(changed, column!, row!, toggled[character]!);
  }
  return isWhole(changed) ? changed : plan;
}

/** The walls of a plan as it stands. */
export const arenaOf = ({ rows }: FloorPlan): Arena =>
  gridArena(readTextGrid(rows.join("\n"), { cellSize: cellSide }), "#d");

/** Whether a goal there can be reached. */
export const canBeGoal = (plan: FloorPlan, [x, y]: Point): boolean => arenaContains(arenaOf(plan), x, y);

/** The middle of the first free cell, from the north-west; a plan whose floor hangs together has one. */
function firstFloor({ rows }: FloorPlan): Point {
  const row = rows.findIndex((line) => /[.o]/.test(line));
  const column = rows[row]!.search(/[.o]/);
  return [(column + 0.5 - rows[row]!.length / 2) * cellSide, (rows.length / 2 - row - 0.5) * cellSide];
}

/** Where the goal is if nobody says: the plan's own place, or other floor where a wall has been raised there. */
export const usualGoal = (plan: FloorPlan): Point =>
  canBeGoal(plan, plan.goal) ? plan.goal : firstFloor(plan);

const goalAt = ([x, y]: Point): Goal => ({ x, y, radius: goalRadius });

/** Somewhere to start: free ground, in the middle where the plan says so. */
function startOf({ startSide }: FloorPlan, arena: Arena): MazeLayout["start"] {
  return (random) => {
    let [x, y] = samplePosition(random, arena, clearance);
    const isInside = (): boolean => Math.max(Math.abs(x), Math.abs(y)) <= startSide! / 2;
    for (let tries = 0; startSide !== undefined && !isInside() && tries < 100; tries++)
      [x, y] = samplePosition(random, arena, clearance);
    return { x, y, heading: 2 * Math.PI * random() - Math.PI };
  };
}

/** A plan as it looks to a body; the look is that of a seed. */
export function layoutOf(plan: FloorPlan, goal: Point, look: number): MazeLayout {
  const arena = arenaOf(plan);
  return { arena, goal: goalAt(goal), look, start: startOf(plan, arena) };
}

/** A maze of that plan, with another goal in each episode. */
export function mazeOf(plan: FloorPlan): Maze {
  const arena = arenaOf(plan);
  return {
    bounds: arena.bounds,
    endsAtGoal: false,
    begin: (random) =>
      layoutOf(plan, samplePosition(random, arena, goalRadius), Math.floor(random() * 2 ** 32)),
    afterGoal: (_random, layout) => layout,
  };
}
