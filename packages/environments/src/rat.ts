import { atan2, createNormal, ln, sinCos } from "@wayfield/portable";
import { nearestWall, samplePosition, type NearestWall } from "./arena-queries.ts";
import type { Arena } from "./arena.ts";
import { wrapAngle } from "./angle.ts";
import type { UniformSource } from "./random.ts";
import type { RatMotion } from "./rat-motion.ts";
import { sweepUnchecked } from "./sweep.ts";

/** The rat keeps this far from every wall, as a fraction of the arena's extent: more than a 32-bit float rounds away. */
const relativeClearance = 1e-6;

/**
 * One rat that runs about an arena in simulation steps. Each step turns, then moves in a straight line:
 *
 *   θ ← θ + wall turn + σ Δt ξ,   ξ ~ N(0, 1)
 *   s = b √(−2 ln(1 − u)) Δt,     u ~ U[0, 1)   (× the wall factor)
 *   p ← p + s (cos θ, sin θ)      or up to the wall that is in the way
 */
export class Rat {
  x = 0;
  y = 0;
  /** The heading, radians in [−π, π), counter-clockwise from the x axis. */
  heading = 0;
  /** The length of the last step, metres. */
  distance = 0;
  /** The change of heading in the last step, radians, not wrapped. */
  turn = 0;
  /** Never more than the distance to the nearest wall, so that most steps need not look. */
  private room = 0;
  private readonly clearance: number;
  private readonly perimeter: number;
  private readonly stepScale: number;
  private readonly turnScale: number;
  private readonly normal: () => number;
  private readonly near: NearestWall = { distance: 0, x: 0, y: 0, wall: 0 };
  private readonly direction = { sin: 0, cos: 1 };

  private readonly random: UniformSource;
  private readonly arena: Arena;
  private readonly motion: RatMotion;

  constructor(random: UniformSource, arena: Arena, motion: RatMotion) {
    this.random = random;
    this.arena = arena;
    this.motion = motion;
    const [minX, minY, maxX, maxY] = arena.bounds;
    this.clearance = relativeClearance * Math.max(-minX, -minY, maxX, maxY, maxX - minX, maxY - minY);
    this.perimeter = Math.max(motion.wallPerimeter, this.clearance);
    this.stepScale = motion.speedScale * motion.simulationStep;
    this.turnScale = motion.turnDeviation * motion.simulationStep;
    this.normal = createNormal(random);
  }

  /** Puts the rat at a random place, looking in a random direction. */
  place(): void {
    [this.x, this.y] = samplePosition(this.random, this.arena, this.clearance);
    this.heading = wrapAngle(2 * Math.PI * this.random() - Math.PI);
    this.room = 0;
  }

  /** One simulation step. */
  step(): void {
    let length = this.stepScale * Math.sqrt(-2 * ln(1 - this.random()));
    let turn = this.turnScale * this.normal();
    if (this.room <= this.perimeter) {
      const angleToWall = this.lookForWall();
      if (Math.abs(angleToWall) < Math.PI / 2) {
        turn += this.motion.wallTurn(angleToWall);
        length *= this.motion.wallSpeedFactor;
      }
    }
    this.turn = turn;
    this.heading = wrapAngle(this.heading + turn);
    sinCos(this.heading, this.direction);
    this.move(length);
  }

  /** Measures the room, and gives the heading's angle to the nearest wall if that is within the perimeter; else π. */
  private lookForWall(): number {
    const { near } = this;
    nearestWall(this.arena, this.x, this.y, near);
    this.room = near.distance;
    if (near.distance >= this.motion.wallPerimeter) return Math.PI;
    sinCos(this.heading, this.direction);
    const { sin, cos } = this.direction;
    const toX = near.x - this.x;
    const toY = near.y - this.y;
    return atan2(toX * sin - toY * cos, toX * cos + toY * sin);
  }

  /** Moves ahead by `length`, or as far as the walls let it. */
  private move(length: number): void {
    const dx = length * this.direction.cos;
    const dy = length * this.direction.sin;
    let fraction = 1;
    if (length >= this.room - this.clearance) {
      fraction = sweepUnchecked(this.arena, this.x, this.y, dx, dy, this.clearance);
    }
    this.x += fraction * dx;
    this.y += fraction * dy;
    this.distance = fraction * length;
    // A little more than was walked, so that rounding never makes the room too large.
    this.room -= this.distance * (1 + 1e-9);
  }
}
