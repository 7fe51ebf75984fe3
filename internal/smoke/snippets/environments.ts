import {
  arenaContains,
  foragingRat,
  seededRandom,
  simulateTrajectories,
  squareArena,
} from "@wayfield/environments";

// Two rats forage for a while: they move, and never leave the arena.
export function check(): Promise<string> {
  const arena = squareArena(2.2);
  const sizes = { steps: 200, batchSize: 2 };
  const { positions } = simulateTrajectories(seededRandom(1), arena, { ...sizes, ...foragingRat });
  let inside = 0;
  for (let at = 0; at < positions.length; at += 2) {
    if (arenaContains(arena, positions[at]!, positions[at + 1]!)) inside++;
  }
  const hasMoved = positions.at(-1) !== positions.at(1);
  return Promise.resolve(`${inside} of ${positions.length / 2}, ${hasMoved ? "moved" : "still"}`);
}

export const expected = "400 of 400, moved";
