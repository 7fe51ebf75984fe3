import {
  doubleEMaze,
  goalDoorsMaze,
  goalDrivenMaze,
  squareArenaMaze,
  sunburstMaze,
  textMaze,
  tMaze,
  waterMaze,
  type Maze,
} from "@wayfield/environments";

/** A maze of one's own is a drawing. */
const drawing = `
  ###############
  #G..#.....#..G#
  #.#.#.###.#.#.#
  #.#...#.#...#.#
  #.#####.#####.#
  #.............#
  ####.#####.####
  #......S......#
  ###############
`;

/** Every maze of the package, by the name of its figures. */
export const mazes: Readonly<Record<string, Maze>> = {
  "square-arena": squareArenaMaze(),
  "goal-driven": goalDrivenMaze(),
  "goal-doors": goalDoorsMaze(),
  "larger-goal-doors": goalDoorsMaze({ columns: 17 }),
  sunburst: sunburstMaze(),
  "double-e": doubleEMaze(),
  "water-maze": waterMaze(),
  "t-maze": tMaze(),
  drawn: textMaze(drawing),
};
