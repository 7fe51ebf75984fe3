import { describe, expect, test } from "vitest";
import { arenaContains, distanceToWalls } from "../arena-queries.ts";
import { deriveSeed, seededRandom } from "../random.ts";
import { environmentChecks, vectorEnvironmentChecks } from "../testing.ts";
import { vectorize } from "../vectorize.ts";
import { explorer } from "./body.ts";
import { goalDoorsMaze, goalDrivenMaze } from "./goal-mazes.ts";
import { steadyMaze, type Maze } from "./maze.ts";
import {
  createNavigation,
  createNavigationEnvironment,
  type Navigation,
  type NavigationOptions,
} from "./navigation.ts";
import { squareArenaMaze, waterMaze } from "./open-mazes.ts";
import { doubleEMaze, sunburstMaze, textMaze, tMaze } from "./text-mazes.ts";

const everyMaze: Readonly<Record<string, Maze>> = {
  squareArena: squareArenaMaze(),
  goalDriven: goalDrivenMaze(),
  goalDoors: goalDoorsMaze(),
  larger: goalDoorsMaze({ columns: 17 }),
  sunburst: sunburstMaze(),
  doubleE: doubleEMaze(),
  doubleETraining: doubleEMaze({ shortcuts: false }),
  waterMaze: waterMaze(),
  tMaze: tMaze(),
  text: textMaze("#######\n#G.#.S#\n#.....#\n#######"),
};

const forward = 2;
/** Episodes of 40 steps, so that a check sees many. */
const short: NavigationOptions = { episodeDuration: 40 * (4 / 60) };

describe.each(Object.entries(everyMaze))("%s", (_, maze) => {
  test.each(environmentChecks(() => createNavigationEnvironment(maze, short)))("$name", ({ run }) => {
    run();
  });
  test.each(vectorEnvironmentChecks(() => createNavigation(maze, { ...short, worlds: 3 }), { steps: 300 }))(
    "vector: $name",
    ({ run }) => {
      run();
    },
  );
  test("the vector form is the single form, bit for bit", () => {
    const ours = createNavigation(maze, { ...short, worlds: 4 });
    const peer = vectorize(Array.from({ length: 4 }, () => createNavigationEnvironment(maze, short)));
    ours.reset({ seed: 5 });
    peer.reset({ seed: 5 });
    const random = seededRandom(6);
    for (let step = 0; step < 300; step++) {
      const actions = Int32Array.from({ length: 4 }, () => Math.floor(random() * 6));
      ours.step(actions);
      peer.step(actions);
      expect(ours.observations).toEqual(peer.observations);
      expect(ours.rewards).toEqual(peer.rewards);
      for (let world = 0; world < 4; world++) {
        if (ours.terminated[world] === 0 && ours.truncated[world] === 0) continue;
        const ends = [4 * world, 4 * world + 4] as const;
        expect(ours.finalObservations.slice(...ends)).toEqual(peer.finalObservations.slice(...ends));
      }
      expect([ours.terminated, ours.truncated]).toEqual([peer.terminated, peer.truncated]);
    }
  });
  test("25,000 random steps in each of four worlds stay on the floor, a radius from every wall", () => {
    const worlds = createNavigation(maze, { worlds: 4 });
    const random = seededRandom(7);
    const { state } = worlds;
    worlds.reset({ seed: 8 });
    const actions = new Int32Array(4).fill(forward);
    for (let step = 0; step < 25_000; step++) {
      for (let world = 0; world < 4; world++) if (random() < 0.3) actions[world] = Math.floor(random() * 6);
      worlds.step(actions);
      for (let world = 0; world < 4; world++) {
        const { arena } = state.layouts[world]!;
        const [x, y] = [state.x[world]!, state.y[world]!];
        if (!arenaContains(arena, x, y) || !(distanceToWalls(arena, x, y) > explorer.radius - 1e-7)) {
          expect.unreachable(`world ${world} is at (${x}, ${y}) after step ${step}`);
        }
      }
    }
  }, 300_000);
});

