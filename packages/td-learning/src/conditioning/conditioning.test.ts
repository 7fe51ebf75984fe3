import { describe, expect, test } from "vitest";
import { createTd } from "../linear/td.ts";
import { createTdLambda } from "../linear/td-lambda.ts";
import { pearceHall, pearceHallState } from "./pearce-hall.ts";
import {
  createCompleteSerialCompound,
  createMicrostimuli,
  createPresence,
  stepsSinceOnset,
} from "./representations.ts";
import { rescorlaWagner } from "./rescorla-wagner.ts";
import { tdTrial } from "./td-trial.ts";

const [a, b, ab] = [
  [1, 0],
  [0, 1],
  [1, 1],
];

/** Runs phases of `[trials, present, outcome]` and returns the strengths. */
function rescorlaWagnerAfter(...phases: [number, number[], number][]): Float64Array {
  let strengths = new Float64Array(2);
  for (const [trials, present, outcome] of phases) {
    for (let trial = 0; trial < trials; trial++) {
      ({ strengths } = rescorlaWagner(strengths, present, outcome) as {
        strengths: Float64Array<ArrayBuffer>;
      });
    }
  }
  return strengths;
}

describe("Rescorla-Wagner, αβ = 0.3", () => {
  test("acquisition is 1 − 0.7ⁿ, extinction 0.7ⁿ of it", () => {
    expect(rescorlaWagnerAfter([20, a, 1])[0]).toBeCloseTo(1 - 0.7 ** 20, 12);
    expect(rescorlaWagnerAfter([20, a, 1], [20, a, 0])[0]).toBeCloseTo((1 - 0.7 ** 20) * 0.7 ** 20, 12);
  });

  test("blocking: what A already predicts B does not learn; without A's training they share", () => {
    expect(rescorlaWagnerAfter([20, a, 1], [20, ab, 1])[1]).toBeCloseTo(
      (0.7 ** 20 * (1 - 0.4 ** 20)) / 2,
      12,
    );
    expect(rescorlaWagnerAfter([20, ab, 1])[1]).toBeCloseTo((1 - 0.4 ** 20) / 2, 12);
  });

  test("overexpectation: two full predictors met together lose strength", () => {
    expect(rescorlaWagnerAfter([20, a, 1], [20, b, 1], [20, ab, 1])[0]).toBeCloseTo(0.5, 2);
  });

  test("cannot do second-order conditioning: B turns inhibitory", () => {
    const strengths = rescorlaWagnerAfter([20, a, 1], [50, ab, 0]);
    expect(strengths[1]).toBeCloseTo(-0.5, 2);
  });

  test("does not know latent inhibition: a cue met alone learns as a new one", () => {
    expect(rescorlaWagnerAfter([10, a, 0], [5, a, 1])[0]).toBe(rescorlaWagnerAfter([5, a, 1])[0]);
  });

  test("refuses what cannot be", () => {
    expect(() => rescorlaWagner([0], [1, 1], 1)).toThrow(/strengths and salienceT/);
    expect(() => rescorlaWagner([0], [1], NaN)).toThrow(/outcomeT/);
  });

  test.each([NaN, -3, 1.5])("a salience of %d is refused, by both models", (salience) => {
    expect(() => rescorlaWagner([0, 0], [1, salience], 1)).toThrow(
      `rescorlaWagner: expected salienceT[1] to be a finite number from 0 to 1, got ${salience}`,
    );
    expect(() => pearceHall(pearceHallState(1), [salience], 1)).toThrow(
      `pearceHall: expected salienceT[0] to be a finite number from 0 to 1, got ${salience}`,
    );
  });
});

describe("Pearce-Hall", () => {
  test("two trials by hand, S = 0.2: V = 0.2, then α = 0.8 after a surprise of 0.8", () => {
    const first = pearceHall(pearceHallState(1), [0.2], 1);
    expect([first.error, first.state.excitation[0], first.state.associability[0]]).toEqual([1, 0.2, 1]);
    const second = pearceHall(first.state, [0.2], 1);
    expect(second.error).toBeCloseTo(0.8, 15);
    expect(second.state.excitation[0]).toBeCloseTo(0.4, 15);
    expect(second.state.associability[0]).toBeCloseTo(0.8, 15);
  });

  test("latent inhibition: a cue met alone is learned about more slowly than a new one", () => {
    const options = { associabilityRate: 0.3 };
    const after = (preexposed: number): number => {
      let state = pearceHallState(1);
      for (let trial = 0; trial < preexposed; trial++) ({ state } = pearceHall(state, [0.2], 0, options));
      for (let trial = 0; trial < 2; trial++) ({ state } = pearceHall(state, [0.2], 1, options));
      return state.excitation[0]!;
    };
    expect(after(0)).toBeCloseTo(0.4, 12);
    // α falls to 0.7²⁰ and rises to 0.3 after the first surprise.
    expect(after(20)).toBeCloseTo(0.2 * (0.7 ** 20 + 0.7 ** 21 + 0.3), 12);
  });

  test("omission builds inhibition, not unlearning", () => {
    const state = { ...pearceHallState(1), excitation: Float64Array.of(0.5) };
    const { error, state: after } = pearceHall(state, [0.2], 0);
    expect(error).toBe(-0.5);
    expect([after.excitation[0], after.inhibition[0]]).toEqual([0.5, 0.1]);
  });

  test("an absent stimulus keeps everything", () => {
    const { state } = pearceHall(pearceHallState(2), [1, 0], 1);
    expect([state.excitation[1], state.associability[1]]).toEqual([0, 1]);
  });
});

