import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { circularArena, polygonArena, rectangularArena, squareArena, type Arena } from "./arena.ts";
import { arenaContains, distanceAlong, distanceToWalls } from "./arena-queries.ts";
import { seededRandom } from "./random.ts";
import { coarseForagingRat, foragingRat, turnAlong, turnAway } from "./rat-motion.ts";
import {
  createTrajectoryBatch,
  simulateTrajectories,
  type SimulateTrajectoriesOptions,
  type TrajectoryBatch,
} from "./trajectories.ts";

const degrees = Math.PI / 180;

const simulate = (seed: number, arena: Arena, options: SimulateTrajectoriesOptions = {}): TrajectoryBatch =>
  simulateTrajectories(seededRandom(seed), arena, options);

/** So large that no rat sees its walls. */
const openField = squareArena(1000);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

/** The places of trajectory `column`, the start first. */
function path(
  { positions, startPositions, steps, batchSize }: TrajectoryBatch,
  column: number,
): [number, number][] {
  const rows = Array.from({ length: steps }, (_, step): [number, number] => {
    const cell = step * batchSize + column;
    return [positions[2 * cell]!, positions[2 * cell + 1]!];
  });
  return [[startPositions[2 * column]!, startPositions[2 * column + 1]!], ...rows];
}

const speedsOf = ({ selfMotion }: TrajectoryBatch): number[] =>
  [...selfMotion].filter((_, index) => index % 3 === 0);

