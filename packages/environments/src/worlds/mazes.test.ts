import { describe, expect, test } from "vitest";
import { arenaContains, distanceToWalls } from "../arena-queries.ts";
import type { Arena } from "../arena.ts";
import { seededRandom } from "../random.ts";
import { goalDoorsMaze, goalDrivenMaze, whitePillar } from "./goal-mazes.ts";
import { landmarksAround } from "./landmarks.ts";
import type { Maze, Pose } from "./maze.ts";
import { squareArenaMaze, waterMaze } from "./open-mazes.ts";
import { drawRoomPlan } from "./room-maze.ts";
import { createOracle } from "./oracle.ts";
import { doubleEMaze, sunburstMaze, textMaze, tMaze } from "./text-mazes.ts";

const seeds = Array.from({ length: 100 }, (_, seed) => seed);
const cell = 0.25;

/** Cells of an 11 × 11 (or other) map that are floor, as text. */
function draw(arena: Arena, columns: number, rows: number): string {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) =>
      arenaContains(arena, (column + 0.5 - columns / 2) * cell, (rows / 2 - row - 0.5) * cell) ? "." : "#",
    ).join(""),
  ).join("\n");
}

/** How many floor cells can be reached from the first one by side steps. */
function reachable(map: string): [reached: number, floor: number] {
  const lines = map.split("\n");
  const isFloor = (row: number, column: number) => lines[row]?.[column] === ".";
  const first = lines.flatMap((line, row) =>
    line.includes(".") ? [[row, line.indexOf(".")] as const] : [],
  )[0]!;
  const seen = new Set([first.join()]);
  const queue = [first];
  for (const [row, column] of queue) {
    for (const [r, c] of [
      [row + 1, column],
      [row - 1, column],
      [row, column + 1],
      [row, column - 1],
    ] as const) {
      if (!isFloor(r, c) || seen.has([r, c].join())) continue;
      seen.add([r, c].join());
      queue.push([r, c]);
    }
  }
  return [seen.size, map.split(".").length - 1];
}

describe("mazes with rooms", () => {
  test.each<[string, Maze, number]>([
    ["goal-driven", goalDrivenMaze(), 11],
    ["goal-doors", goalDoorsMaze(), 11],
    ["larger goal-doors", goalDoorsMaze({ columns: 17 }), 17],
  ])("every floor cell of a %s maze can be reached", (_, maze, columns) => {
    for (const seed of seeds) {
      const { arena } = maze.begin(seededRandom(seed));
      const [reached, floor] = reachable(draw(arena, columns, 11));
      expect(reached).toBe(floor);
      expect(floor).toBeGreaterThan(30);
    }
  });
  test("goals lie on floor, half a cell from any wall, and layouts differ", () => {
    const maps = seeds.map((seed) => {
      const { arena, goal } = goalDrivenMaze().begin(seededRandom(seed));
      expect(arenaContains(arena, goal.x, goal.y)).toBe(true);
      expect(distanceToWalls(arena, goal.x, goal.y)).toBeGreaterThanOrEqual(cell / 2 - 1e-12);
      return draw(arena, 11, 11);
    });
    expect(new Set(maps).size).toBeGreaterThan(90);
  });
  test("bodies start in rooms only where they are to, else anywhere", () => {
    // What a maze draws first is its plan.
    const { region, rooms } = drawRoomPlan(seededRandom(1), {
      columns: 11,
      rows: 11,
      maximalRooms: 4,
      maximalRoomSide: 5,
      extraDoorways: 0.15,
    });
    const isInRoom = ({ x, y }: Pose): boolean => {
      const part = region[Math.floor(5.5 - y / cell) * 11 + Math.floor(5.5 + x / cell)]!;
      return part >= 0 && part < rooms;
    };
    const random = seededRandom(2);
    const [inRooms, anywhere] = [true, false].map((startsInRooms) => {
      const layout = goalDrivenMaze({ startsInRooms }).begin(seededRandom(1));
      expect(isInRoom({ ...layout.goal, heading: 0 })).toBe(true);
      return Array.from({ length: 400 }, () => layout.start(random)).filter(isInRoom).length;
    });
    expect(inRooms).toBe(400);
    expect(anywhere).toBeLessThan(360);
  });
  test("a plan has one to four rooms of 3 or 5 cells a side, and as many doorways as join its parts", () => {
    const options = { columns: 11, rows: 11, maximalRooms: 4, maximalRoomSide: 5, extraDoorways: 0 };
    const counts = seeds.map((seed) => {
      const { rooms, region, regions, doorways } = drawRoomPlan(seededRandom(seed), options);
      for (let room = 0; room < rooms; room++) {
        const cells = [...region.keys()].filter((index) => region[index] === room);
        const sides = [Math.min, Math.max].map((pick) => pick(...cells.map((index) => index % 11)));
        const width = sides[1]! - sides[0]! + 1;
        expect([3, 5]).toContain(width);
        expect([3, 5]).toContain(cells.length / width);
      }
      expect(doorways).toHaveLength(regions - 1);
      return rooms;
    });
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...counts)).toBe(4);
  });
  test("doorsClosed 1 closes more than 0, and keeps everything in reach", () => {
    const floors = [0, 1].map((doorsClosed) =>
      seeds.reduce(
        (sum, seed) =>
          sum + reachable(draw(goalDoorsMaze({ doorsClosed }).begin(seededRandom(seed)).arena, 11, 11))[0],
        0,
      ),
    );
    expect(floors[1]!).toBeLessThan(floors[0]!);
  });
  test.each([6, 8, 5.5, NaN])("%s columns are refused", (columns) => {
    expect(() => goalDrivenMaze({ columns })).toThrow(RangeError);
  });
  test.each([-0.25, 0, NaN, Infinity])("cells of %s m are refused", (cellSize) => {
    for (const [name, make] of Object.entries({ goalDrivenMaze, goalDoorsMaze })) {
      expect(() => make({ cellSize })).toThrow(
        `${name}: expected a positive cellSize, in metres, got ${cellSize}`,
      );
    }
  });
  test("doors closed beyond all are refused", () => {
    expect(() => goalDoorsMaze({ doorsClosed: 1.1 })).toThrow(RangeError);
  });
});

