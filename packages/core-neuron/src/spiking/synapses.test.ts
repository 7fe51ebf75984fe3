import { expect, test } from "vitest";
import { addConductanceCurrent, createAlphaSynapses, createExponentialSynapses } from "./synapses.ts";

const [tau, timeStep] = [3, 0.5];

/** Values after spikes of weight 2 at 1 ms and of weight 1 at 4 ms, one number a step. */
function run(create: typeof createAlphaSynapses): number[] {
  const synapses = create(1, { timeConstant: tau, timeStep });
  return Array.from({ length: 40 }, (_, step) => {
    const time = (step + 1) * timeStep;
    synapses.step([time === 1 ? 2 : time === 4 ? 1 : 0]);
    return synapses.value[0]!;
  });
}

/** The same from a kernel, spike by spike. */
const superposed = (kernel: (t: number) => number): number[] =>
  Array.from({ length: 40 }, (_, step) => {
    const time = (step + 1) * timeStep;
    return (time >= 1 ? 2 * kernel(time - 1) : 0) + (time >= 4 ? kernel(time - 4) : 0);
  });

test("exponential synapses are sums of exponentials", () => {
  expect(run(createExponentialSynapses)).toBeAllCloseTo(
    superposed((t) => Math.exp(-t / tau)),
    1e-12,
  );
});

test("alpha synapses are sums of alpha functions, with the peak at τ", () => {
  expect(run(createAlphaSynapses)).toBeAllCloseTo(
    superposed((t) => (t / tau) * Math.exp(1 - t / tau)),
    1e-12,
  );
  const synapses = createAlphaSynapses(1, { timeConstant: 2, timeStep: 2 });
  synapses.step([0.7]);
  synapses.step([0]);
  expect(synapses.value[0]).toBeCloseTo(0.7, 12);
});

test.each([createExponentialSynapses, createAlphaSynapses])(
  "%o refuses fewer arrivals than synapses",
  (create) => {
    const synapses = create(2, { timeConstant: 2, timeStep: 1 });
    expect(() => {
      synapses.step([1]);
    }).toThrow(/expected 2 values in arriving, got 1/);
  },
);

test("a conductance drives towards its reversal potential, and not at it", () => {
  const current = Float64Array.of(1, 1, 1);
  addConductanceCurrent(current, [2, 2, 0], [-60, 0, -60], 0);
  expect(Array.from(current)).toEqual([121, 1, 1]);
  expect(() => {
    addConductanceCurrent(current, [1], [0, 0, 0], 0);
  }).toThrow(/expected 3 values in conductance, got 1/);
});
