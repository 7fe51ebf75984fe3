import { expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import {
  acquisition,
  blocking,
  conditionedInhibition,
  extinction,
  omission,
  overshadowing,
  secondOrder,
  secondOrderUnpaired,
  variableDelay,
  type ConditioningProtocol,
} from "./conditioning-protocols.ts";
import { pavlovianTrial, type PavlovianTrial } from "./pavlovian-trial.ts";

const onsets = ({ cues, stimuli }: PavlovianTrial, stimulus: number): number[] =>
  Array.from({ length: cues.length / stimuli }, (_, t) => t).filter(
    (t) => cues[t * stimuli + stimulus] === 1,
  );
const rewardTimes = ({ rewards }: PavlovianTrial): number[] =>
  [...rewards.keys()].filter((t) => rewards[t] !== 0);
/** One line a phase: number of trials, then the first two trials as A's times, B's times, rewards. */
const outline = (protocol: ConditioningProtocol): unknown[] =>
  protocol.map(({ trials }) => [
    trials.length,
    ...trials.slice(0, 2).map((trial) => [onsets(trial, 0), onsets(trial, 1), rewardTimes(trial)]),
  ]);

test("a trial holds its stimuli for their duration and its rewards at their times", () => {
  const trial = pavlovianTrial({
    steps: 6,
    stimuli: 2,
    cues: [{ stimulus: 1, onset: 2, duration: 3 }],
    rewards: [{ at: 5, size: 0.5 }],
  });
  expect([...trial.cues]).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0]);
  expect([...trial.rewards]).toEqual([0, 0, 0, 0, 0, 0.5]);
});

test.each<[string, ConditioningProtocol, unknown[]]>([
  ["acquisition", acquisition({ trials: 3 }), [[3, [[5], [], [15]], [[5], [], [15]]]]],
  [
    "extinction",
    extinction({ trials: 2 }),
    [
      [2, [[5], [], [15]], [[5], [], [15]]],
      [2, [[5], [], []], [[5], [], []]],
    ],
  ],
  [
    "omission",
    omission({ trials: 2 }),
    [
      [2, [[5], [], [15]], [[5], [], [15]]],
      [1, [[5], [], []]],
    ],
  ],
  ["overshadowing", overshadowing({ trials: 1 }), [[1, [[5], [5], [15]]]]],
  [
    "blocking",
    blocking({ trials: 1 }),
    [
      [1, [[5], [], [15]]],
      [1, [[5], [5], [15]]],
    ],
  ],
  ["conditioned inhibition", conditionedInhibition({ trials: 1 }), [[2, [[5], [], [15]], [[5], [5], []]]]],
  [
    "second order",
    secondOrder({ trials: 1, secondTrials: 2 }),
    [
      [1, [[5], [], [15]]],
      [2, [[8], [5], []], [[8], [5], []]],
    ],
  ],
  [
    "second order, unpaired",
    secondOrderUnpaired({ trials: 1 }),
    [
      [1, [[5], [], [15]]],
      [2, [[], [5], []], [[5], [], []]],
    ],
  ],
])("%s", (_, protocol, expected) => {
  expect(outline(protocol)).toEqual(expected);
});

test("a variable delay reaches both its ends and nothing beyond", () => {
  const [phase] = variableDelay(seededRandom(1), { trials: 300, jitter: 2 });
  const times = phase!.trials.flatMap(rewardTimes);
  expect([...new Set(times)].sort((a, b) => a - b)).toEqual([13, 14, 15, 16, 17]);
});

test("what lies outside a trial is refused", () => {
  expect(() => pavlovianTrial({ cues: [{ stimulus: 1, onset: 0 }] })).toThrow(/stimulus/);
  expect(() => pavlovianTrial({ cues: [{ stimulus: 0, onset: 25 }] })).toThrow(/onset.*0 to 24, got 25/);
  expect(() => pavlovianTrial({ rewards: [{ at: -1 }] })).toThrow(/reward's time/);
  expect(() => variableDelay(seededRandom(1), { interval: 2, jitter: 3 })).toThrow(/jitter/);
});