/** FNV-1a over the bytes (little-endian) of every array. */
function hash(batch: TrajectoryBatch): number {
  let value = 0x811c9dc5;
  for (const array of Object.values(batch) as (number | Float32Array)[]) {
    if (typeof array === "number") continue;
    for (const byte of new Uint8Array(array.buffer)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return value;
}

describe("the motion model", () => {
  test("draws Rayleigh speeds and normal turning rates afresh each simulation step", () => {
    const batch = simulate(1, openField, { steps: 400, batchSize: 50, stepDuration: 0.02 });
    const speeds = speedsOf(batch);
    const count = speeds.length;
    const [expectedMean, expectedDeviation] = [
      0.13 * Math.sqrt(Math.PI / 2),
      0.13 * Math.sqrt(2 - Math.PI / 2),
    ];
    expect(Math.abs(mean(speeds) - expectedMean)).toBeLessThan((5 * expectedDeviation) / Math.sqrt(count));
    expect(Math.abs(deviation(speeds) / expectedDeviation - 1)).toBeLessThan(5 / Math.sqrt(count));
    const rates = [...batch.angularVelocities];
    const rateDeviation = 330 * degrees;
    expect(Math.abs(mean(rates))).toBeLessThan((5 * rateDeviation) / Math.sqrt(count));
    expect(Math.abs(deviation(rates) / rateDeviation - 1)).toBeLessThan(5 / Math.sqrt(2 * count));
  });
  test("turns by σ Δt √(7.5) in a row of 7.5 simulation steps", () => {
    const batch = simulate(2, openField, { batchSize: 100 });
    const turns = [...batch.angularVelocities].map((rate) => rate * 0.15);
    // A row that starts inside a simulation step has half of it: ½² + 7 instead of 7.5 variances.
    expect(Math.abs(deviation(turns) / (330 * degrees * 0.02 * Math.sqrt(7.25)) - 1)).toBeLessThan(0.05);
  });
  test("the coarse rat walks 3 cm a step and turns by 20°", () => {
    const batch = simulate(3, openField, { steps: 20, batchSize: 500, ...coarseForagingRat });
    expect(Math.abs(mean(speedsOf(batch)) * 0.2 - 0.03)).toBeLessThan(0.001);
    expect(
      Math.abs(deviation([...batch.angularVelocities].map((rate) => rate * 0.2)) - 20 * degrees),
    ).toBeLessThan(0.01);
  });
  test("starts all over the arena, looking all round", () => {
    const { startPositions, startHeadings } = simulate(4, squareArena(2), { steps: 1, batchSize: 4000 });
    for (const values of [[...startPositions], [...startHeadings].map((heading) => heading / Math.PI)]) {
      expect(Math.abs(mean(values))).toBeLessThan((5 * Math.sqrt(1 / 3)) / Math.sqrt(4000));
      expect(Math.abs(deviation(values) - Math.sqrt(1 / 3))).toBeLessThan(0.03);
    }
  });
  test("covers the whole square, corners included", () => {
    const batch = simulate(5, squareArena(2.2), { steps: 4000, batchSize: 20 });
    const visits = new Float64Array(25);
    for (let index = 0; index < batch.positions.length; index += 2) {
      const [column, row] = [batch.positions[index]!, batch.positions[index + 1]!].map((value) =>
        Math.floor(((value + 1.1) / 2.2) * 5),
      );
      visits[5 * row! + column!]! += 1 / (batch.positions.length / 2);
    }
    // 80,000 rows over 25 bins; the rat dwells at the walls, but leaves nowhere out.
    expect(Math.min(...visits)).toBeGreaterThan(0.4 / 25);
    expect(Math.max(...visits)).toBeLessThan(3 / 25);
  });
});

describe("rows", () => {
  test("dead reckoning over self-motion gives back the path, where each simulation step is a row", () => {
    const batch = simulate(6, squareArena(2.2), { steps: 200, batchSize: 3, stepDuration: 0.02 });
    for (let column = 0; column < 3; column++) {
      let [[x, y]] = path(batch, column) as [[number, number]];
      let heading = batch.startHeadings[column]!;
      for (let step = 0; step < 200; step++) {
        const cell = step * 3 + column;
        const [speed, sin, cos] = batch.selfMotion.subarray(3 * cell, 3 * cell + 3);
        heading += Math.atan2(sin!, cos!);
        x += speed! * 0.02 * Math.cos(heading);
        y += speed! * 0.02 * Math.sin(heading);
        expect(Math.hypot(x - batch.positions[2 * cell]!, y - batch.positions[2 * cell + 1]!)).toBeLessThan(
          1e-5,
        );
        expect(Math.cos(heading - batch.headings[cell]!)).toBeGreaterThan(1 - 1e-9);
      }
    }
  });
  test("a coarser row is the sum of finer ones", () => {
    const fine = simulate(7, squareArena(2.2), { steps: 90, batchSize: 1, stepDuration: 0.02 });
    const coarse = simulate(7, squareArena(2.2), { steps: 12, batchSize: 1, stepDuration: 0.15 });
    for (let pair = 1; pair <= 6; pair++) {
      // Two rows of 7.5 simulation steps end where 15 of them do.
      expect(path(coarse, 0)[2 * pair]).toEqual(path(fine, 0)[15 * pair]);
      expect(coarse.headings[2 * pair - 1]).toBe(fine.headings[15 * pair - 1]);
      const walked = speedsOf(fine)
        .slice(15 * pair - 15, 15 * pair)
        .reduce((sum, speed) => sum + speed * 0.02, 0);
      const told = speedsOf(coarse)
        .slice(2 * pair - 2, 2 * pair)
        .reduce((sum, speed) => sum + speed * 0.15, 0);
      expect(told).toBeCloseTo(walked, 6);
      // The first of the two ends midway between two places.
      const [before, after] = [path(fine, 0)[15 * pair - 8]!, path(fine, 0)[15 * pair - 7]!];
      const [x, y] = path(coarse, 0)[2 * pair - 1]!;
      expect(x).toBeCloseTo((before[0] + after[0]) / 2, 6);
      expect(y).toBeCloseTo((before[1] + after[1]) / 2, 6);
    }
  });
  test("angular velocity is the turn over the row's duration", () => {
    const { selfMotion, angularVelocities } = simulate(8, squareArena(2.2));
    angularVelocities.forEach((rate, cell) => {
      expect(rate * 0.15).toBeCloseTo(Math.atan2(selfMotion[3 * cell + 1]!, selfMotion[3 * cell + 2]!), 5);
    });
  });
  test("a larger batch begins with the trajectories of a smaller one", () => {
    const [small, large] = [2, 5].map((batchSize) => simulate(9, squareArena(2.2), { batchSize }));
    for (const column of [0, 1]) expect(path(large!, column)).toEqual(path(small!, column));
  });
  test("a target is written into and returned", () => {
    const target = createTrajectoryBatch({ steps: 7, batchSize: 3 });
    expect(simulate(10, squareArena(2.2), { target })).toBe(target);
    expect(hash(target)).toBe(hash(simulate(10, squareArena(2.2), { steps: 7, batchSize: 3 })));
  });
  test("the same seed gives these bits in Node and in browsers", () => {
    expect(hash(simulate(42, squareArena(2.2)))).toBe(expectedHashes.square);
    expect(hash(simulate(42, circularArena(2.2), coarseForagingRat))).toBe(expectedHashes.circle);
  });
});

describe("walls", () => {
  const facingWall = (angle: number) => [turnAway(angle) / degrees, turnAlong(angle) / degrees];
  test.each([
    [30, 90, 60],
    [-30, -90, -60],
    [89, 90, 1],
    [0, 90, 90],
  ])("a heading at %s° to the wall turns by %s° away, or by %s° along it", (angle, away, along) => {
    const [gotAway, gotAlong] = facingWall(angle * degrees);
    expect(gotAway).toBeCloseTo(away, 9);
    expect(gotAlong).toBeCloseTo(along, 9);
  });
  test("a rat that cannot turn by itself meets the wall once, and slows down for that step", () => {
    const options = { steps: 2000, batchSize: 1, stepDuration: 0.02, speedScale: 0.13, turnDeviation: 0 };
    const { positions, startPositions, angularVelocities, headings } = simulate(
      11,
      rectangularArena(1, 1),
      options,
    );
    const turning = [...angularVelocities.keys()].filter((step) => angularVelocities[step] !== 0);
    expect(turning.length).toBeGreaterThan(3);
    for (const step of turning) {
      expect(Math.abs(angularVelocities[step]! * 0.02)).toBeCloseTo(Math.PI / 2, 5);
      const [x, y] = step > 0 ? positions.subarray(2 * step - 2, 2 * step) : startPositions;
      expect(distanceToWalls(rectangularArena(1, 1), x!, y!)).toBeLessThan(0.03);
      const before = headings[step - 1]!;
      expect(
        distanceAlong(rectangularArena(1, 1), x!, y!, [Math.cos(before), Math.sin(before)]),
      ).toBeLessThan(0.1);
    }
  });
  test("near walls the mean speed is lower", () => {
    const batch = simulate(12, squareArena(2.2), { steps: 1000, batchSize: 10, stepDuration: 0.02 });
    const near: number[] = [];
    const far: number[] = [];
    speedsOf(batch).forEach((speed, cell) => {
      const distance = distanceToWalls(
        squareArena(2.2),
        batch.positions[2 * cell]!,
        batch.positions[2 * cell + 1]!,
      );
      (distance < 0.03 ? near : far).push(speed);
    });
    expect(mean(near)).toBeLessThan(0.9 * mean(far));
  });
  test("no step crosses a wall, in any arena, at any step length and perimeter", () => {
    const arenas = [
      squareArena(2.2, {
        walls: [
          [
            [-0.5, -1.1],
            [-0.48, 0.9],
            [-0.46, -1.1],
          ],
        ],
      }),
      circularArena(1),
      polygonArena([
        [0, 0],
        [2, 0],
        [2, 0.05],
        [0.05, 0.05],
        [0.05, 2],
        [0, 2],
      ]),
      polygonArena([
        [0, 0],
        [1, 0],
        [0.5, 0.001],
      ]), // a needle at either end
      squareArena(100, {
        obstacles: [
          [
            [-20, -20],
            [20, -20],
            [0, 30],
          ],
        ],
      }),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...arenas),
        fc.nat(),
        fc.constantFrom(0.001, 0.13, 10, 1e6),
        fc.constantFrom(0, 0.03, 1),
        fc.constantFrom(turnAway, turnAlong),
        (arena, seed, speedScale, wallPerimeter, wallTurn) => {
          const options = {
            steps: 60,
            batchSize: 2,
            stepDuration: 0.02,
            speedScale,
            wallPerimeter,
            wallTurn,
          };
          const batch = simulate(seed, arena, options);
          for (const column of [0, 1]) {
            path(batch, column).forEach(([x, y], index, places) => {
              expect(arenaContains(arena, x, y)).toBe(true);
              if (index === 0) return;
              const [fromX, fromY] = places[index - 1]!;
              const [dx, dy] = [x - fromX, y - fromY];
              if (dx === 0 && dy === 0) return;
              expect(distanceAlong(arena, fromX, fromY, [dx, dy])).toBeGreaterThan(Math.hypot(dx, dy));
            });
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 300_000);
});

describe("bad input", () => {
  const arena = squareArena(2.2);
  test.each<[string, SimulateTrajectoriesOptions]>([
    ["no steps", { steps: 0 }],
    ["half a trajectory", { batchSize: 0.5 }],
    ["a row shorter than a simulation step", { stepDuration: 0.01 }],
    ["no simulation step", { simulationStep: 0 }],
    ["a speed of NaN", { speedScale: NaN }],
    ["an infinite turn", { turnDeviation: Infinity }],
    ["a negative perimeter", { wallPerimeter: -0.1 }],
    ["a wall that speeds up", { wallSpeedFactor: 2 }],
    ["a target of another size", { steps: 3, target: createTrajectoryBatch({ steps: 4, batchSize: 10 }) }],
  ])("%s is refused", (_, options) => {
    expect(() => simulate(1, arena, options)).toThrow(RangeError);
  });
  test("the defaults are the published parameters", () => {
    expect(foragingRat).toMatchObject({ stepDuration: 0.15, simulationStep: 0.02, speedScale: 0.13 });
    expect(foragingRat).toMatchObject({ wallPerimeter: 0.03, wallSpeedFactor: 0.25 });
    expect(hash(simulate(1, arena))).toBe(
      hash(simulate(1, arena, { steps: 100, batchSize: 10, ...foragingRat })),
    );
  });
});

/** One run's hashes: they pin no number that matters, only that every platform computes the same. */
const expectedHashes = { square: 889671270, circle: 2455059197 };
