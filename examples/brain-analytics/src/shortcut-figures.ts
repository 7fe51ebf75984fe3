import { seededRandom, type MazeLayout } from "@wayfield/environments";
import { arenaPlot, arenaShape, arrangeFigures, barChart } from "@wayfield/example-kit";
import type { ShortcutResult, ShortcutTest } from "./shortcuts.ts";

/** The maze once all of it is open. */
function openLayout({ maze }: ShortcutTest): MazeLayout {
  const random = seededRandom(1);
  return maze.afterGoal(random, maze.begin(random), 1);
}

/** Whoever came back at least once. */
const returners = (found: Record<string, ShortcutResult>): [string, ShortcutResult][] =>
  Object.entries(found).filter(([, { ways }]) => ways > 0);

/** The first ways back of everyone, seen from above: rings where they begin, discs where they end. */
export function trailsFigure(test: ShortcutTest, found: Record<string, ShortcutResult>): string {
  const shape = arenaShape(openLayout(test).arena);
  const plots = returners(found).map(([who, { trails, goals }]) => {
    // NaN lifts the pen between one way and the next.
    const places = trails.flatMap((trail, at) => (at === 0 ? trail : [[NaN, NaN] as const, ...trail]));
    const line = { name: "first ways back", x: places.map(([x]) => x), y: places.map(([, y]) => y) };
    return arenaPlot({
      title: `${who}: ${goals.value.toFixed(1)} goals`,
      ...shape,
      width: 320,
      paths: [line],
    });
  });
  return arrangeFigures(plots, { columns: 3 });
}

/** By which gates everyone's ways led. */
export const gatesFigure = (found: Record<string, ShortcutResult>): string =>
  arrangeFigures(
    returners(found).map(([who, { taken }]) =>
      barChart({
        title: who,
        width: 440,
        x: { label: "ways" },
        bars: Object.entries(taken).map(([name, value]) => ({ name, value })),
      }),
    ),
    { columns: 2 },
  );
