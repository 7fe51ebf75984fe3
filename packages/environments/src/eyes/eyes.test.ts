import { describe, expect, test } from "vitest";
import { renderPerRay } from "../../bench/per-ray.ts";
import { squareArena } from "../arena.ts";
import { seededRandom } from "../random.ts";
import { goalDoorsMaze, goalDrivenMaze, whitePillar } from "../worlds/goal-mazes.ts";
import { landmarksAround } from "../worlds/landmarks.ts";
import type { Landmark, Maze, Pose } from "../worlds/maze.ts";
import { createNavigation } from "../worlds/navigation.ts";
import { squareArenaMaze, waterMaze } from "../worlds/open-mazes.ts";
import { createEyes } from "./eyes.ts";
import { createScene, type Scene } from "./scene.ts";
import { drawTexture, type Color } from "./texture.ts";

const side = 64;
const picture = () => new Uint8Array(side * side * 3);
const pixel = (image: Uint8Array, column: number, row: number): number[] => [
  ...image.subarray((row * side + column) * 3, (row * side + column) * 3 + 3),
];

/** A look at a square of 2 m whose four walls have a plain colour each: south, east, north, west. */
const wallColors: readonly Color[] = [
  [10, 0, 0],
  [0, 20, 0],
  [0, 0, 30],
  [40, 40, 0],
];
const plainLayout = { arena: squareArena(2), look: 0 };
const plainScene: Scene = {
  walls: plainLayout.arena.walls,
  wallTextures: Uint8Array.of(0, 1, 2, 3),
  textures: wallColors.map((color) => drawTexture(() => color)),
  wallHeight: 0.25,
  floor: [200, 100, 50],
  sky: [100, 150, 250],
  cues: [{ azimuth: Math.PI / 2, width: 0.2, height: 0.5, color: [255, 0, 255] }],
};
const eyes = createEyes({ sceneOf: () => plainScene });

const see = (pose: Pose): Uint8Array => {
  const image = picture();
  eyes.render(plainLayout, pose, image);
  return image;
};

/** Poses of bodies that wander about a maze, each with its layout. */
function* wander(maze: Maze, frames: number) {
  const worlds = createNavigation(maze);
  const random = seededRandom(3);
  worlds.reset({ seed: 4 });
  const { state } = worlds;
  for (let frame = 0; frame < frames; frame++) {
    for (let step = 0; step < 5; step++) worlds.step([Math.floor(random() * 6)]);
    yield { layout: state.layouts[0]!, pose: { x: state.x[0]!, y: state.y[0]!, heading: state.heading[0]! } };
  }
}

describe("what is seen", () => {
  test("the wall ahead, in each direction", () => {
    for (let quarter = 0; quarter < 4; quarter++) {
      const image = see({ x: 0, y: 0, heading: ((quarter - 1) * Math.PI) / 2 });
      expect(pixel(image, 32, 32)).toEqual(wallColors[quarter]);
    }
  });
  test("left is left: facing north-east, the north wall is on the left", () => {
    const image = see({ x: 0.5, y: 0.5, heading: Math.PI / 4 });
    expect(pixel(image, 0, 32)).toEqual(wallColors[2]);
    expect(pixel(image, 63, 32)).toEqual(wallColors[1]);
  });
  test("a wall of 0.25 m at 1 m takes f · 0.25 = 8 rows about the horizon, at 0.5 m 16", () => {
    const rows = (x: number) => {
      const image = see({ x, y: 0, heading: 0 });
      return Array.from({ length: side }, (_, row) => row).filter((row) => pixel(image, 32, row)[1] === 20);
    };
    expect(rows(0)).toEqual([28, 29, 30, 31, 32, 33, 34, 35]);
    expect(rows(0.5)).toHaveLength(16);
  });
  test("floor below, sky above, and distal cues where they are, at any place", () => {
    for (const [x, y] of [
      [0, 0],
      [0.5, -0.5],
    ] as const) {
      const image = see({ x, y, heading: Math.PI / 2 });
      expect(pixel(image, 32, 63)[0]).toBeGreaterThan(pixel(image, 32, 63)[2]!);
      expect(pixel(image, 5, 0)[2]).toBeGreaterThan(pixel(image, 5, 0)[0]!);
      expect(pixel(image, 32, 20)).toEqual([255, 0, 255]);
      expect(pixel(image, 32, 10)).not.toEqual([255, 0, 255]); // above the cue: 32 − 32 · 0.5 = row 16
      expect(pixel(image, 10, 20)).not.toEqual([255, 0, 255]);
    }
  });
  test("depth is the distance to the wall's plane, of the floor by height, and infinite above", () => {
    const depth = new Float32Array(side * side);
    eyes.render(plainLayout, { x: 0.25, y: 0, heading: 0 }, picture(), depth);
    expect(depth[32 * side + 32]).toBeCloseTo(0.75, 6);
    expect(depth[32 * side + 60]).toBeCloseTo(0.75, 6);
    // 31.5 rows below the horizon: 32 · 0.125 / 31.5.
    expect(depth[63 * side + 32]).toBeCloseTo(4 / 31.5, 6);
    expect(depth[5 * side + 32]).toBe(Infinity);
  });
});

