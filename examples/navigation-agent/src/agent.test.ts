import { mul, zerosLike } from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters } from "@wayfield/backend";
import { zeroLstmState } from "@wayfield/core-neuron";
import { visualGridNetwork } from "@wayfield/grid-nav";
import { tensor3d, zeros, type Rank } from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Actor } from "./actor.ts";
import { Agent } from "./agent.ts";
import { agentKinds } from "./comparators.ts";
import { gridArchitectureOf } from "./config.ts";
import { GridCode } from "./grid-code.ts";
import type { AgentModules } from "./lattice.ts";
import { noEase } from "./easier-maze.ts";
import { GoalMemory, lastArrival, meanOfArrivals } from "./goal-memory.ts";
import type { LayerHook, LayerName } from "./hooks.ts";
import { tinyConfig, tinySetup } from "./learning.fixture.ts";
import { policyUnroll, type PolicyParameters } from "./policy.ts";
import { agentPartsOf, freshPolicy, initAgentModules, worldsOf, type Setup } from "./setup.ts";
import { batchOf } from "./unroll.ts";
import { observed, range, type Worlds } from "./worlds.ts";

let setup: Setup;
let modules: AgentModules;
let policy: PolicyParameters;
let worlds: Worlds;

function begin(kind: Parameters<typeof tinySetup>[1], size = 6): void {
  setup = tinySetup(1, kind);
  modules = initAgentModules(setup.random, setup.config);
  policy = freshPolicy(setup, modules);
  worlds = worldsOf(setup, { size, groups: 2, seed: 3, unit: 25, episodeSteps: 60 });
}

const partsWith = (hook?: LayerHook) =>
  agentPartsOf(setup, worlds, modules, { random: createRandomStream(2), hook });

beforeEach(() => {
  begin(agentKinds.grid);
});
afterEach(() => {
  disposeParameters({ modules, policy });
});

describe("the grid code", () => {
  test("is that of the grid network over the whole walk, and of each world apart", () => {
    const { vision, grid } = modules;
    const architecture = gridArchitectureOf(tinyConfig);
    const code = new GridCode(
      {
        modules: { vision, grid },
        architecture,
        looking: { visionRate: 0, startsAnewWhenPlaced: false, sight: tinyConfig.vision },
        random: createRandomStream(1),
      },
      worlds,
    );
    worlds.startOver();
    const steps = 9;
    const motion: number[] = [];
    const codes: number[][] = [];
    const target = new Float32Array(6 * code.width);
    for (let step = 0; step < steps; step++) {
      for (const row of range(6))
        motion.push(...worlds.observations.slice(row * observed.size, row * observed.size + 4));
      // In two parts: what a world's code is must not depend on who is computed with it.
      code.perceive([4, 1], target);
      code.perceive([0, 2, 3, 5], target);
      codes.push([...target]);
      worlds.step(Int32Array.from(range(6), (row) => (row + step) % 4));
    }
    const inputs = tensor3d(motion, [steps, 6, 4]);
    const nothing = zeros<Rank.R3>([steps, 6, 6]);
    const start = zeroLstmState(6, 4);
    const expected = visualGridNetwork(grid, architecture, inputs, nothing, start);
    expect(expected.gridCode).toBeAllCloseTo(codes.flat(), 1e-5);
    code.dispose();
    disposeParameters({ inputs, nothing, start, expected });
  });

  test("begins anew where it has been put somewhere else, if it is to", () => {
    const codesAfter = (startsAnewWhenPlaced: boolean, steps: number): number[] => {
      const code = new GridCode(
        {
          modules,
          architecture: gridArchitectureOf(tinyConfig),
          looking: { visionRate: 0, startsAnewWhenPlaced, sight: tinyConfig.vision },
          random: createRandomStream(1),
          // What is seen is always the same, so that only the past can make a difference.
          hook: (layer, activity) => (layer === "seen" ? mul(activity, 0) : activity),
        },
        worlds,
      );
      const target = new Float32Array(6 * code.width);
      worlds.startOver();
      worlds.observations.fill(0.1);
      for (let step = 0; step <= steps; step++) {
        worlds.placed.fill(step === steps ? 1 : 0);
        code.perceive(range(6), target);
      }
      code.dispose();
      return [...target];
    };
    expect(codesAfter(true, 5)).toEqual(codesAfter(true, 0));
    expect(codesAfter(false, 5)).not.toEqual(codesAfter(false, 0));
  });

  test("looks at the asked rate, and whenever it has been put somewhere if it is to", () => {
    const counts = [0.3, 0].map((visionRate) => {
      let seen = 0;
      const code = new GridCode(
        {
          modules,
          architecture: gridArchitectureOf(tinyConfig),
          looking: { visionRate, startsAnewWhenPlaced: true, sight: tinyConfig.vision },
          random: createRandomStream(1),
          hook: (layer, activity, rows) => {
            if (layer === "seen") seen += rows.length;
            return activity;
          },
        },
        worlds,
      );
      const target = new Float32Array(6 * code.width);
      let looksDue = 0;
      for (let step = 0; step < 50; step++) {
        worlds.startOver();
        looksDue += worlds.placed.reduce((sum, placed) => sum + placed, 0);
        code.perceive(range(6), target);
        worlds.step(new Int32Array(6));
      }
      code.dispose();
      return { seen, looksDue };
    });
    expect(counts[1]!.seen).toBe(counts[1]!.looksDue);
    // 300 chances at 0.3: 90 ± 5 deviations of 7.9.
    expect(Math.abs(counts[0]!.seen - counts[0]!.looksDue - 90)).toBeLessThan(40);
  });
});

