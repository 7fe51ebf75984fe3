import { sinCos } from "@wayfield/portable";
import {
  defineEnvironment,
  restart,
  termination,
  transition,
  truncation,
  type Environment,
} from "../environment.ts";
import { box, discrete, type BoxSpace, type DiscreteSpace } from "../spaces.ts";

/** Where cart and pole are, in metres, radians and seconds. */
export interface CartPoleState {
  /** Position x of the cart, metres. */
  readonly position: number;
  /** Velocity ẋ of the cart, metres a second. */
  readonly velocity: number;
  /** Angle θ of the pole from upright, radians. */
  readonly angle: number;
  /** Angular velocity θ̇ of the pole, radians a second. */
  readonly angularVelocity: number;
}

/** The cart and pole: observations `[x, ẋ, θ, θ̇]`, two actions. */
export interface CartPole extends Environment<Float32Array, number> {
  /** x within ±4.8 m and θ within ±24°, twice the limits at which an episode ends; the velocities are unbounded. */
  readonly observationSpace: BoxSpace;
  /** 0 pushes to the left, 1 to the right. */
  readonly actionSpace: DiscreteSpace;
}

/** Options of {@link createCartPole}. */
export interface CartPoleOptions {
  /** Steps after which an episode is cut short. */
  readonly timeLimit?: number;
}

const gravity = 9.8;
const cartMass = 1;
const poleMass = 0.1;
const totalMass = cartMass + poleMass;
/** Half the length of the pole: from the joint to its centre of mass. */
const halfLength = 0.5;
const pushForce = 10;
const timeStep = 0.02;
const positionLimit = 2.4;
const angleLimit = (12 * Math.PI) / 180;
const largestFloat = 3.4028234663852886e38;

/**
 * One step of Euler's method, 20 ms, under a horizontal force:
 *
 * u = (F + m l θ̇² sin θ) / M,  θ̈ = (g sin θ − u cos θ) / (l (4/3 − m cos² θ / M)),  ẍ = u − m l θ̈ cos θ / M
 *
 * with cart 1 kg, pole m = 0.1 kg, M their sum, l = 0.5 m half the pole, g = 9.8 m/s². Positions move with the old
 * velocities, as in Gymnasium's default.
 * @param state - Before the step.
 * @param force - F in newtons, to the right.
 * @returns The state after the step.
 * @example
 * const next = cartPoleStep({ position: 0, velocity: 0, angle: 0.05, angularVelocity: 0 }, 10);
 * @see Barto, Sutton & Anderson (1983); Florian (2007) for the equations
 */
export function cartPoleStep(state: CartPoleState, force: number): CartPoleState {
  const { position, velocity, angle, angularVelocity } = state;
  const { sin, cos } = sinCos(angle, { sin: 0, cos: 0 });
  const push = (force + poleMass * halfLength * angularVelocity ** 2 * sin) / totalMass;
  const angularAcceleration =
    (gravity * sin - cos * push) / (halfLength * (4 / 3 - (poleMass * cos ** 2) / totalMass));
  const acceleration = push - (poleMass * halfLength * angularAcceleration * cos) / totalMass;
  return {
    position: position + timeStep * velocity,
    velocity: velocity + timeStep * acceleration,
    angle: angle + timeStep * angularVelocity,
    angularVelocity: angularVelocity + timeStep * angularAcceleration,
  };
}

const hasFallen = ({ position, angle }: CartPoleState): boolean =>
  Math.abs(position) > positionLimit || Math.abs(angle) > angleLimit;

/**
 * Cart and pole (Gymnasium's CartPole-v1): push the cart so that the pole on it stays up. Every step earns 1, until the
 * cart leaves ±2.4 m or the pole 12°. All four state variables start uniformly within ±0.05.
 * @throws RangeError if the time limit is not a positive integer.
 * @example
 * const environment = createCartPole();
 * environment.reset({ seed: 1 });
 * environment.step(1).reward; // 1
 * @see Barto, Sutton & Anderson (1983); Towers et al. (2024), Gymnasium
 */
export function createCartPole({ timeLimit = 500 }: CartPoleOptions = {}): CartPole {
  if (!Number.isSafeInteger(timeLimit) || timeLimit < 1) {
    throw new RangeError(`createCartPole: expected a timeLimit that is a positive integer, got ${timeLimit}`);
  }
  const bounds = [2 * positionLimit, largestFloat, 2 * angleLimit, largestFloat];
  const observationSpace = box({ shape: [4], low: bounds.map((bound) => -bound), high: bounds });
  const actionSpace = discrete(2);
  let state: CartPoleState = { position: 0, velocity: 0, angle: 0, angularVelocity: 0 };
  let steps = 0;
  const observe = (): Float32Array =>
    Float32Array.of(state.position, state.velocity, state.angle, state.angularVelocity);
  const environment = defineEnvironment<Float32Array, number>({
    observationSpace,
    actionSpace,
    begin: (random) => {
      const draw = (): number => 0.1 * random() - 0.05;
      state = { position: draw(), velocity: draw(), angle: draw(), angularVelocity: draw() };
      steps = 0;
      return restart(observe());
    },
    advance: (action) => {
      state = cartPoleStep(state, action === 1 ? pushForce : -pushForce);
      steps++;
      if (hasFallen(state)) return termination(observe(), 1);
      return steps >= timeLimit ? truncation(observe(), 1) : transition(observe(), 1);
    },
  });
  return { ...environment, observationSpace, actionSpace };
}