const pixelsOf = (image: Uint8Array, color: Color): [number, number][] =>
  Array.from({ length: side * side }, (_, at): [number, number] => [at % side, Math.floor(at / side)]).filter(
    ([column, row]) => pixel(image, column, row).join() === color.join(),
  );
const extent = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];

const red: Color = [200, 0, 0];
const blue: Color = [0, 0, 200];

/** Makes something round of 0.2 m across that stands somewhere. */
const upright =
  (height: number) =>
  (x: number, y: number, color: Color = red): Landmark => ({ x, y, radius: 0.1, height, color });

/** What is seen of the plain scene with more in it. */
function lookAt(more: Partial<Scene>, pose: Pose, depth?: Float32Array): Uint8Array {
  const image = picture();
  createEyes({ sceneOf: () => ({ ...plainScene, ...more }) }).render({ ...plainLayout }, pose, image, depth);
  return image;
}

describe("landmarks", () => {
  const tower = upright(1.125);
  const lookFrom = (pose: Pose, ...landmarks: Landmark[]): Uint8Array => lookAt({ landmarks }, pose);

  test.each([
    // f = 32: at 2 m a tower of 1 m above the eye rises 16 rows, and is 2 · 32 · 0.1 / 2 = 3.2 columns wide.
    { x: 0, rows: [16, 27], columns: 4 },
    // The wall of 0.125 m above the eye hides 32 · 0.125 / 0.5 = 8 rows from 0.5 m, 4 from 1 m.
    { x: 0.5, rows: [11, 23], columns: 4 },
  ])("from $x m a tower at 2 m rises over the wall as it must", ({ x, rows, columns }) => {
    const seen = pixelsOf(lookFrom({ x, y: 0, heading: 0 }, tower(2, 0)), red);
    expect(extent(seen.map(([, row]) => row))).toEqual(rows);
    const width = new Set(seen.map(([column]) => column)).size;
    expect(width).toBe(columns);
    expect(extent(seen.map(([column]) => column))).toEqual([32 - columns / 2, 31 + columns / 2]);
  });
  test("from another place it is in another direction, and behind one's back it is not seen", () => {
    const aside = pixelsOf(lookFrom({ x: 0, y: -0.5, heading: 0 }, tower(2, 0)), red).map(
      ([column]) => column,
    );
    // Half a metre to the left at 2 m: tan α = 0.25, column 32 − 8.
    expect(extent(aside)[0]).toBeGreaterThanOrEqual(21);
    expect(extent(aside)[1]).toBeLessThanOrEqual(26);
    expect(pixelsOf(lookFrom({ x: 0, y: 0, heading: Math.PI }, tower(2, 0)), red)).toEqual([]);
  });
  test("the nearer stands before the farther, in whatever order they are told, and both before the skyline", () => {
    const pose = { x: 0, y: 0, heading: 0 };
    const pair = [tower(2, 0), tower(3, 0, blue)];
    const image = lookFrom(pose, ...pair);
    expect(lookFrom(pose, ...pair.toReversed())).toEqual(image);
    expect(pixel(image, 32, 24)).toEqual(red);
    expect(pixelsOf(image, blue)).toEqual([]);
    const north = lookFrom({ x: 0, y: 0, heading: Math.PI / 2 }, tower(0, 2));
    expect(pixel(north, 32, 20)).toEqual(red);
    expect(pixel(north, 29, 20)).toEqual([255, 0, 255]);
  });
  test("six of them stand around a maze, outside of it, and its scene has them", () => {
    const { bounds } = goalDrivenMaze();
    const landmarks = landmarksAround(bounds);
    expect(landmarks).toHaveLength(6);
    const [, , east, north] = bounds;
    for (const { x, y, radius } of landmarks)
      expect(Math.hypot(x, y) - radius).toBeGreaterThan(Math.hypot(east, north));
    expect(createScene(goalDrivenMaze({ landmarks }).begin(seededRandom(1))).landmarks).toBe(landmarks);
    expect(() => landmarksAround(bounds, 0.1)).toThrow(/landmarksAround: expected a clearance/);
  });
});

