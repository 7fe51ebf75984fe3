import { startAnywhere, type Maze, type MazeLayout } from "@wayfield/environments";

/** What makes a maze easier for who learns in it. */
export interface Ease {
  /** Goals are up to so many times as wide, another factor in each episode; at least 1. */
  largestGoal: number;
  /** Share of the starts that are anywhere on free ground instead of where the maze has them. */
  startsAnywhere: number;
}

/** The maze as it is. */
export const noEase: Ease = { largestGoal: 1, startsAnywhere: 0 };

/** For who is to know every place: walkers that collect experience. */
export const startsEverywhere: Ease = { largestGoal: 1, startsAnywhere: 1 };

const startOf = ({ arena, start }: MazeLayout, share: number): MazeLayout["start"] => {
  if (share === 0) return start;
  const anywhere = startAnywhere(arena);
  return (random) => (random() < share ? anywhere(random) : start(random));
};

/**
 * A maze that a beginner learns from: goals that it meets often enough among others that are as hard as in the end, and
 * starts from which some of them are near (exploring starts: Sutton & Barto 2018, section 5.3).
 * @param ease Tells, whenever an episode begins, how easy it is.
 */
export function easierMaze(maze: Maze, ease: () => Ease): Maze {
  /** Layouts as the maze drew them, and how easy their episode is. */
  const drawn = new WeakMap<MazeLayout, { layout: MazeLayout; share: number }>();
  const eased = (layout: MazeLayout, goal: MazeLayout["goal"], share: number): MazeLayout => {
    const made = { ...layout, goal, start: startOf(layout, share) };
    drawn.set(made, { layout, share });
    return made;
  };
  return {
    ...maze,
    begin: (random) => {
      const { largestGoal, startsAnywhere } = ease();
      const layout = maze.begin(random);
      const factor = 1 + (largestGoal - 1) * random();
      return eased(layout, { ...layout.goal, radius: factor * layout.goal.radius }, startsAnywhere);
    },
    afterGoal: (random, made, goals) => {
      const known = drawn.get(made);
      // A layout that was put around the body from outside.
      if (known === undefined) return maze.afterGoal(random, made, goals);
      return eased(maze.afterGoal(random, known.layout, goals), made.goal, known.share);
    },
  };
}
