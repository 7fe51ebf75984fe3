import type { Maze } from "@wayfield/environments";

/**
 * A maze whose goals are up to so many times as wide, another factor in each episode: a goal that a beginner meets often
 * enough to learn from, among others that are as hard as in the end.
 * @param largest The largest factor, at least 1.
 * @throws RangeError for a factor below 1.
 */
export function withWiderGoals(maze: Maze, largest: number): Maze {
  if (!(largest >= 1))
    throw new RangeError(`withWiderGoals: expected a factor of at least 1, got ${largest}`);
  if (largest === 1) return maze;
  return {
    ...maze,
    begin: (random) => {
      const layout = maze.begin(random);
      const factor = 1 + (largest - 1) * random();
      return { ...layout, goal: { ...layout.goal, radius: factor * layout.goal.radius } };
    },
  };
}
