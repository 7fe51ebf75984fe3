import type { Maze } from "@wayfield/environments";

/**
 * A maze whose goals are up to so many times as wide, another factor in each episode: a goal that a beginner meets often
 * enough to learn from, among others that are as hard as in the end.
 * @param largest Tells the largest factor, at least 1, whenever an episode begins.
 */
export const withWiderGoals = (maze: Maze, largest: () => number): Maze => ({
  ...maze,
  begin: (random) => {
    const layout = maze.begin(random);
    const factor = 1 + (largest() - 1) * random();
    return { ...layout, goal: { ...layout.goal, radius: factor * layout.goal.radius } };
  },
});
