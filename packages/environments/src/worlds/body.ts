/** What a body tries in one action: parts of its greatest speed and turning rate, each from −1 to 1. */
export interface Thrust {
  /** Ahead, or back if negative. */
  readonly forward: number;
  /** To its left, or right if negative. */
  readonly left: number;
  /** Turning to the left, or right if negative. */
  readonly turn: number;
}

/**
 * Six actions, in this order: turn left, turn right, move forward, back, left, right. With inertia a body that turns
 * while it still coasts turns while moving, as in Banino et al. 2018 ("rotate in small increments, accelerate forward,
 * backward or sideways, or effect rotational acceleration while moving"; the exact table was not published).
 */
export const sixActions: readonly Thrust[] = [
  { forward: 0, left: 0, turn: 1 },
  { forward: 0, left: 0, turn: -1 },
  { forward: 1, left: 0, turn: 0 },
  { forward: -1, left: 0, turn: 0 },
  { forward: 0, left: 1, turn: 0 },
  { forward: 0, left: -1, turn: 0 },
];

/** How a body is built and moves. */
export interface Body {
  /** What each action tries. */
  readonly actions: readonly Thrust[];
  /** The time of one frame of the simulation, seconds. */
  readonly frameDuration: number;
  /** How many frames an action lasts. */
  readonly framesPerStep: number;
  /** The radius of the round body, metres. A maze must have starts with room for it: else `reset` is refused. */
  readonly radius: number;
  /** The speed that a steady thrust of 1 leads to, m/s. */
  readonly maximalSpeed: number;
  /** The turning rate that a steady thrust of 1 leads to, rad/s. */
  readonly maximalTurnRate: number;
  /** Which part of its velocity and turning rate a body keeps from frame to frame, from 0 (none) to below 1. */
  readonly inertia: number;
}

/**
 * A body for the mazes of Banino et al. 2018. From there: 60 frames a second (5400 frames are 90 s) and each action held
 * for 4 frames (Supplementary Table 2 and section 1a). Ours, since the paper gives no numbers: radius, speeds, inertia.
 */
export const explorer: Body = {
  actions: sixActions,
  frameDuration: 1 / 60,
  framesPerStep: 4,
  radius: 0.04,
  maximalSpeed: 0.8,
  maximalTurnRate: Math.PI,
  inertia: 0.8,
};

/**
 * Checks a body.
 * @throws RangeError for a parameter out of range.
 */
export function assertBody(body: Body, caller: string): void {
  const refuse = (name: string, expected: string, value: unknown): never => {
    throw new RangeError(`${caller}: expected ${name} ${expected}, got ${String(value)}`);
  };
  for (const name of ["frameDuration", "radius", "maximalSpeed", "maximalTurnRate"] as const) {
    if (!(body[name] > 0 && body[name] < Infinity)) refuse(name, "to be positive and finite", body[name]);
  }
  if (!Number.isSafeInteger(body.framesPerStep) || body.framesPerStep < 1) {
    refuse("framesPerStep", "to be a positive integer", body.framesPerStep);
  }
  if (!(body.inertia >= 0 && body.inertia < 1)) refuse("inertia", "from 0 to below 1", body.inertia);
  if (body.actions.length === 0) refuse("actions", "to hold at least one thrust", body.actions.length);
  for (const { forward, left, turn } of body.actions) {
    if (![forward, left, turn].every((part) => part >= -1 && part <= 1)) {
      refuse("actions", "to hold thrusts from −1 to 1", [forward, left, turn]);
    }
  }
}