describe("pillars", () => {
  const pillar = upright(0.25);
  const centre = { x: 0, y: 0, heading: 0 };
  const lookTo = (pillars: Landmark[], pose: Pose = centre, depth?: Float32Array): Uint8Array =>
    lookAt({ pillars }, pose, depth);

  test("at 0.5 m one of 0.2 m by 0.25 m takes 12 columns and 16 rows before the wall, at 0.8 m 8 and 10", () => {
    // f = 32: 2 · 32 · 0.1 / 0.5 = 12.8 columns about the middle, 32 · 0.125 / 0.5 = 8 rows each way.
    for (const [x, columns, rows] of [
      [0.5, 12, 8],
      [0.8, 8, 5],
    ] as const) {
      const image = lookTo([pillar(x, 0)]);
      const seen = pixelsOf(image, red);
      expect(extent(seen.map(([column]) => column))).toEqual([32 - columns / 2, 31 + columns / 2]);
      const inTheMiddle = seen.filter(([column]) => column === 32).map(([, row]) => row);
      expect(extent(inTheMiddle)).toEqual([32 - rows, 31 + rows]);
      expect(pixel(image, 5, 32)).toEqual(wallColors[1]);
    }
  });
  test("a wall hides what is behind it, a pillar what is behind that, and one's own place shows nothing", () => {
    expect(pixelsOf(lookTo([pillar(1.5, 0)]), red)).toEqual([]);
    const pair = [pillar(0.4, 0), pillar(0.8, 0, blue)];
    const image = lookTo(pair);
    expect(pixelsOf(image, blue)).toEqual([]);
    expect(lookTo(pair.toReversed())).toEqual(image);
    expect(pixelsOf(lookTo([pillar(0.05, 0)]), red)).toEqual([]);
    expect(pixelsOf(lookTo([pillar(0.5, 0)], { ...centre, heading: Math.PI }), red)).toEqual([]);
  });
  test("a low one leaves the wall over it to be seen, in picture and depth", () => {
    const depth = new Float32Array(side * side);
    const image = lookTo([{ ...pillar(0.5, 0), height: 0.125 }], centre, depth);
    expect(pixel(image, 32, 31)).toEqual(wallColors[1]);
    expect(pixel(image, 32, 32)).toEqual(red);
    const [over, on] = [depth[31 * side + 32]!, depth[32 * side + 32]!];
    expect(over).toBeCloseTo(1, 6);
    // Half a column beside the line of sight.
    expect(on).toBeCloseTo(0.5, 3);
    lookTo([], centre, depth);
    expect(depth[32 * side + 32]).toBeCloseTo(1, 6);
  });
  test("a goal that is marked is in the scene of its layout, where the goal is; others are not", () => {
    const marked = goalDrivenMaze({ goalPillar: whitePillar }).begin(seededRandom(1));
    const { x, y } = marked.goal;
    expect(createScene(marked).pillars).toEqual([{ ...whitePillar, x, y }]);
    expect(createScene(goalDrivenMaze().begin(seededRandom(1))).pillars).toEqual([]);
  });
});

