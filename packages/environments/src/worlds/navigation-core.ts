import { createNormal } from "@wayfield/portable";
import { wrapAngle } from "../angle.ts";
import { arenaContains, distanceToWalls } from "../arena-queries.ts";
import type { UniformSource } from "../random.ts";
import { Bodies } from "./bodies.ts";
import type { Body } from "./body.ts";
import type { Maze, MazeLayout } from "./maze.ts";
import type { NavigationState, Sensor } from "./sensors.ts";

/** A task in a maze: what a body does there, for how long and for what. */
export interface NavigationRules {
  /** The reward for reaching the goal. */
  readonly goalReward: number;
  /** How long an episode lasts, in steps. */
  readonly stepsPerEpisode: number;
}

/** A body at a wall touches it, to rounding. */
const touching = 1e-6;

/** Whether a body of that radius stands there without being in a wall. */
const isClear = ({ arena }: MazeLayout, x: number, y: number, radius: number): boolean =>
  arenaContains(arena, x, y) && distanceToWalls(arena, x, y) >= radius - touching;

/** How many starts in the goal are drawn before one is taken: a maze may have no other. */
const maximalStartsInGoal = 100;

/** How many starts are drawn in all before the body is found too large. */
const maximalStarts = 10_000;

/** The simulation behind the single and the vector form: worlds that do not know of each other. */
export class NavigationCore implements NavigationState {
  readonly size: number;
  readonly layouts: MazeLayout[] = [];
  readonly goalsReached: Int32Array;
  readonly stepsTaken: Int32Array;
  readonly movedX: Float64Array;
  readonly movedY: Float64Array;
  readonly turned: Float64Array;
  readonly stepDuration: number;
  readonly normals: (() => number)[] = [];
  readonly bodies: Bodies;
  /** Whether each world's last step ended its task, and whether it was its last for want of time. */
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  readonly rewards: Float32Array;
  private readonly randoms: UniformSource[] = [];
  private readonly maze: Maze;
  private readonly body: Body;
  private readonly rules: NavigationRules;

  constructor(maze: Maze, size: number, body: Body, rules: NavigationRules) {
    this.maze = maze;
    this.size = size;
    this.body = body;
    this.rules = rules;
    this.bodies = new Bodies(size, body);
    this.stepDuration = body.frameDuration * body.framesPerStep;
    this.goalsReached = new Int32Array(size);
    this.stepsTaken = new Int32Array(size);
    this.movedX = new Float64Array(size);
    this.movedY = new Float64Array(size);
    this.turned = new Float64Array(size);
    this.terminated = new Uint8Array(size);
    this.truncated = new Uint8Array(size);
    this.rewards = new Float32Array(size);
  }

  get x(): Float64Array {
    return this.bodies.x;
  }

  get y(): Float64Array {
    return this.bodies.y;
  }

  get heading(): Float64Array {
    return this.bodies.heading;
  }

  get cosine(): Float64Array {
    return this.bodies.cosine;
  }

  get sine(): Float64Array {
    return this.bodies.sine;
  }

  /** Gives a world a new source of random numbers. */
  seed(world: number, random: UniformSource): void {
    this.randoms[world] = random;
    this.normals[world] = createNormal(random);
  }

  /** Starts an episode in a world. */
  begin(world: number): void {
    const random = this.randoms[world]!;
    const layout = this.maze.begin(random);
    this.layouts[world] = layout;
    this.goalsReached[world] = 0;
    this.stepsTaken[world] = 0;
    this.start(world);
  }

  /** Puts another layout around a body, which stays where it is. */
  rearrange(world: number, layout: MazeLayout): void {
    const { x, y } = this.bodies;
    if (!isClear(layout, x[world]!, y[world]!, this.body.radius)) {
      throw new RangeError(
        `rearrange: expected a layout with room for the body at ${x[world]!.toFixed(3)}, ${y[world]!.toFixed(3)}, got a wall there`,
      );
    }
    this.layouts[world] = layout;
    this.bodies.enter(world, layout.arena);
  }

  /** One step of one world: its body's frames, then rewards and ends. */
  step(world: number, action: number): void {
    const { bodies, body, rules, maze } = this;
    const { x, y, heading } = bodies;
    const thrust = body.actions[action]!;
    const fromX = x[world]!;
    const fromY = y[world]!;
    const fromHeading = heading[world]!;
    const layout = this.layouts[world]!;
    let reached = false;
    for (let frame = 0; frame < body.framesPerStep && !reached; frame++) {
      bodies.frame(world, thrust);
      reached = this.isAtGoal(world, layout);
    }
    this.movedX[world] = x[world]! - fromX;
    this.movedY[world] = y[world]! - fromY;
    this.turned[world] = wrapAngle(heading[world]! - fromHeading);
    const taken = this.stepsTaken[world]! + 1;
    this.stepsTaken[world] = taken;
    this.rewards[world] = reached ? rules.goalReward : 0;
    const isOver = reached && maze.endsAtGoal;
    this.terminated[world] = isOver ? 1 : 0;
    this.truncated[world] = taken === rules.stepsPerEpisode && !isOver ? 1 : 0;
    if (reached) this.reachGoal(world, layout);
  }

  /** Writes what the sensors tell about a world. */
  observe(world: number, sensors: readonly Sensor[], target: Float32Array, offset: number): void {
    let position = offset;
    for (const sensor of sensors) {
      sensor.write(this, world, target, position);
      position += sensor.size;
    }
  }

  private isAtGoal(world: number, { goal }: MazeLayout): boolean {
    const dx = this.bodies.x[world]! - goal.x;
    const dy = this.bodies.y[world]! - goal.y;
    return dx * dx + dy * dy <= goal.radius * goal.radius;
  }

  private reachGoal(world: number, layout: MazeLayout): void {
    this.goalsReached[world]! += 1;
    if (this.maze.endsAtGoal) return;
    this.layouts[world] = this.maze.afterGoal(this.randoms[world]!, layout, this.goalsReached[world]!);
    this.start(world);
  }

  /** Puts the body at a start of its layout outside the goal; what it felt on the way there is nothing. */
  private start(world: number): void {
    const layout = this.layouts[world]!;
    this.bodies.enter(world, layout.arena);
    this.placeAtStart(world, layout);
    this.movedX[world] = 0;
    this.movedY[world] = 0;
    this.turned[world] = 0;
  }

  /** Draws starts until one is clear of walls and goal. Mazes know of no body: theirs suit the default one. */
  private placeAtStart(world: number, layout: MazeLayout): void {
    const { bodies, body } = this;
    let startsInGoal = 0;
    for (let drawn = 0; drawn < maximalStarts; drawn++) {
      bodies.place(world, layout.start(this.randoms[world]!));
      if (!isClear(layout, bodies.x[world]!, bodies.y[world]!, body.radius)) continue;
      if (!this.isAtGoal(world, layout)) return;
      startsInGoal += 1;
      if (startsInGoal === maximalStartsInGoal) return;
    }
    const [minX, minY, maxX, maxY] = layout.arena.bounds;
    throw new RangeError(
      `start: expected room for a body of radius ${body.radius} m in a maze of ` +
        `${(maxX - minX).toFixed(2)} × ${(maxY - minY).toFixed(2)} m, got a wall in all of ${maximalStarts} starts; ` +
        "use a smaller radius or a maze with wider ways",
    );
  }
}
