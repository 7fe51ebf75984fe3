import { describe, expect, test } from "vitest";
import type { Environment } from "../environment.ts";
import { environmentChecks } from "../testing.ts";
import { createBreakout } from "./breakout.ts";
import { cartPoleStep, createCartPole, type CartPoleState } from "./cart-pole.ts";
import { createCatch } from "./catch.ts";

const worlds: readonly { name: string; create: () => Environment<unknown, number> }[] = [
  { name: "cart and pole", create: () => createCartPole() },
  { name: "catch", create: () => createCatch() },
  { name: "catch, 24 × 24", create: () => createCatch({ rows: 24, columns: 24 }) },
  { name: "breakout", create: () => createBreakout() },
  { name: "breakout without sticky actions", create: () => createBreakout({ stickiness: 0 }) },
];

describe.each(worlds)("$name", ({ create }) => {
  for (const { name, run } of environmentChecks(create)) test(name, run);
});

describe("cart and pole", () => {
  test("ten steps as solved from the Lagrange equations", () => {
    // Made by solving, at every step, M ẍ + m l cos θ θ̈ = F + m l θ̇² sin θ and cos θ ẍ + 4/3 l θ̈ = g sin θ as a
    // linear system (numpy), a form of the published equations in which nothing is eliminated by hand.
    const trajectory: [action: number, state: number[]][] = [
      [1, [0.0096, 0.17467919574755522, 0.0308, -0.2430687179600082]],
      [1, [0.013093583914951105, 0.36934797605795555, 0.025938625640799833, -0.5258796280501484]],
      [0, [0.020480543436110214, 0.17387081260481593, 0.015421033079796864, -0.22513741609237475]],
      [1, [0.023957959688206534, 0.3687690101747617, 0.01091828475794937, -0.5129163478026588]],
      [0, [0.03133333989170177, 0.17349499275068458, 0.0006599578018961928, -0.216812868356962]],
      [0, [0.03480323974671546, -0.021636386741578445, -0.0036762995652430477, 0.07607816471983764]],
      [0, [0.03437051201188389, -0.21670544277345885, -0.002154736270846295, 0.36759894183747543]],
      [1, [0.03003640315641471, -0.021552939941453797, 0.0051972425659032135, 0.07423737516925005]],
      [1, [0.029605344357585633, 0.17349411900528802, 0.0066819900692882146, -0.21680127946381123]],
      [1, [0.03307522673769139, 0.3685199128310885, 0.00234596448001199, -0.5073689489865428]],
    ];
    let state: CartPoleState = { position: 0.01, velocity: -0.02, angle: 0.03, angularVelocity: 0.04 };
    for (const [action, expected] of trajectory) {
      state = cartPoleStep(state, action === 1 ? 10 : -10);
      expect(Object.values(state)).toBeAllCloseTo(expected, 1e-13);
    }
  });

  test("the environment follows that step, from a start within ±0.05", () => {
    const cart = createCartPole();
    const [position, velocity, angle, angularVelocity] = cart.reset({ seed: 3 })
      .observation as unknown as number[];
    const start = {
      position: position!,
      velocity: velocity!,
      angle: angle!,
      angularVelocity: angularVelocity!,
    };
    for (const value of Object.values(start)) expect(Math.abs(value)).toBeLessThanOrEqual(0.05);
    const { observation, reward } = cart.step(0);
    expect(observation).toBeAllCloseTo(Object.values(cartPoleStep(start, -10)), 1e-7);
    expect(reward).toBe(1);
  });

  test("always pushing right lets the pole fall to the left within ten or so steps", () => {
    const cart = createCartPole();
    cart.reset({ seed: 1 });
    let steps = 0;
    for (let over = false; !over; steps++) {
      const { observation, terminated } = cart.step(1);
      over = terminated;
      if (over) expect(observation[2]).toBeLessThan((-12 * Math.PI) / 180);
    }
    expect(steps).toBeGreaterThanOrEqual(8);
    expect(steps).toBeLessThanOrEqual(11);
  });

  test("a feedback of angle and angular velocity holds the pole to the time limit, which truncates", () => {
    const cart = createCartPole();
    let { observation } = cart.reset({ seed: 2 });
    for (let step = 1; ; step++) {
      const lean = observation[2]! + 0.4 * observation[3]! + 0.05 * observation[0]! + 0.1 * observation[1]!;
      const result = cart.step(lean > 0 ? 1 : 0);
      observation = result.observation;
      expect(result.terminated).toBe(false);
      if (!result.truncated) continue;
      expect(step).toBe(500);
      break;
    }
  });

  test("a time limit that is no number of steps is refused", () => {
    expect(() => createCartPole({ timeLimit: 0 })).toThrow(RangeError);
  });
});

