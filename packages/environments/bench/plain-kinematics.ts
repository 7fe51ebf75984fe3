import { explorer } from "@wayfield/environments";

/** Many bodies in one arena, written straight down: every step of every body asks every wall and is pushed out of it. */
export interface PlainBodies {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly heading: Float64Array;
  readonly velocityX: Float64Array;
  readonly velocityY: Float64Array;
  readonly turnRate: Float64Array;
}

/** One frame of one body, with the parameters of the explorer. */
export function plainFrame(bodies: PlainBodies, walls: Float64Array, index: number, action: number): void {
  const { x, y, heading, velocityX, velocityY, turnRate } = bodies;
  const { inertia, maximalSpeed, maximalTurnRate, frameDuration, radius, actions } = explorer;
  const { forward, left, turn } = actions[action]!;
  turnRate[index] = inertia * turnRate[index]! + (1 - inertia) * maximalTurnRate * turn;
  heading[index]! += turnRate[index] * frameDuration;
  const cos = Math.cos(heading[index]!);
  const sin = Math.sin(heading[index]!);
  velocityX[index] =
    inertia * velocityX[index]! + (1 - inertia) * maximalSpeed * (forward * cos - left * sin);
  velocityY[index] =
    inertia * velocityY[index]! + (1 - inertia) * maximalSpeed * (forward * sin + left * cos);
  let nextX = x[index]! + velocityX[index] * frameDuration;
  let nextY = y[index]! + velocityY[index] * frameDuration;
  for (let offset = 0; offset < walls.length; offset += 4) {
    const ux = walls[offset + 2]! - walls[offset]!;
    const uy = walls[offset + 3]! - walls[offset + 1]!;
    const along = ((nextX - walls[offset]!) * ux + (nextY - walls[offset + 1]!) * uy) / (ux * ux + uy * uy);
    const clamped = Math.min(1, Math.max(0, along));
    const awayX = nextX - walls[offset]! - clamped * ux;
    const awayY = nextY - walls[offset + 1]! - clamped * uy;
    const distance = Math.sqrt(awayX * awayX + awayY * awayY);
    if (distance >= radius || distance === 0) continue;
    nextX += (awayX / distance) * (radius - distance);
    nextY += (awayY / distance) * (radius - distance);
  }
  x[index] = nextX;
  y[index] = nextY;
}