/** Which of the corridors, by the middle column of each, can be entered at a row. */
const openAt = (map: string, row: number, columns: readonly number[]): boolean[] =>
  columns.map((column) => map.split("\n")[row]![column] === ".");

describe("linear sunburst", () => {
  const doors = [2, 4, 6, 8, 10];
  test("only door 5 is open until the first goal, then all are", () => {
    const maze = sunburstMaze();
    const random = seededRandom(1);
    const first = maze.begin(random);
    expect(openAt(draw(first.arena, 13, 13), 9, doors)).toEqual([false, false, false, false, true]);
    const second = maze.afterGoal(random, first, 1);
    expect(openAt(draw(second.arena, 13, 13), 9, doors)).toEqual([true, true, true, true, true]);
  });
  test("in training any doors are open, at least one, drawn anew after each goal", () => {
    const maze = sunburstMaze({ shortcuts: false });
    const random = seededRandom(1);
    let layout = maze.begin(random);
    const seen = new Set<string>();
    for (let goals = 1; goals <= 400; goals++) {
      const open = openAt(draw(layout.arena, 13, 13), 9, doors);
      expect(open).toContain(true);
      seen.add(open.join());
      layout = maze.afterGoal(random, layout, goals);
    }
    expect(seen.size).toBe(31);
  });
  test("in training starts are in the southern hall, and goals in the northern one", () => {
    const maze = sunburstMaze({ shortcuts: false });
    const random = seededRandom(2);
    const goals = new Set<number>();
    for (let episode = 0; episode < 200; episode++) {
      const { arena, goal, start } = maze.begin(random);
      const { x, y } = start(random);
      expect(distanceToWalls(arena, x, y)).toBeGreaterThanOrEqual(0.06 - 1e-12);
      expect(y).toBeLessThan(-3.5 * cell);
      expect(goal.y).toBeGreaterThan(3.5 * cell);
      goals.add(goal.x);
    }
    expect(goals.size).toBe(11);
  });
  test("another door may be the first, and the towers and the goal's object stay when all are open", () => {
    const landmarks = landmarksAround(goalDrivenMaze().bounds);
    const maze = sunburstMaze({ firstDoor: 1, landmarks, goalPillar: whitePillar });
    const random = seededRandom(1);
    const first = maze.begin(random);
    expect(openAt(draw(first.arena, 13, 13), 9, doors)).toEqual([true, false, false, false, false]);
    for (const layout of [first, maze.afterGoal(random, first, 1)]) {
      expect(layout.landmarks).toEqual(landmarks);
      expect(layout.goal.pillar).toEqual(whitePillar);
    }
  });
  test("with 11 cells it covers the ground of the goal-driven maze", () => {
    const maze = sunburstMaze({ cells: 11, shortcuts: false });
    expect(maze.bounds).toEqual(goalDrivenMaze().bounds);
    const map = draw(sunburstMaze({ cells: 11 }).begin(seededRandom(1)).arena, 11, 11);
    expect(map.split("\n").slice(2, 9)).toEqual([
      "#.........#",
      "#.#.#.#.#.#",
      "#.#.#.#.#.#",
      "#.#.#.#.#.#",
      "#.#.#.#.#.#",
      "#########.#",
      "#.........#",
    ]);
  });
  test.each([9, 12, 11.5, NaN])("%s cells are refused", (cells) => {
    expect(() => sunburstMaze({ cells })).toThrow("sunburstMaze: expected cells");
  });
  test.each([0, 6, 1.5, NaN])("a first door %s is refused", (firstDoor) => {
    expect(() => sunburstMaze({ firstDoor })).toThrow("sunburstMaze: expected a firstDoor from 1 to 5");
  });
  test("start and goal are opposite, and the start faces north", () => {
    const { goal, start } = sunburstMaze().begin(seededRandom(1));
    const pose = start(seededRandom(2));
    expect(pose.x).toBe(goal.x);
    expect(goal.y - pose.y).toBeCloseTo(10 * cell, 12);
    expect(pose.heading).toBe(Math.PI / 2);
  });
});

