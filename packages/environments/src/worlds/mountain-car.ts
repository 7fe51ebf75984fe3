import { cos } from "@wayfield/portable";
import { defineEnvironment, restart, termination, transition, type Environment } from "../environment.ts";
import { box, discrete, type BoxSpace, type DiscreteSpace } from "../spaces.ts";

/** The mountain car: observations `[position, velocity]`, three actions. */
export interface MountainCar extends Environment<Float32Array, number> {
  /** Position from −1.2 to 0.5, velocity from −0.07 to 0.07 a step. */
  readonly observationSpace: BoxSpace;
  /** 0 full throttle back, 1 none, 2 full throttle ahead. */
  readonly actionSpace: DiscreteSpace;
}

const clip = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/**
 * Mountain car: an engine too weak for the hill has to swing back first. Every step costs 1, until position 0.5.
 *
 * v ← clip(v + 0.001 a − 0.0025 cos 3x, ±0.07),  x ← clip(x + v, −1.2, 0.5) with a = −1, 0, 1; at −1.2 the car stops.
 * It starts at rest, somewhere in [−0.6, −0.4).
 * @example
 * const car = createMountainCar();
 * const { observation } = car.reset({ seed: 1 }); // [position, 0]
 * @see Moore (1990); Singh & Sutton (1996); Sutton & Barto (2018), example 10.1
 */
export function createMountainCar(): MountainCar {
  const observationSpace = box({ shape: [2], low: [-1.2, -0.07], high: [0.5, 0.07] });
  const actionSpace = discrete(3);
  let [position, velocity] = [0, 0];
  const observe = (): Float32Array => Float32Array.of(position, velocity);
  const environment = defineEnvironment<Float32Array, number>({
    observationSpace,
    actionSpace,
    begin: (random) => {
      [position, velocity] = [-0.6 + 0.2 * random(), 0];
      return restart(observe());
    },
    advance: (action) => {
      velocity = clip(velocity + 0.001 * (action - 1) - 0.0025 * cos(3 * position), -0.07, 0.07);
      position = clip(position + velocity, -1.2, 0.5);
      if (position === -1.2) velocity = 0;
      return position === 0.5 ? termination(observe(), -1) : transition(observe(), -1);
    },
  });
  return { ...environment, observationSpace, actionSpace };
}
