import { createTdLambda, oneHot } from "@wayfield/td-learning";

// A corridor of three states with a reward of 1 at its end: each value is the next one's, discounted.
export function check(): string {
  const states = [0, 1, 2].map(oneHot);
  const td = createTdLambda(new Float64Array(3), { stepSize: 0.5, lambda: 0.5 });
  for (let episode = 0; episode < 100; episode++) {
    for (let state = 0; state < 2; state++) td.learn(states[state]!, 0, 0.5, states[state + 1]!);
    td.learn(states[2]!, 1, 0, states[2]!);
  }
  return Array.from(td.weights, (value) => value.toFixed(3)).join();
}

export const expected = "0.250,0.500,1.000";
