/**
 * How a rat that meets a wall turns: from the angle of its heading to the direction of the nearest wall point (radians,
 * |angle| < π/2, positive if the heading lies to the left) to the change of heading (radians, positive to the left).
 */
export type WallTurn = (angleToWall: number) => number;

const halfTurn = Math.PI / 2;

/**
 * A quarter turn away from the wall, sign(α) · π/2: "heading change 90 deg" of Banino et al. 2018 (Supplementary
 * Table 1), read literally. Afterwards the rat moves away from the wall.
 * @example
 * turnAway(0.3); // π / 2
 */
export const turnAway: WallTurn = (angleToWall) => (angleToWall < 0 ? -halfTurn : halfTurn);

/**
 * The smallest turn that makes the heading parallel to the wall, sign(α) · (π/2 − |α|), as ports of the model do
 * (e.g. Sorscher et al. 2019). Afterwards the rat runs along the wall.
 * @example
 * turnAlong(0.3); // π / 2 − 0.3
 */
export const turnAlong: WallTurn = (angleToWall) =>
  angleToWall < 0 ? -halfTurn - angleToWall : halfTurn - angleToWall;

/** The parameters of the foraging rat. */
export interface RatMotion {
  /** The time between two rows of the result, seconds. */
  readonly stepDuration: number;
  /** The time step of the simulation, seconds; at most `stepDuration`. */
  readonly simulationStep: number;
  /** The scale b of the Rayleigh distribution from which each simulation step draws its speed, m/s; its mean is b √(π/2). */
  readonly speedScale: number;
  /** The standard deviation of the normal distribution from which each simulation step draws its turning rate, rad/s. */
  readonly turnDeviation: number;
  /** How near a wall the rat notices it, metres. */
  readonly wallPerimeter: number;
  /** By which factor the speed falls while it heads for a wall inside the perimeter. */
  readonly wallSpeedFactor: number;
  /** How it turns there. */
  readonly wallTurn: WallTurn;
}

const degrees = Math.PI / 180;

/**
 * The motion of Raudies & Hasselmo 2012 with the numbers of Banino et al. 2018, Supplementary Table 1: 15 s
 * trajectories are 750 simulation steps of 0.02 s, resampled to 100 steps of 0.15 s.
 */
export const foragingRat: RatMotion = {
  stepDuration: 0.15,
  simulationStep: 0.02,
  speedScale: 0.13,
  turnDeviation: 330 * degrees,
  wallPerimeter: 0.03,
  wallSpeedFactor: 0.25,
  wallTurn: turnAway,
};

/**
 * A cheaper rat for short training sequences, ours: one simulation step a row, 3 cm long on average (0.15 m/s for
 * 0.2 s), with a turn of standard deviation 20°, along walls. 20 steps of it cover about as much ground as a trajectory
 * can that a small network learns to integrate in minutes.
 */
export const coarseForagingRat: RatMotion = {
  stepDuration: 0.2,
  simulationStep: 0.2,
  speedScale: 0.15 / Math.sqrt(Math.PI / 2),
  turnDeviation: (20 * degrees) / 0.2,
  wallPerimeter: 0.045,
  wallSpeedFactor: 0.25,
  wallTurn: turnAlong,
};

/**
 * Checks a motion.
 * @throws RangeError for a parameter out of range.
 */
export function assertRatMotion(motion: RatMotion, caller: string): void {
  const refuse = (name: string, expected: string, value: number): never => {
    throw new RangeError(`${caller}: expected ${name} ${expected}, got ${value}`);
  };
  const { stepDuration, simulationStep, wallSpeedFactor } = motion;
  if (!(stepDuration > 0 && stepDuration < Infinity)) {
    refuse("stepDuration", "to be positive and finite, in seconds", stepDuration);
  }
  if (!(simulationStep > 0 && simulationStep <= stepDuration)) {
    refuse("simulationStep", `above 0 and at most stepDuration (${stepDuration} s)`, simulationStep);
  }
  for (const name of ["speedScale", "turnDeviation", "wallPerimeter"] as const) {
    if (!(motion[name] >= 0 && motion[name] < Infinity))
      refuse(name, "to be finite and not negative", motion[name]);
  }
  if (!(wallSpeedFactor >= 0 && wallSpeedFactor <= 1))
    refuse("wallSpeedFactor", "from 0 to 1", wallSpeedFactor);
}
