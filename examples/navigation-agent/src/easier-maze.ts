import {
  explorer,
  startAnywhere,
  sweepDisc,
  type Maze,
  type MazeLayout,
  type Pose,
  type UniformSource,
} from "@wayfield/environments";

/** What makes a maze easier for who learns in it, and what besides the goal is worth something there. */
export interface Ease {
  /** Goals are up to so many times as wide, another factor in each episode; at least 1. */
  largestGoal: number;
  /** Share of the starts that are anywhere on free ground instead of where the maze has them. */
  startsAnywhere: number;
  /** Share of the episodes whose goal is anywhere on free ground, too. */
  goalsAnywhere: number;
  /** Share of the episodes that begin within sight of the goal: soon found, it has to be found again from afar. */
  startsInSight: number;
  /** Reward for each metre nearer, along the shortest way, to a goal that has been found in this episode. */
  guidance: number;
  /** Reward for each place at which the body had not been in this episode, until the goal has been found in it. */
  novelty: number;
  /** Reward that each metre walked costs, once the goal has been found in this episode. */
  effort: number;
}

/** The maze as it is. */
export const noEase: Ease = {
  largestGoal: 1,
  startsAnywhere: 0,
  goalsAnywhere: 0,
  startsInSight: 0,
  guidance: 0,
  novelty: 0,
  effort: 0,
};

/** For who is to know every place: walkers that collect experience. */
export const startsEverywhere: Ease = { ...noEase, startsAnywhere: 1 };

/**
 * The same maze where nobody arrives: its goals have no extent. For walkers, whom an arrival would put elsewhere in the
 * middle of a walk; an agent begins anew there, so that its modules never meet such a jump.
 */
export const withoutArrivals = (maze: Maze): Maze => ({
  ...maze,
  begin: (random) => {
    const layout = maze.begin(random);
    return { ...layout, goal: { ...layout.goal, radius: 0 } };
  },
});

const startOf = ({ arena, start }: MazeLayout, share: number): MazeLayout["start"] => {
  if (share === 0) return start;
  const anywhere = startAnywhere(arena);
  return (random) => (random() < share ? anywhere(random) : start(random));
};

/** How many places are thought of before one is taken from which the goal cannot be seen. */
const thoughts = 200;

/** Somewhere from which a body could go to the goal straight. */
function startInSight({ arena, goal }: Pick<MazeLayout, "arena" | "goal">, random: UniformSource): Pose {
  const anywhere = startAnywhere(arena);
  const isInSight = ({ x, y }: Pose): boolean =>
    sweepDisc(arena, x, y, goal.x - x, goal.y - y, explorer.radius) === 1;
  let start = anywhere(random);
  for (let thought = 1; thought < thoughts && !isInSight(start); thought++) start = anywhere(random);
  return start;
}

function goalOf({ arena, goal }: MazeLayout, ease: Ease, random: UniformSource): MazeLayout["goal"] {
  const factor = 1 + (ease.largestGoal - 1) * random();
  const isAnywhere = ease.goalsAnywhere > 0 && random() < ease.goalsAnywhere;
  const { x, y } = isAnywhere ? startAnywhere(arena)(random) : goal;
  return { ...goal, x, y, radius: factor * goal.radius };
}

/**
 * A maze that a beginner learns from: goals that it meets often enough among others that are as hard as in the end,
 * starts from which some of them are near (exploring starts: Sutton & Barto 2018, section 5.3), and goals that no habit
 * leads to.
 * @param ease Tells, whenever an episode begins, how easy it is.
 */
export function easierMaze(maze: Maze, ease: () => Ease): Maze {
  /** Layouts as the maze drew them, how easy their episode is, and whether its start is a near one. */
  const drawn = new WeakMap<MazeLayout, { layout: MazeLayout; share: number; isNear: boolean }>();
  const eased = (
    layout: MazeLayout,
    goal: MazeLayout["goal"],
    share: number,
    near?: MazeLayout["start"],
  ): MazeLayout => {
    const made = { ...layout, goal, start: near ?? startOf(layout, share) };
    drawn.set(made, { layout, share, isNear: near !== undefined });
    return made;
  };
  return {
    ...maze,
    begin: (random) => {
      const now = ease();
      const layout = maze.begin(random);
      const goal = goalOf(layout, now, random);
      const isInSight = now.startsInSight > 0 && random() < now.startsInSight;
      const { arena } = layout;
      const near: MazeLayout["start"] = (source) => startInSight({ arena, goal }, source);
      return eased(layout, goal, now.startsAnywhere, isInSight ? near : undefined);
    },
    afterGoal: (random, made, goals) => {
      const known = drawn.get(made);
      // A layout that was put around the body from outside.
      if (known === undefined) return maze.afterGoal(random, made, goals);
      const next = maze.afterGoal(random, known.layout, goals);
      // What stays as it is stays the same object: whoever draws or measures a layout does so once.
      if (next === known.layout && !known.isNear) return made;
      return eased(next, made.goal, known.share);
    },
  };
}