describe("against a renderer that asks every ray for every wall", () => {
  test.each<[string, Maze]>([
    ["goal-doors", goalDoorsMaze()],
    ["square arena", squareArenaMaze()],
    ["water maze", waterMaze()],
  ])("%s: pictures agree but for pixels on edges", (_, maze) => {
    const ours = createEyes();
    const [image, expected] = [picture(), picture()];
    let different = 0;
    for (const { layout, pose } of wander(maze, 30)) {
      ours.render(layout, pose, image);
      const camera = { width: side, height: side, fieldOfView: Math.PI / 2, eyeHeight: 0.125 };
      renderPerRay(createScene(layout), pose, camera, expected);
      for (let index = 0; index < image.length; index += 3) {
        if ([0, 1, 2].some((channel) => image[index + channel] !== expected[index + channel])) different += 1;
      }
    }
    expect(different / (30 * side * side)).toBeLessThan(0.002);
  });
  test("other sizes and fields of view", () => {
    const camera = { width: 96, height: 40, fieldOfView: 2, eyeHeight: 0.2 };
    const ours = createEyes(camera);
    const [image, expected] = [new Uint8Array(96 * 40 * 3), new Uint8Array(96 * 40 * 3)];
    for (const { layout, pose } of wander(goalDoorsMaze(), 5)) {
      ours.render(layout, pose, image);
      renderPerRay(createScene(layout), pose, camera, expected);
      expect(image.filter((value, index) => value !== expected[index]).length / image.length).toBeLessThan(
        0.005,
      );
    }
  });
});

test("100 frames have these pixels in Node and in browsers", () => {
  const ours = createEyes();
  const image = picture();
  let hash = 0x811c9dc5;
  for (const maze of [goalDoorsMaze(), squareArenaMaze()]) {
    for (const { layout, pose } of wander(maze, 50)) {
      ours.render(layout, pose, image);
      for (const byte of image) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    }
  }
  expect(hash).toBe(expectedHash);
});

/** One run's hash: it pins no pixel that matters, only that every platform draws the same. */
const expectedHash = 2982040658;

describe("scenes", () => {
  const layouts = [1, 2].map((seed) => goalDoorsMaze().begin(seededRandom(seed)));
  test("a wall keeps its texture when doors open", () => {
    const [layout] = layouts as [(typeof layouts)[0]];
    const { walls } = layout.arena;
    const fewer = { ...layout, arena: { ...layout.arena, walls: walls.slice(8) } };
    const [before, after] = [createScene(layout), createScene(fewer)];
    const count = fewer.arena.walls.length / 4;
    expect(after.wallTextures.slice(0, count)).toEqual(before.wallTextures.slice(2, 2 + count));
  });
  test("another look has other colours", () => {
    const [first, second] = layouts.map((layout) => createScene(layout));
    expect(first!.floor).not.toEqual(second!.floor);
    expect(first!.textures[0]!.pixels).not.toEqual(second!.textures[0]!.pixels);
  });
  test("the intra-maze cue hangs a millimetre before a wall, 20 cm wide", () => {
    const { walls } = createScene({ arena: squareArena(2.5), look: 5 });
    expect(walls).toHaveLength(20);
    const [ax, ay, bx, by] = walls.subarray(16) as unknown as [number, number, number, number];
    expect(Math.hypot(bx - ax, by - ay)).toBeCloseTo(0.2, 9);
    expect(Math.max(Math.abs(ax), Math.abs(ay), Math.abs(bx), Math.abs(by))).toBeCloseTo(1.249, 9);
  });
});

describe("bad input", () => {
  test.each([{ width: 0 }, { height: 1.5 }, { fieldOfView: 0 }, { fieldOfView: Math.PI }, { eyeHeight: -1 }])(
    "%j is refused",
    (options) => {
      expect(() => createEyes(options)).toThrow(RangeError);
    },
  );
  test("a target too short, or a pose that is not finite", () => {
    const pose = { x: 0, y: 0, heading: 0 };
    expect(() => {
      eyes.render(plainLayout, pose, new Uint8Array(10));
    }).toThrow(RangeError);
    expect(() => {
      eyes.render(plainLayout, pose, picture(), new Float32Array(10));
    }).toThrow(RangeError);
    expect(() => {
      eyes.render(plainLayout, { ...pose, x: NaN }, picture());
    }).toThrow(RangeError);
  });
  test.each([{ wallHeight: 0 }, { textures: 0 }, { textures: 1.5 }])(
    "a scene with %j is refused",
    (options) => {
      expect(() => createScene(plainLayout, options)).toThrow(RangeError);
    },
  );
});
