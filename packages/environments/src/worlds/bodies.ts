import { sinCos } from "@wayfield/portable";
import { wrapAngle } from "../angle.ts";
import { nearestWall } from "../arena-queries.ts";
import type { Arena } from "../arena.ts";
import { sweepUnchecked } from "../sweep.ts";
import type { Body, Thrust } from "./body.ts";
import type { Pose } from "./maze.ts";
import { WallIndex } from "./wall-index.ts";

/** How many frames at full speed the index of walls reaches ahead. */
const framesAhead = 8;

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
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
  /** Never more than the free way around each body's rim, so that most frames need not look at the walls. */
  private readonly room: Float64Array;
  private readonly body: Body;
  private readonly arenas: Arena[] = [];
  private readonly indices: WallIndex[] = [];
  /** Worlds may share an arena. */
  private readonly known = new WeakMap<Arena, WallIndex>();
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
    this.cosine = new Float64Array(size);
    this.sine = new Float64Array(size);
    this.room = new Float64Array(size);
  }

  /** Gives a body its arena. */
  enter(index: number, arena: Arena): void {
    if (this.arenas[index] === arena) return;
    const { radius, maximalSpeed, frameDuration } = this.body;
    let wallIndex = this.known.get(arena);
    if (wallIndex === undefined) {
      wallIndex = new WallIndex(arena, radius + framesAhead * maximalSpeed * frameDuration);
      this.known.set(arena, wallIndex);
    }
    this.arenas[index] = arena;
    this.indices[index] = wallIndex;
    this.room[index] = 0;
  }

  /** Puts a body somewhere, at rest. */
  place(index: number, { x, y, heading }: Pose): void {
    this.x[index] = x;
    this.y[index] = y;
    this.heading[index] = wrapAngle(heading);
    sinCos(this.heading[index], this.direction);
    this.cosine[index] = this.direction.cos;
    this.sine[index] = this.direction.sin;
    this.velocityX[index] = 0;
    this.velocityY[index] = 0;
    this.turnRate[index] = 0;
    this.room[index] = 0;
  }

  /** One frame of one body. */
  frame(index: number, thrust: Thrust): void {
    const { inertia, maximalSpeed, maximalTurnRate, frameDuration } = this.body;
    const gain = 1 - inertia;
    const rate = inertia * this.turnRate[index]! + gain * maximalTurnRate * thrust.turn;
    this.turnRate[index] = rate;
    const heading = wrapAngle(this.heading[index]! + rate * frameDuration);
    this.heading[index] = heading;
    sinCos(heading, this.direction);
    const { sin, cos } = this.direction;
    this.cosine[index] = cos;
    this.sine[index] = sin;
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
      this.moveAmongWalls(index, dx, dy, way);
    }
  }

  /** Moves a body that may meet a wall by at most `way`, and measures its room anew. */
  private moveAmongWalls(index: number, dx: number, dy: number, way: number): void {
    const { radius } = this.body;
    const { near } = this;
    const wallIndex = this.indices[index]!;
    const isShort = way + radius <= wallIndex.reach;
    const walls = isShort ? wallIndex.around(this.x[index]!, this.y[index]!) : this.arenas[index]!;
    let x = this.x[index]!;
    let y = this.y[index]!;
    let restX = dx;
    let restY = dy;
    for (let slide = 0; slide < maximalSlides; slide++) {
      const fraction = sweepUnchecked(walls, x, y, restX, restY, radius);
      x += fraction * restX;
      y += fraction * restY;
      near.distance = Infinity;
      nearestWall(walls, x, y, near);
      if (fraction === 1) break;
      const normalX = (x - near.x) / near.distance;
      const normalY = (y - near.y) / near.distance;
      const into = Math.min(0, restX * normalX + restY * normalY);
      restX = (1 - fraction) * (restX - into * normalX);
      restY = (1 - fraction) * (restY - into * normalY);
      const inward = Math.min(0, this.velocityX[index]! * normalX + this.velocityY[index]! * normalY);
      this.velocityX[index]! -= inward * normalX;
      this.velocityY[index]! -= inward * normalY;
    }
    this.x[index] = x;
    this.y[index] = y;
    const known = isShort ? Math.min(near.distance, wallIndex.reach - way) : near.distance;
    this.room[index] = known - radius - 1e-9;
  }
}