describe("double E", () => {
  const [inner, outer] = [
    [4, 8],
    [2, 10],
  ];
  const corridors = (arena: Arena) => {
    const map = draw(arena, 13, 12);
    return [9, 3, 1].map((row) => [inner, outer].map((columns) => openAt(map, row, columns)));
  };
  test("in training corridor 1 is sealed at both ends, and one of the others a side is open", () => {
    const maze = doubleEMaze({ shortcuts: false });
    const random = seededRandom(3);
    let layout = maze.begin(random);
    const seen = new Set<string>();
    for (let goals = 1; goals <= 40; goals++) {
      const [shortest, middle, longest] = corridors(layout.arena);
      expect(shortest).toEqual([
        [false, false],
        [false, false],
      ]);
      for (const side of [0, 1]) {
        expect([middle![0]![side], longest![0]![side]].filter(Boolean)).toHaveLength(1);
        expect(middle![1]![side]).toBe(middle![0]![side]);
      }
      seen.add(JSON.stringify(middle));
      layout = maze.afterGoal(random, layout, goals);
    }
    expect(seen.size).toBe(4);
  });
  test("from the centre the southern way is a third shorter than the middle one, and that than the northern", () => {
    const random = seededRandom(6);
    const maze = doubleEMaze({ shortcuts: false, opensAnywhere: true });
    const ways = { south: 0, middle: 0, north: 0 };
    for (let draws = 0; draws < 40; draws++) {
      const { arena, goal } = maze.begin(random);
      const side = goal.x < 0 ? 0 : 1;
      const [south, middle] = corridors(arena).map((gates) => gates[0]![side]);
      const { length } = createOracle(arena).route([0, 0.125], [goal.x, goal.y]);
      ways[south ? "south" : middle ? "middle" : "north"] = length;
    }
    // By hand, for a point: √(1.5² + 4²) + 3 + √(0.5² + 1²) = 8.4 cells, 12.5 by the middle and 16.3 by the north.
    expect(ways.south).toBeLessThan(0.7 * ways.middle);
    expect(ways.middle).toBeLessThan(0.8 * ways.north);
  });
  test("any corridors may be open in training, at least one a side, all as often", () => {
    const maze = doubleEMaze({ shortcuts: false, opensAnywhere: true });
    const random = seededRandom(5);
    let layout = maze.begin(random);
    const open = [0, 0, 0];
    for (let goals = 1; goals <= 400; goals++) {
      const ways = corridors(layout.arena);
      for (const side of [0, 1]) {
        expect(ways.map(([inside]) => inside![side])).toContain(true);
        expect(ways.map(([inside]) => inside![side])).toEqual(ways.map(([, outside]) => outside![side]));
      }
      ways.forEach(([inside], way) => (open[way]! += inside!.filter(Boolean).length));
      layout = maze.afterGoal(random, layout, goals);
    }
    // One in three, or else every second time: two of three, of 800 each, within 4 standard deviations of a binomial.
    for (const count of open) expect(Math.abs(count - 533)).toBeLessThan(4 * Math.sqrt((800 * 2) / 9));
  });
  test("the test begins as the paper's does, whatever the maze to learn in", () => {
    const [shortest] = corridors(doubleEMaze({ opensAnywhere: true }).begin(seededRandom(5)).arena);
    expect(shortest!.flat()).not.toContain(true);
  });
  test("landmarks stand in training and in the test, before and after the doors open", () => {
    const landmarks = landmarksAround(doubleEMaze().bounds);
    for (const shortcuts of [false, true]) {
      const maze = doubleEMaze({ shortcuts, landmarks });
      const random = seededRandom(3);
      const layout = maze.begin(random);
      expect(layout.landmarks).toEqual(landmarks);
      expect(maze.afterGoal(random, layout, 1).landmarks).toEqual(landmarks);
    }
  });
  test("in the test all corridors open after the first goal, and starts are at the centre facing north", () => {
    const maze = doubleEMaze();
    const random = seededRandom(3);
    const layout = maze.afterGoal(random, maze.begin(random), 1);
    expect(corridors(layout.arena).flat(3)).not.toContain(false);
    expect(layout.start(random)).toEqual(layout.start(random));
    expect(layout.start(random).heading).toBe(Math.PI / 2);
  });
  test("the goal is at either side", () => {
    const sides = new Set(seeds.map((seed) => Math.sign(doubleEMaze().begin(seededRandom(seed)).goal.x)));
    expect(sides).toEqual(new Set([-1, 1]));
  });
});

