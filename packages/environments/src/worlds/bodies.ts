import { sinCos } from "@wayfield/portable";
import { wrapAngle } from "../angle.ts";
import { nearestWall } from "../arena-queries.ts";
import type { Arena } from "../arena.ts";
import { sweepDisc } from "../sweep.ts";
import type { Body, Thrust } from "./body.ts";
import type { Pose } from "./maze.ts";

/** How often a body may slide on along another wall within one frame. */
const maximalSlides = 3;

/**
 * Many bodies of one kind, each in an arena of its own. A frame turns, accelerates and moves a body:
 *
 *   ω ← κ ω + (1 − κ) ω_max τ                θ ← θ + ω Δt
 *   v ← κ v + (1 − κ) v_max (f h + l h⊥)     p ← p + v Δt
 *
 * with inertia κ, heading vector h = (cos θ, sin θ), h⊥ to its left, and the thrust (f, l, τ). At a wall it slides: the
 * part of v that points into the wall is lost.
 */
export class Bodies {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly heading: Float64Array;
  readonly velocityX: Float64Array;
  readonly velocityY: Float64Array;
  readonly turnRate: Float64Array;
  /** Never more than the free way around each body's rim, so that most frames need not look at the walls. */
  private readonly room: Float64Array;
  private readonly body: Body;
  private readonly direction = { sin: 0, cos: 1 };
  private readonly near = { distance: 0, x: 0, y: 0, wall: 0 };

  constructor(size: number, body: Body) {
    this.body = body;
    this.x = new Float64Array(size);
    this.y = new Float64Array(size);
    this.heading = new Float64Array(size);
    this.velocityX = new Float64Array(size);
    this.velocityY = new Float64Array(size);
    this.turnRate = new Float64Array(size);
    this.room = new Float64Array(size);
  }

  /** Puts a body somewhere, at rest. */
  place(index: number, { x, y, heading }: Pose): void {
    this.x[index] = x;
    this.y[index] = y;
    this.heading[index] = wrapAngle(heading);
    this.velocityX[index] = 0;
    this.velocityY[index] = 0;
    this.turnRate[index] = 0;
    this.room[index] = 0;
  }

  /** One frame of one body. */
  frame(index: number, thrust: Thrust, arena: Arena): void {
    const { inertia, maximalSpeed, maximalTurnRate, frameDuration } = this.body;
    const gain = 1 - inertia;
    const rate = inertia * this.turnRate[index]! + gain * maximalTurnRate * thrust.turn;
    this.turnRate[index] = rate;
    const heading = wrapAngle(this.heading[index]! + rate * frameDuration);
    this.heading[index] = heading;
    sinCos(heading, this.direction);
    const { sin, cos } = this.direction;
    const push = gain * maximalSpeed;
    const velocityX = inertia * this.velocityX[index]! + push * (thrust.forward * cos - thrust.left * sin);
    const velocityY = inertia * this.velocityY[index]! + push * (thrust.forward * sin + thrust.left * cos);
    this.velocityX[index] = velocityX;
    this.velocityY[index] = velocityY;
    const dx = velocityX * frameDuration;
    const dy = velocityY * frameDuration;
    // |dx| + |dy| is no less than the way, and a little more than it where rounding could matter.
    const way = Math.abs(dx) + Math.abs(dy);
    if (way < this.room[index]!) {
      this.x[index]! += dx;
      this.y[index]! += dy;
      this.room[index]! -= way;
    } else {
      this.moveAmongWalls(index, dx, dy, arena);
    }
  }

  /** Moves a body that may meet a wall, and measures its room anew. */
  private moveAmongWalls(index: number, dx: number, dy: number, arena: Arena): void {
    const { radius } = this.body;
    let restX = dx;
    let restY = dy;
    for (let slide = 0; slide < maximalSlides; slide++) {
      const fraction = sweepDisc(arena, this.x[index]!, this.y[index]!, restX, restY, radius);
      this.x[index]! += fraction * restX;
      this.y[index]! += fraction * restY;
      nearestWall(arena, this.x[index]!, this.y[index]!, this.near);
      if (fraction === 1) break;
      const normalX = (this.x[index]! - this.near.x) / this.near.distance;
      const normalY = (this.y[index]! - this.near.y) / this.near.distance;
      const into = Math.min(0, restX * normalX + restY * normalY);
      restX = (1 - fraction) * (restX - into * normalX);
      restY = (1 - fraction) * (restY - into * normalY);
      const inward = Math.min(0, this.velocityX[index]! * normalX + this.velocityY[index]! * normalY);
      this.velocityX[index]! -= inward * normalX;
      this.velocityY[index]! -= inward * normalY;
    }
    this.room[index] = this.near.distance - radius - 1e-9;
  }
}