/** Lives until some world has reached its goal. */
function untilGoal(agent: Agent): number {
  agent.begin(worlds.startOver());
  for (let step = 0; step < 2000; step++) {
    const { actions } = agent.act(policy);
    worlds.step(actions);
    const reached = worlds.reached.indexOf(1);
    if (reached >= 0) {
      remembered = agent.present.slice();
      agent.feel(actions);
      return reached;
    }
    agent.feel(actions);
    agent.begin(worlds.startOver());
  }
  throw new Error("no goal in 2000 steps");
}
let remembered = new Float32Array(0);

describe("the goal memory", () => {
  test("holds the code of the moment before the goal, and nothing in the other worlds", () => {
    const parts = partsWith();
    const agent = new Agent(parts);
    const row = untilGoal(agent);
    const { width } = parts.code;
    const of = (array: Float32Array, at: number): number[] => [...array.slice(at * width, (at + 1) * width)];
    expect(of(agent.goals.codes, row)).toEqual(of(remembered, row));
    expect(of(agent.goals.codes, row).some((value) => value !== 0)).toBe(true);
    const other = range(6).find((each) => each !== row && worlds.reached[each] === 0)!;
    expect(of(agent.goals.codes, other).every((value) => value === 0)).toBe(true);
    const inputs = agent.inputs.length / 6;
    expect([...agent.inputs.slice(row * inputs + width, row * inputs + 2 * width)]).toEqual(
      of(remembered, row),
    );
    expect(agent.inputs[(row + 1) * inputs - 1]).toBe(1);
    agent.begin([row]);
    expect(of(agent.goals.codes, row).every((value) => value === 0)).toBe(true);
    parts.code.dispose();
  });

  test("stays empty where it is withheld", () => {
    disposeParameters({ modules, policy });
    begin(agentKinds["no-goal-code"]);
    const parts = partsWith();
    const agent = new Agent(parts);
    untilGoal(agent);
    expect(agent.goals.codes.every((value) => value === 0)).toBe(true);
    parts.code.dispose();
  });
});

test("a share of the goal code is silenced, the rest raised so that the mean stays", () => {
  const memory = new GoalMemory(50, { width: 40, arrivalShare: lastArrival });
  memory.store(new Uint8Array(50).fill(1), new Float32Array(2000).fill(2));
  expect(memory.recall(0, () => 0)).toBe(memory.codes);
  const recalled = memory.recall(0.2, createRandomStream(1).uniform);
  const silent = recalled.filter((activity) => activity === 0).length / 2000;
  // Three standard deviations of a share of 2000 draws.
  expect(Math.abs(silent - 0.2)).toBeLessThan(0.027);
  expect(new Set(recalled)).toEqual(new Set([0, 2.5]));
});

test("the goal memory keeps the last arrival's code, or the mean of them all, until the next episode", () => {
  const last = new GoalMemory(2, { width: 2, arrivalShare: lastArrival });
  const mean = new GoalMemory(2, { width: 2, arrivalShare: meanOfArrivals });
  const withheld = new GoalMemory(2, { width: 2, arrivalShare: meanOfArrivals, isWithheld: true });
  const memories = [last, mean, withheld];
  const arrive = (...code: [number, number]): void => {
    for (const memory of memories) memory.store(Uint8Array.of(0, 1), Float32Array.of(9, 9, ...code));
  };
  arrive(1, 4);
  arrive(3, 0);
  arrive(8, 2);
  expect([...last.codes]).toEqual([0, 0, 8, 2]);
  expect([...mean.codes]).toEqual([0, 0, 4, 2]);
  expect([...withheld.codes]).toEqual([0, 0, 0, 0]);
  for (const memory of memories) memory.forget([1]);
  arrive(5, 6);
  expect([...mean.codes]).toEqual([0, 0, 5, 6]);
});