test.each([
  ["sunburst", sunburstMaze()],
  ["double E", doubleEMaze()],
])("once the doors of the %s are open its layout stays the same object", (_, maze) => {
  const random = seededRandom(4);
  const open = maze.afterGoal(random, maze.begin(random), 1);
  expect(maze.afterGoal(random, open, 2)).toBe(open);
});

describe("open mazes", () => {
  test("the square arena starts in its central part and hides a goal anywhere", () => {
    const goals = seeds.map((seed) => {
      const random = seededRandom(seed);
      const { goal, start, arena } = squareArenaMaze().begin(random);
      const { x, y } = start(random);
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(0.75);
      expect(distanceToWalls(arena, goal.x, goal.y)).toBeGreaterThanOrEqual(0.125);
      return goal.x;
    });
    expect(Math.max(...goals)).toBeGreaterThan(0.9);
  });
  test("the water maze starts at four places at the wall, facing it, and never moves its platform", () => {
    const starts = seeds.map((seed) => {
      const random = seededRandom(seed);
      const { goal, start } = waterMaze().begin(random);
      expect(goal).toEqual({ x: -1 / 3, y: -1 / 3, radius: 0.06 });
      const { x, y, heading } = start(random);
      expect(Math.hypot(x - 0.88 * Math.cos(heading), y - 0.88 * Math.sin(heading))).toBeLessThan(1e-12);
      return heading;
    });
    expect(new Set(starts).size).toBe(4);
  });
  test("the T-maze rewards either arm", () => {
    const sides = new Set(seeds.map((seed) => Math.sign(tMaze().begin(seededRandom(seed)).goal.x)));
    expect(sides).toEqual(new Set([-1, 1]));
  });
  test("a text maze draws among its goals and starts", () => {
    const maze = textMaze(`
      #######
      #G.S.G#
      #..S..#
      #######
    `);
    const goals = new Set(seeds.map((seed) => maze.begin(seededRandom(seed)).goal.x));
    expect(goals).toEqual(new Set([-0.5, 0.5]));
  });
  test.each<[string, () => unknown]>([
    ["a text without goal", () => textMaze("###\n#.#\n###")],
    ["a platform outside", () => waterMaze({ platform: [1, 0] })],
    ["a start square beyond the arena", () => squareArenaMaze({ startSide: 3 })],
    ["a goal without size", () => squareArenaMaze({ goalRadius: 0 })],
  ])("refuse %s", (_, make) => {
    expect(make).toThrow(RangeError);
  });
});
