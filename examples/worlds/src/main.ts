import { arrangeFigures, defineExample, number, type Metrics } from "@wayfield/example-kit";
import { mapFigure, viewsFigure } from "./figures.ts";
import { mazes } from "./mazes.ts";
import { guidedWalker, randomWalker, sourceOf, walk } from "./walkers.ts";

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Shows every maze: its map, a walker that moves at random and one that knows the shortest way, and what it sees. */
export const main = defineExample({
  name: "worlds",
  summary: "A gallery of the mazes: maps from above with two walkers, and what one of them sees.",
  options: {
    episodes: number("episodes of 90 s for each walker", { default: 20, quick: 4, min: 1, integer: true }),
  },
  run: async ({ options: { episodes }, seed, signal, figure, progress }) => {
    const names = Object.keys(mazes);
    const bar = progress("mazes", names.length, "mazes");
    const metrics: Metrics = {};
    const rows: (string | number)[][] = [];
    const maps: string[] = [];
    for (const [at, name] of names.entries()) {
      if (signal.aborted) break;
      const maze = mazes[name]!;
      const random = walk(maze, randomWalker(sourceOf(seed)), { seed, episodes });
      const guided = walk(maze, guidedWalker(), { seed, episodes });
      maps.push(mapFigure(name, guided.firstLayout, random.firstWay, guided.firstWay));
      await figure(`${name}-views.png`, viewsFigure(guided.firstLayout, guided.firstWay));
      const numbers = {
        shortestMeters: rounded(guided.shortest / guided.goals, 2),
        randomGoalsPerEpisode: rounded(random.goals / episodes, 2),
        guidedGoalsPerEpisode: rounded(guided.goals / episodes, 2),
        guidedPathEfficiency: rounded(guided.shortest / guided.walked, 3),
      };
      metrics[name] = numbers;
      rows.push([name, ...Object.values(numbers)]);
      bar.update(at + 1, name);
    }
    bar.finish();
    await figure("maps.svg", arrangeFigures(maps, { columns: 3 }));
    return {
      metrics,
      table: {
        columns: ["maze", "shortest way (m)", "goals, at random", "goals, guided", "shortest / guided way"],
        rows,
      },
    };
  },
});