test("the prediction code is what the heads make of the grid code", () => {
  disposeParameters({ modules, policy });
  begin(agentKinds.predictions);
  const predicted = partsWith();
  worlds.startOver();
  const target = new Float32Array(6 * predicted.code.width);
  predicted.code.perceive(range(6), target);
  expect(predicted.code.width).toBe(6);
  for (const row of range(6)) {
    const [places, directions] = [target.slice(row * 6, row * 6 + 4), target.slice(row * 6 + 4, row * 6 + 6)];
    expect(places.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    expect(directions.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  }
  predicted.code.dispose();
});

describe("a hook", () => {
  test("sees every layer, and what it returns takes the layer's place", () => {
    const seen = new Set<LayerName>();
    const parts = partsWith((layer, activity) => {
      seen.add(layer);
      return layer === "policyHidden" ? zerosLike(activity) : mul(activity, layer === "goalCode" ? 0 : 1);
    });
    const agent = new Agent(parts);
    untilGoal(agent);
    expect([...seen].sort()).toEqual(["goalCode", "gridCode", "policyHidden", "seen"]);
    expect(agent.state.hidden.every((value) => value === 0)).toBe(true);
    expect(agent.state.cell.some((value) => value !== 0)).toBe(true);
    const { width } = parts.code;
    const inputs = agent.inputs.length / 6;
    const told = range(6).flatMap((row) => [
      ...agent.inputs.slice(row * inputs + width, row * inputs + 2 * width),
    ]);
    expect(told.every((value) => value === 0)).toBe(true);
    expect(agent.goals.codes.some((value) => value !== 0)).toBe(true);
    parts.code.dispose();
  });
});

describe("an actor", () => {
  test.each(["grid", "a3c"] as const)(
    "the learner sees what the %s actor saw: same probabilities, same values",
    (name) => {
      disposeParameters({ modules, policy });
      begin(agentKinds[name]);
      setup = { ...setup, config: agentKinds[name].configure(tinyConfig) };
      disposeParameters({ modules, policy });
      modules = initAgentModules(setup.random, setup.config);
      policy = freshPolicy(setup, modules);
      const actor = new Actor(partsWith(), 25);
      actor.collect(policy, { version: 0, done: 0 });
      const unroll = actor.collect(policy, { version: 1, done: 0 });
      for (const part of [0, 1]) {
        const batch = batchOf(unroll, { part, parts: 2 });
        const { logits, values } = policyUnroll(policy, batch.inputs, batch.images, batch.state);
        expect(values).toBeAllCloseTo(batch.values.dataSync(), 1e-5);
        const scores = logits.dataSync<"float32">();
        const actions = batch.actions.dataSync();
        const expected = [...actions].map((action, at) => {
          const own = scores.slice(at * 4, at * 4 + 4);
          const total = own.reduce((sum, score) => sum + Math.exp(score), 0);
          return own[action]! - Math.log(total);
        });
        expect(batch.logProbabilities).toBeAllCloseTo(expected, 1e-5);
        const { images, ...rest } = batch;
        disposeParameters({ batch: rest, logits, values, ...(images === undefined ? {} : { images }) });
      }
      actor.dispose();
    },
  );

  test("guidance is added to the rewards of a learner, and to nothing that the policy is told", () => {
    const guided = (guidance: number) => {
      const actor = new Actor(partsWith(), 25, () => ({ ...noEase, largestGoal: 6, guidance }));
      actor.collect(policy, { version: 0, done: 0 });
      const unroll = actor.collect(policy, { version: 0, done: 0 });
      actor.dispose();
      worlds = worldsOf(setup, { size: 6, groups: 2, seed: 3, unit: 25, episodeSteps: 60 });
      return unroll;
    };
    const [without, weak, strong] = [guided(0), guided(1), guided(2)];
    expect(new Set(without.rewards)).toEqual(new Set([0, 1]));
    expect(without.goals).toBe(without.rewards.reduce((sum, reward) => sum + reward, 0));
    for (const unroll of [weak, strong]) {
      expect(unroll.inputs).toEqual(without.inputs);
      expect(unroll.goals).toBe(without.goals);
    }
    const extra = weak.rewards.map((reward, at) => reward - without.rewards[at]!);
    expect(extra.filter((guidance) => guidance > 0).length).toBeGreaterThan(2);
    expect(extra.filter((guidance) => guidance < 0).length).toBeGreaterThan(2);
    strong.rewards.forEach((reward, at) => {
      expect(reward - without.rewards[at]!).toBeCloseTo(2 * extra[at]!, 5);
    });
  });

  test("until the goal has been found a learner is rewarded for each new place, from then on no more", () => {
    const long = () => worldsOf(setup, { size: 6, groups: 2, seed: 3, unit: 25, episodeSteps: 200 });
    worlds = long();
    const watched = long();
    const actor = new Actor(partsWith(), 100, () => ({ ...noEase, largestGoal: 6, novelty: 0.25 }));
    watched.ease = { ...noEase, largestGoal: 6 };
    const { rewards, actions, weights } = actor.collect(policy, { version: 0, done: 0 });
    watched.startOver();
    const found = { before: 0, goals: 0 };
    for (let step = 0; step < 100; step++) {
      watched.step(actions.slice(step * 6, step * 6 + 6));
      for (const row of range(6)) {
        if (weights[step * 6 + row] === 0) continue;
        const isSought = watched.goalsOf(row) === 0;
        expect(rewards[step * 6 + row]).toBe(
          watched.reached[row]! + (isSought ? 0.25 * watched.novel[row]! : 0),
        );
        if (isSought) found.before += watched.novel[row]!;
        found.goals += watched.reached[row]!;
      }
    }
    expect(found.before).toBeGreaterThan(5);
    expect(found.goals).toBeGreaterThan(0);
    actor.dispose();
  });

  test("once the goal is found, ways cost a learner what they are long", () => {
    const rewardsAt = (effort: number) => {
      worlds = worldsOf(setup, { size: 6, groups: 2, seed: 3, unit: 25, episodeSteps: 200 });
      const actor = new Actor(partsWith(), 50, () => ({ ...noEase, largestGoal: 6, effort }));
      const unroll = actor.collect(policy, { version: 0, done: 0 });
      actor.dispose();
      return unroll;
    };
    const [free, dear] = [rewardsAt(0), rewardsAt(0.5)];
    expect(dear.actions).toEqual(free.actions);
    const watched = worldsOf(setup, { size: 6, groups: 2, seed: 3, unit: 25, episodeSteps: 200 });
    watched.ease = { ...noEase, largestGoal: 6 };
    watched.startOver();
    let way = 0;
    for (let step = 0; step < 50; step++) {
      watched.step(free.actions.slice(step * 6, step * 6 + 6));
      for (const row of range(6)) {
        const at = step * 6 + row;
        const dearWay = watched.goalsOf(row) === 0 ? 0 : watched.walked[row]!;
        expect(free.rewards[at]! - dear.rewards[at]!).toBeCloseTo(0.5 * dearWay, 6);
        way += dearWay;
      }
    }
    expect(way).toBeGreaterThan(0.5);
  });

  test("with guidance, too, a restored actor goes on as if it had not stopped", () => {
    const begun = () => {
      worlds = worldsOf(setup, { size: 6, groups: 2, seed: 3, unit: 25, episodeSteps: 60 });
      return new Actor(partsWith(), 13, () => ({ ...noEase, largestGoal: 6, guidance: 1 }));
    };
    const [first, second] = [begun(), begun()];
    for (let version = 0; version < 2; version++) first.collect(policy, { version, done: 0 });
    second.restore(first.save());
    const [expected, found] = [first, second].map((actor) => actor.collect(policy, { version: 2, done: 0 }));
    expect(found!.rewards).toEqual(expected!.rewards);
    expect(expected!.rewards.some((reward) => reward !== 0 && reward !== 1)).toBe(true);
    for (const actor of [first, second]) actor.dispose();
  });

  test("an episode that ends within an unroll is cut there, and what follows has no weight", () => {
    const actor = new Actor(partsWith(), 25);
    const unrolls = range(3).map((version) => actor.collect(policy, { version, done: 0 }));
    // Group 0 lives 60 steps: the third unroll holds 10 of them.
    const column = (values: Float32Array, world: number): number[] =>
      range(25).map((t) => values[t * 6 + world]!);
    expect(column(unrolls[2]!.weights, 0)).toEqual(range(25).map((t) => (t < 10 ? 1 : 0)));
    expect(column(unrolls[2]!.cuts, 0)).toEqual(range(25).map((t) => (t === 9 ? 1 : 0)));
    expect(column(unrolls[0]!.weights, 0)).toEqual(range(25).map(() => 1));
    // Group 1's first episode has 25 of the 30 steps it would have, a multiple of the unroll.
    expect(column(unrolls[0]!.cuts, 5)).toEqual(range(25).map((t) => (t === 24 ? 1 : 0)));
    actor.dispose();
  });
});