describe("representations", () => {
  test("steps since onset restart when a stimulus comes on again", () => {
    expect([...stepsSinceOnset([0, 1, 1, 0, 1], 1)]).toEqual([-1, 0, 1, 2, 0]);
    expect([...stepsSinceOnset([1, 0, 1, 1], 2)]).toEqual([0, -1, 1, 0]);
  });

  test("the serial compound has one feature a step, none before onset and none past its length", () => {
    const { encode, featureCount } = createCompleteSerialCompound({ stimuli: 2, length: 3 });
    expect(featureCount).toBe(6);
    expect([...encode([1, 0], [0, 1]).indices]).toEqual([1, 3]);
    expect([...encode([-1, 3], [0, 0]).indices]).toEqual([]);
  });

  test("presence knows only what is on", () => {
    expect([...createPresence({ stimuli: 2 }).encode([5, 0], [0, 1]).indices]).toEqual([1]);
  });

  test("microstimuli: the last is 1/√2π at onset, and each peaks later and lower than the one after it", () => {
    const { encode } = createMicrostimuli();
    expect(encode([0], [1]).values[5]).toBeCloseTo(0.398942, 6);
    const peak = (j: number): { at: number; height: number } => {
      let best = { at: 0, height: -1 };
      for (let t = 0; t < 400; t++) {
        const height = encode([t], [0]).values[j]!;
        if (height > best.height) best = { at: t, height };
      }
      return best;
    };
    for (let j = 0; j < 5; j++) {
      expect(peak(j).at).toBeGreaterThan(peak(j + 1).at);
      expect(peak(j).height).toBeLessThan(peak(j + 1).height);
    }
  });

  test("refuse what cannot be", () => {
    expect(() => createMicrostimuli({ decay: 1 })).toThrow(/decay/);
    expect(() => createCompleteSerialCompound({ length: 0 })).toThrow(/length/);
    expect(() => stepsSinceOnset([1, 0, 1], 2)).toThrow(/whole steps of 2 stimuli, got 3/);
  });
});

/** Cue at 5, reward at 15, 25 steps: the trial of Schultz, Dayan & Montague's figure. */
const cue = Float64Array.from({ length: 25 }, (_, t) => (t === 5 ? 1 : 0));
const reward = Float64Array.from({ length: 25 }, (_, t) => (t === 15 ? 1 : 0));
const spike = (at: number, size: number): Float64Array =>
  Float64Array.from(cue, (_, t) => (t === at ? size : 0));

describe("the TD model", () => {
  const train = (
    trials: number,
    clock = createCompleteSerialCompound({ length: 20 }),
  ): ReturnType<typeof createTd> => {
    const td = createTd(new Float64Array(clock.featureCount), { stepSize: 0.1 });
    for (let trial = 0; trial < trials; trial++) tdTrial(td, clock, cue, reward);
    return td;
  };
  const clock = createCompleteSerialCompound({ length: 20 });

  test("at first the error is the reward; in the second trial it starts to move: 0.1 at 14, 0.9 at 15", () => {
    expect([...tdTrial(train(0), clock, cue, reward).errors]).toEqual([...spike(15, 1)]);
    const second = tdTrial(train(1), clock, cue, reward).errors;
    expect(second[14]).toBeCloseTo(0.1, 15);
    expect(second[15]).toBeCloseTo(0.9, 15);
  });

  test("after learning it is at the cue, and an omitted reward makes a dip at its time", () => {
    expect(tdTrial(train(500), clock, cue, reward).errors).toBeAllCloseTo(spike(5, 1), 1e-3);
    const omitted = tdTrial(train(500), clock, cue, new Float64Array(25)).errors;
    expect(omitted).toBeAllCloseTo(
      spike(5, 1).map((x, t) => x - reward[t]!),
      1e-3,
    );
  });

  test("without a clock there is no dip: presence bridges no gap", () => {
    const presence = createPresence();
    const errors = tdTrial(train(500, presence), presence, cue, new Float64Array(25)).errors;
    expect(errors).toBeAllCloseTo(new Float64Array(25), 1e-12);
  });

  test("with microstimuli the cue takes the response over and the omission dip is spread in time", () => {
    const clock = createMicrostimuli({ stimuli: 1 });
    const td = createTdLambda(new Float64Array(clock.featureCount), { stepSize: 0.05, lambda: 0.95 });
    for (let trial = 0; trial < 500; trial++) tdTrial(td, clock, cue, reward, { discount: 0.98 });
    const { errors } = tdTrial(td, clock, cue, new Float64Array(25), { discount: 0.98 });
    expect(errors[5]).toBeGreaterThan(0.3);
    expect(Math.min(...errors)).toBeLessThan(-0.02);
    expect(errors.filter((error, t) => t > 5 && error < -0.01).length).toBeGreaterThan(2);
  });

  test("refuses weights and timelines that do not fit", () => {
    expect(() => tdTrial(createTd(new Float64Array(3)), clock, cue, reward)).toThrow(/featureCount/);
    expect(() => tdTrial(train(0), clock, [1, 0], reward)).toThrow(/cues and rewards/);
  });
});