describe("catch", () => {
  const play = (
    world: ReturnType<typeof createCatch>,
    choose: (ball: number, paddle: number) => number,
  ): number[] => {
    let { observation } = world.reset();
    const rewards: number[] = [];
    for (;;) {
      const paddle = observation.lastIndexOf(1) % 5;
      const ball = observation.indexOf(1) % 5;
      const result = world.step(choose(ball, paddle));
      rewards.push(result.reward);
      observation = result.observation;
      if (result.terminated) return rewards;
    }
  };

  test("following the ball always catches it, on the ninth step and no earlier; fleeing never does", () => {
    const world = createCatch();
    world.reset({ seed: 1 });
    for (let episode = 0; episode < 30; episode++) {
      expect(play(world, (ball, paddle) => 1 + Math.sign(ball - paddle))).toEqual([
        0, 0, 0, 0, 0, 0, 0, 0, 1,
      ]);
      expect(play(world, (ball) => (ball < 2 ? 2 : 0)).at(-1)).toBe(-1);
    }
  });

  test("the ball falls in one column, one row a step; the paddle stops at the walls", () => {
    const world = createCatch();
    const first = world.reset({ seed: 5 }).observation;
    const column = first.indexOf(1);
    expect(column).toBeLessThan(5);
    expect(first[9 * 5 + 2]).toBe(1);
    for (let row = 1; row < 9; row++) {
      const { observation } = world.step(0);
      expect(observation[row * 5 + column]).toBe(1);
      expect(observation[9 * 5 + Math.max(0, 2 - row)]).toBe(1);
    }
  });

  test("sizes that cannot be are refused", () => {
    expect(() => createCatch({ rows: 1 })).toThrow(RangeError);
    expect(() => createCatch({ columns: 2.5 })).toThrow(RangeError);
  });
});

