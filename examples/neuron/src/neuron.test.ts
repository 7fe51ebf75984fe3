import { createRandomStream } from "@wayfield/backend";
import { readMnist, type Digits } from "@wayfield/example-kit";
import { describe, expect, test } from "vitest";
import { compareCodes } from "./codes.ts";
import { accuracies } from "./digits/network.ts";
import { DigitTraining } from "./digits/train.ts";
import { fiCurve, maxRelativeError } from "./fi-curve.ts";
import { patternRows } from "./gallery.ts";
import { activityOf, runNetwork } from "./network.ts";
import { largestDifference, timingWindow } from "./timing.ts";

test("f-I curve: the closed form within 0.5 %, where Euler's method is off by more", () => {
  const { simulated, euler, closed } = fiCurve();
  expect(maxRelativeError(simulated, closed)).toBeLessThan(0.005);
  expect(maxRelativeError(euler, closed)).toBeGreaterThan(0.005);
});

test("spike timing: the traces give the window", () => {
  expect(largestDifference(timingWindow())).toBeLessThan(1e-12);
});

test("every pattern of the gallery spikes", () => {
  expect(patternRows().every(({ spikes }) => spikes > 0)).toBe(true);
});

test.each([1, 2, 3])("network: its rhythm is gone without its connections (seed %i)", (seed) => {
  const random = createRandomStream(seed);
  const [connected, alone] = [true, false].map((is) => activityOf(runNetwork(random, 500, is), 500));
  expect(connected!.synchrony).toBeGreaterThan(5);
  expect(alone!.synchrony).toBeLessThan(2);
  expect(Math.abs(connected!.excitatoryRate - 8)).toBeLessThan(2);
});

test.each([1, 2, 3])("codes: spike times tell it sooner, counts get there with time (seed %i)", (seed) => {
  const { windows, rate, time, shuffled } = compareCodes(createRandomStream(seed), 500);
  const at = (errors: readonly number[], window: number): number => errors[windows.indexOf(window)]!;
  expect(at(time, 20)).toBeLessThan(at(rate, 20) / 3);
  expect(at(rate, 2000)).toBeLessThan(at(rate, 20) / 5);
  expect(at(shuffled, 2000)).toBeGreaterThan(0.3);
});

describe("digits", () => {
  test.each([1, 2, 3])(
    "sixty updates read most digits; with frozen hidden weights, fewer (seed %i)",
    async (seed) => {
      const { train, test: digits } = await readMnist();
      const training = new DigitTraining(seed, train);
      for (let update = 0; update < 60; update++) training.update();
      const { network, control, untrained } = training.networks;
      const { uniform } = createRandomStream(seed).split("test");
      const [all, frozen, none] = accuracies([network, control, untrained], uniform, digits, 1000);
      training.dispose();
      expect(all).toBeGreaterThan(0.8);
      expect(frozen).toBeLessThan(0.7);
      expect(none).toBeLessThan(0.3);
    },
  );

  const random = createRandomStream(1);
  const noise: Digits = {
    images: Uint8Array.from({ length: 20 * 16 }, () => 256 * random.uniform()),
    labels: Uint8Array.from({ length: 20 }, (_, k) => k % 10),
    count: 20,
    rows: 4,
    columns: 4,
  };

  test("resumed from a checkpoint, it goes on as if it had not stopped", async () => {
    const [straight, resumed] = [new DigitTraining(3, noise), new DigitTraining(3, noise)];
    straight.update();
    straight.update();
    resumed.restore(await straight.save());
    expect(resumed.step).toBe(2);
    expect(resumed.update()).toEqual(straight.update());
    straight.dispose();
    resumed.dispose();
  });

  test("a checkpoint of another seed is refused: the control's frozen weights are not in it", async () => {
    const [one, other] = [new DigitTraining(3, noise), new DigitTraining(4, noise)];
    one.update();
    const saved = await one.save();
    expect(() => {
      other.restore(saved);
    }).toThrow(/--resume: expected a checkpoint of seed 4, got one of seed 3; give --seed 3/);
    expect(other.step).toBe(0);
    one.dispose();
    other.dispose();
  });
});