describe("episodes", () => {
  const corridor = textMaze("########\n#S....G#\n########");
  /** Looks along the corridor at every start. */
  const eastward: Maze = {
    ...corridor,
    begin: (random) => {
      const layout = corridor.begin(random);
      return { ...layout, start: (source) => ({ ...layout.start(source), heading: 0 }) };
    },
  };
  test("the goal gives its reward, the body is put at a start again, and the episode goes on", () => {
    const world = createNavigationEnvironment(eastward);
    world.reset({ seed: 1 });
    let result = world.step(forward);
    for (let step = 0; step < 100 && result.reward === 0; step++) result = world.step(forward);
    expect(result).toMatchObject({ reward: 10, terminated: false, truncated: false });
    expect(result.info).toMatchObject({ x: -0.625, y: 0, heading: 0, goalsReached: 1 });
  });
  test("a maze that ends at its goal ends there", () => {
    const world = createNavigationEnvironment({ ...eastward, endsAtGoal: true }, { goalReward: 3 });
    world.reset({ seed: 1 });
    let result = world.step(forward);
    for (let step = 0; step < 100 && result.reward === 0; step++) result = world.step(forward);
    expect(result).toMatchObject({ reward: 3, terminated: true });
    expect(result.info.x).toBeGreaterThan(0.5);
  });
  test("time runs out after 90 s", () => {
    const world = createNavigationEnvironment(squareArenaMaze());
    world.reset({ seed: 1 });
    for (let step = 1; step < 90 * 15; step++) expect(world.step(0).truncated).toBe(false);
    expect(world.step(0)).toMatchObject({ truncated: true, terminated: false });
  });
  test("no start lies in the goal", () => {
    const everywhere = textMaze("#####\n#.G.#\n#####");
    const worlds = createNavigation(everywhere, { worlds: 200 });
    worlds.reset({ seed: 1 });
    const { x, y } = worlds.state;
    for (let world = 0; world < 200; world++) expect(Math.hypot(x[world]!, y[world]!)).toBeGreaterThan(0.125);
  });
});

describe("bodies larger than the default one", () => {
  test("start clear of walls, after a goal too", () => {
    const radius = 0.1;
    const worlds = createNavigation(goalDrivenMaze(), { worlds: 40, radius });
    const { state } = worlds;
    const expectRoom = (world: number): void => {
      const { arena } = state.layouts[world]!;
      const [x, y] = [state.x[world]!, state.y[world]!];
      expect(arenaContains(arena, x, y)).toBe(true);
      expect(distanceToWalls(arena, x, y)).toBeGreaterThanOrEqual(radius - 1e-6);
    };
    worlds.reset({ seed: 1 });
    for (let world = 0; world < 40; world++) {
      expectRoom(world);
      const layout = state.layouts[world]!;
      // A goal under the body: the next step reaches it, and the body is put at another start.
      worlds.rearrange(world, {
        ...layout,
        goal: { x: state.x[world]!, y: state.y[world]!, radius: 0.125 },
      });
    }
    worlds.step(new Int32Array(40));
    for (let world = 0; world < 40; world++) {
      expect(state.goalsReached[world]).toBe(1);
      expectRoom(world);
    }
  });
  test("are refused where no start has room for them", () => {
    // The T-maze starts in a stem of 0.25 m; within its rim it has 11 × 6 cells of that size.
    const world = createNavigationEnvironment(tMaze(), { radius: 0.126 });
    expect(() => world.reset({ seed: 1 })).toThrow(
      /room for a body of radius 0\.126 m in a maze of 2\.75 × 1\.50 m/,
    );
    expect(createNavigationEnvironment(tMaze(), { radius: 0.125 }).reset({ seed: 1 }).info.x).toBe(0);
  });
});