describe("breakout", () => {
  /** Columns and rows of the cells that are 1 in a channel. */
  const cells = (observation: Uint8Array, channel: number): [x: number, y: number][] =>
    Array.from({ length: 100 }, (_, cell) => cell)
      .filter((cell) => observation[4 * cell + channel] === 1)
      .map((cell) => [cell % 10, Math.floor(cell / 10)]);
  const ballOf = (observation: Uint8Array): [number, number] => cells(observation, 1)[0]!;

  /** A start from the left: ball at column 0. */
  const fromTheLeft = () => {
    const world = createBreakout({ stickiness: 0 });
    for (let seed = 1; ; seed++) {
      const { observation } = world.reset({ seed });
      if (ballOf(observation)[0] === 0) return { world, observation };
    }
  };

  test("thirty bricks, the ball in row 3 at a side, the paddle in column 4", () => {
    const { observation } = fromTheLeft();
    expect(cells(observation, 3)).toHaveLength(30);
    expect(ballOf(observation)).toEqual([0, 3]);
    expect(cells(observation, 0)).toEqual([[4, 9]]);
  });

  test("the first fall and return by hand: off the paddle, off the wall, into a brick", () => {
    const { world } = fromTheLeft();
    const seen = [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0].map((action) => {
      const { observation, reward, terminated } = world.step(action);
      return [...ballOf(observation), reward, terminated];
    });
    // Coming down from (5, 8) towards (6, 9) over a paddle in column 5 the ball is mirrored; the wall turns it at
    // column 9; the brick at (8, 3) pays and throws it back into row 4.
    expect(seen).toEqual([
      [1, 4, 0, false],
      [2, 5, 0, false],
      [3, 6, 0, false],
      [4, 7, 0, false],
      [5, 8, 0, false],
      [6, 8, 0, false],
      [7, 7, 0, false],
      [8, 6, 0, false],
      [9, 5, 0, false],
      [9, 4, 0, false],
      [8, 4, 1, false],
    ]);
  });

  test("a brick right after another neither breaks nor throws the ball back: it flies on through", () => {
    const { world } = fromTheLeft();
    // Where the paddle waits until which step: mirrored off columns 5, 5 and 4 and thrown back from columns 3 and 4, the
    // ball breaks (8, 3), (9, 2) from the gap, (0, 3) and (9, 3), in this order, and enters the gap in column 9.
    const waits = [
      { until: 6, column: 5 },
      { until: 16, column: 3 },
      { until: 28, column: 5 },
      { until: 57, column: 4 },
    ];
    let paddle = 4;
    const steps = Array.from({ length: 57 }, (_, index) => {
      const wait = waits.find(({ until }) => index < until)!;
      const way = Math.sign(wait.column - paddle);
      paddle += way;
      return world.step(way < 0 ? 1 : way > 0 ? 2 : 0);
    });
    const rewarded = steps.flatMap(({ reward }, index) => (reward === 1 ? [index + 1] : []));
    expect(rewarded).toEqual([11, 22, 33, 43, 55]);
    // In step 55 the ball comes up from (9, 2) and breaks (8, 1), which throws it down; on its way lies the brick (7, 3).
    expect(steps.slice(53).map(({ observation }) => ballOf(observation))).toEqual([
      [9, 2],
      [8, 2],
      [7, 3],
      [6, 4],
    ]);
    const bricks = cells(steps.at(-1)!.observation, 3);
    expect(bricks).toHaveLength(25);
    expect(bricks).toContainEqual([7, 3]);
  });

  test("a paddle under where the ball is going throws it back the way it came", () => {
    const { world } = fromTheLeft();
    const seen = [2, 2, 0, 0, 0, 0, 0].map((action) => ballOf(world.step(action).observation));
    expect(seen.slice(4)).toEqual([
      [5, 8],
      [6, 8],
      [5, 7],
    ]);
  });

  test("a ball that nobody meets ends the game", () => {
    const { world } = fromTheLeft();
    for (let step = 0; step < 5; step++) expect(world.step(1).terminated).toBe(false);
    expect(world.step(1).terminated).toBe(true);
  });

  test("a player who follows the ball clears the wall and finds a new one", () => {
    const { world, observation: first } = fromTheLeft();
    let observation = first;
    let total = 0;
    for (let step = 0; step < 3000; step++) {
      const paddle = cells(observation, 0)[0]![0];
      const [ball] = ballOf(observation);
      const [trail] = cells(observation, 2)[0]!;
      // Where the ball will be next, walls included.
      const ahead = ball + Math.sign(ball - trail);
      const aim = ahead < 0 ? 0 : ahead > 9 ? 9 : ahead;
      const result = world.step(aim < paddle ? 1 : aim > paddle ? 2 : 0);
      total += result.reward;
      if (result.terminated) break;
      observation = result.observation;
    }
    expect(total).toBeGreaterThan(30);
  });

  test("sticky actions repeat the last one as often as they should", () => {
    const world = createBreakout({ stickiness: 0.5 });
    let [moved, tried] = [0, 0];
    for (let seed = 1; seed <= 400; seed++) {
      world.reset({ seed });
      tried++;
      // At first the last action is to do nothing.
      if (cells(world.step(2).observation, 0)[0]![0] === 5) moved++;
    }
    expect(Math.abs(moved - tried / 2)).toBeLessThan(4.9 * Math.sqrt(tried / 4));
    expect(() => createBreakout({ stickiness: 2 })).toThrow(RangeError);
  });
});
