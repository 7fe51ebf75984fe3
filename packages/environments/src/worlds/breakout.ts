import { defineEnvironment, restart, termination, transition, type Environment } from "../environment.ts";
import type { UniformSource } from "../random.ts";
import { bytes, discrete, type BoxSpace, type DiscreteSpace } from "../spaces.ts";

/** The small Breakout: pictures `[10, 10, 4]` of zeros and ones, channels paddle, ball, trail, bricks. */
export interface Breakout extends Environment<Uint8Array, number> {
  /** Pictures `[10, 10, 4]`. */
  readonly observationSpace: BoxSpace<Uint8Array>;
  /** 0 does nothing, 1 moves the paddle to the left, 2 to the right. */
  readonly actionSpace: DiscreteSpace;
}

/** Options of {@link createBreakout}. */
export interface BreakoutOptions {
  /** Probability with which the last action is repeated instead of the given one. */
  readonly stickiness?: number;
}

const side = 10;
const channels = 4;
const bottom = side - 1;
const firstBrickRow = 1;
const brickRows = 3;

interface Ball {
  x: number;
  y: number;
  /** Direction of travel, each +1 or −1. */
  dx: number;
  dy: number;
}

interface Game {
  paddle: number;
  ball: Ball;
  /** Where the ball was one step ago. */
  trail: { x: number; y: number };
  bricks: Uint8Array;
  /** Whether the last step met a brick: one that is met in the next step stays, and the ball flies on through it. */
  struck: boolean;
  lastAction: number;
}

const fullWall = (): Uint8Array =>
  new Uint8Array(side * side).fill(1, firstBrickRow * side, (firstBrickRow + brickRows) * side);

function newGame(random: UniformSource): Game {
  const fromLeft = random() < 0.5;
  const ball = { x: fromLeft ? 0 : side - 1, y: 3, dx: fromLeft ? 1 : -1, dy: 1 };
  return {
    paddle: 4,
    ball,
    trail: { x: ball.x, y: ball.y },
    bricks: fullWall(),
    struck: false,
    lastAction: 0,
  };
}

function picture({ paddle, ball, trail, bricks }: Game): Uint8Array {
  const cells = new Uint8Array(side * side * channels);
  const set = (x: number, y: number, channel: number): void => {
    cells[(y * side + x) * channels + channel] = 1;
  };
  set(paddle, bottom, 0);
  set(ball.x, ball.y, 1);
  set(trail.x, trail.y, 2);
  bricks.forEach((brick, cell) => {
    if (brick === 1) cells[cell * channels + 3] = 1;
  });
  return cells;
}

/**
 * The ball about to enter the paddle's row: mirrored if the paddle is below where it was, thrown back the way it came
 * if the paddle is where it was going, lost otherwise.
 */
function meetPaddle(game: Game, from: { x: number; y: number }): boolean {
  const { ball, paddle } = game;
  if (!game.bricks.includes(1)) game.bricks = fullWall();
  if (from.x !== paddle && ball.x !== paddle) return false;
  if (from.x !== paddle) ball.dx = -ball.dx;
  ball.dy = -ball.dy;
  ball.y = from.y;
  return true;
}

/** Moves the ball; returns the reward, or undefined if it was lost. */
function moveBall(game: Game): number | undefined {
  const { ball } = game;
  const from = { x: ball.x, y: ball.y };
  game.trail = from;
  ball.x += ball.dx;
  ball.y += ball.dy;
  if (ball.x < 0 || ball.x >= side) {
    ball.x = from.x;
    ball.dx = -ball.dx;
  }
  const cell = ball.y * side + ball.x;
  const meetsBrick = ball.y >= 0 && game.bricks[cell] === 1;
  let reward = 0;
  if (ball.y < 0) {
    ball.y = 0;
    ball.dy = 1;
  } else if (meetsBrick && !game.struck) {
    reward = 1;
    game.bricks[cell] = 0;
    ball.y = from.y;
    ball.dy = -ball.dy;
  } else if (ball.y === bottom && !meetPaddle(game, from)) return undefined;
  game.struck = meetsBrick;
  return reward;
}

/**
 * Breakout on a 10 × 10 grid after MinAtar: a ball bounces diagonally, one cell a step, between walls, three rows of
 * bricks and the paddle on the bottom row. A brick earns 1 and throws the ball back, unless the ball met another in the
 * step before: it then flies on through, and the brick stays. A cleared wall is built anew when the ball comes down; the
 * game ends when the ball passes the paddle. With probability `stickiness` an action gives way to the one before.
 * @throws RangeError unless the stickiness is a probability.
 * @example
 * const environment = createBreakout();
 * environment.reset({ seed: 1 }).observation.length; // 400
 * @see Young & Tian (2019), "MinAtar: an Atari-inspired testbed", arXiv 1903.03176
 */
export function createBreakout({ stickiness = 0.1 }: BreakoutOptions = {}): Breakout {
  if (!(stickiness >= 0 && stickiness <= 1)) {
    throw new RangeError(`createBreakout: expected a stickiness from 0 to 1, got ${stickiness}`);
  }
  const observationSpace = bytes([side, side, channels]);
  const actionSpace = discrete(3);
  let random: UniformSource;
  let game: Game;
  const environment = defineEnvironment<Uint8Array, number>({
    observationSpace,
    actionSpace,
    begin: (source) => {
      random = source;
      game = newGame(random);
      return restart(picture(game));
    },
    advance: (action) => {
      if (random() >= stickiness) game.lastAction = action;
      const step = game.lastAction === 1 ? -1 : game.lastAction === 2 ? 1 : 0;
      game.paddle = Math.min(Math.max(game.paddle + step, 0), side - 1);
      const reward = moveBall(game);
      return reward === undefined ? termination(picture(game), 0) : transition(picture(game), reward);
    },
  });
  return { ...environment, observationSpace, actionSpace };
}