describe("a world that is rearranged while its body walks", () => {
  const layoutOf = (firstRow: string) =>
    textMaze(`#########\n#${firstRow}#\n#.......#\n#########`).begin(seededRandom(1));
  const start = () => {
    const worlds = createNavigation(
      steadyMaze([-1, -1, 1, 1], () => layoutOf("S.....G")),
      { worlds: 2 },
    );
    worlds.reset({ seed: 1 });
    return worlds;
  };
  /** Drives every body east as far as it gets. */
  const goEast = (worlds: Navigation): void => {
    for (let step = 0; step < 400; step++) {
      const { heading } = worlds.state;
      worlds.step(Int32Array.from(heading, (angle) => (Math.abs(angle) < 0.2 ? forward : angle > 0 ? 1 : 0)));
      if (worlds.state.goalsReached.some((goals) => goals > 0)) return;
    }
  };
  test("a wall that rises stops it where the other world's body goes on, and it stays where it was", () => {
    const worlds = start();
    const { x, y } = worlds.state;
    const before = [x[0], y[0]];
    worlds.rearrange(0, layoutOf("S..#..G"));
    expect([x[0], y[0]]).toEqual(before);
    goEast(worlds);
    expect(worlds.state.goalsReached).toEqual(Int32Array.of(0, 1));
    // The rock's western face, less the body's radius.
    expect(x[0]).toBeCloseTo(-0.125 - explorer.radius, 3);
  });
  test("a goal that moves away is not met where it was", () => {
    const worlds = start();
    const layout = worlds.state.layouts[0]!;
    worlds.rearrange(0, { ...layout, goal: { ...layout.goal, y: layout.goal.y - 0.25 } });
    goEast(worlds);
    expect(worlds.state.goalsReached).toEqual(Int32Array.of(0, 1));
  });
  test("no wall may rise where the body stands, and the layout stays as it was", () => {
    const worlds = start();
    const before = worlds.state.layouts[0];
    expect(() => {
      worlds.rearrange(0, layoutOf("#S....G"));
    }).toThrow(/rearrange: expected a layout with room for the body/);
    expect(worlds.state.layouts[0]).toBe(before);
  });
  test("there must be such a world, and an episode", () => {
    const layout = layoutOf("S.....G");
    expect(() => {
      start().rearrange(2, layout);
    }).toThrow("rearrange: expected one of 2 worlds, counted from 0, got 2");
    expect(() => {
      createNavigation(tMaze()).rearrange(0, layout);
    }).toThrow(/call reset first/);
  });
});

test("10,000 steps give these bits in Node and in browsers", () => {
  let hash = 0x811c9dc5;
  for (const maze of [goalDoorsMaze(), waterMaze()]) {
    const worlds = createNavigation(maze, { worlds: 5 });
    const random = seededRandom(1);
    worlds.reset({ seed: deriveSeed(1, 2) });
    for (let step = 0; step < 1000; step++) {
      worlds.step(Int32Array.from({ length: 5 }, () => Math.floor(random() * 6)));
      const { x, y, heading } = worlds.state;
      for (const array of [worlds.observations, worlds.rewards, x, y, heading]) {
        for (const byte of new Uint8Array(array.buffer)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
      }
    }
  }
  expect(hash).toBe(expectedHash);
});

/** One run's hash: it pins no number that matters, only that every platform computes the same. */
const expectedHash = 3086076569;

describe("bad options", () => {
  test.each<[string, NavigationOptions]>([
    ["no action", { actions: [] }],
    ["a thrust above 1", { actions: [{ forward: 2, left: 0, turn: 0 }] }],
    ["no frame", { framesPerStep: 0 }],
    ["inertia 1", { inertia: 1 }],
    ["a speed of NaN", { maximalSpeed: NaN }],
    ["no radius", { radius: 0 }],
    ["no time", { episodeDuration: 0 }],
    ["an infinite reward", { goalReward: Infinity }],
  ])("%s is refused", (_, options) => {
    expect(() => createNavigationEnvironment(tMaze(), options)).toThrow(RangeError);
  });
  test("no worlds are refused", () => {
    expect(() => createNavigation(tMaze(), { worlds: 0 })).toThrow(RangeError);
  });
});
