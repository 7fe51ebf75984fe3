import { createRandomStream } from "@wayfield/backend";
import { expect, test } from "vitest";
import { createSpikeTimingPlasticity, spikeTimingChange } from "./spike-timing.ts";

test("the window of Song et al. 2000, by hand", () => {
  expect(spikeTimingChange(10)).toBeCloseTo(0.00303265, 8);
  expect(spikeTimingChange(-10)).toBeCloseTo(-0.00318429, 8);
  expect(spikeTimingChange(20)).toBeCloseTo(0.005 / Math.E, 10);
  expect(spikeTimingChange(-40)).toBeCloseTo(-0.00525 / Math.E ** 2, 10);
  expect(spikeTimingChange(0)).toBe(0);
  expect(spikeTimingChange(5, { potentiation: 1, potentiationTime: 5 })).toBeCloseTo(1 / Math.E, 10);
});

test.each([-30, -7, -1, 0, 1, 7, 30])(
  "traces: one pair %i ms apart changes the weight as the window says",
  (dt) => {
    const plasticity = createSpikeTimingPlasticity({ senders: 1, receivers: 1, timeStep: 1 });
    const weights = Float64Array.of(0.5);
    for (let time = 0; time < 100; time++)
      plasticity.step(weights, [time === 40 ? 1 : 0], [time === 40 + dt ? 1 : 0]);
    expect(weights[0]! - 0.5).toBeCloseTo(spikeTimingChange(dt), 12);
  },
);

test("traces: in random trains every pair counts once, each synapse by its own two neurons", () => {
  const { uniform } = createRandomStream(1);
  const [senders, receivers, steps] = [3, 2, 200];
  const train = (units: number): number[][] =>
    Array.from({ length: steps }, () => Array.from({ length: units }, () => (uniform() < 0.05 ? 1 : 0)));
  const [sent, received] = [train(senders), train(receivers)];
  const plasticity = createSpikeTimingPlasticity({ senders, receivers, timeStep: 1, ceiling: 1 });
  const weights = new Float64Array(senders * receivers).fill(0.5);
  for (let step = 0; step < steps; step++) plasticity.step(weights, sent[step]!, received[step]!);
  const expected = Float64Array.from(weights, (_, at) => {
    const [from, to] = [Math.floor(at / receivers), at % receivers];
    let sum = 0.5;
    for (let s = 0; s < steps; s++)
      for (let r = 0; r < steps; r++)
        if (sent[s]![from] === 1 && received[r]![to] === 1) sum += spikeTimingChange(r - s);
    return sum;
  });
  expect(weights).toBeAllCloseTo(expected, 1e-12);
});

test("weights stay between 0 and the ceiling", () => {
  const strong = { potentiation: 10, depression: 10, ceiling: 2 };
  const plasticity = createSpikeTimingPlasticity({ senders: 2, receivers: 1, timeStep: 1, ...strong });
  const weights = Float64Array.of(1, 1);
  plasticity.step(weights, [1, 0], [0]);
  plasticity.step(weights, [0, 0], [1]);
  plasticity.step(weights, [0, 1], [0]);
  expect(Array.from(weights)).toEqual([2, 0]);
  expect(() => {
    plasticity.step(Float64Array.of(1), [0, 0], [0]);
  }).toThrow(/expected 2 values in weights, got 1/);
  expect(() => {
    plasticity.step(weights, [0], [0]);
  }).toThrow(/expected 2 values in sent, got 1/);
  expect(() => {
    plasticity.step(weights, [0, 0], []);
  }).toThrow(/expected 1 values in received, got 0/);
});
