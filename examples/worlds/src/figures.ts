import { createEyes, type MazeLayout, type Pose } from "@wayfield/environments";
import { arenaPlot, arenaShape, type ArenaPath } from "@wayfield/example-kit";
import { encode } from "fast-png";

const pathOf = (name: string, poses: readonly Pose[], isDashed = false): ArenaPath => ({
  name,
  x: poses.map(({ x }) => x),
  y: poses.map(({ y }) => y),
  isDashed,
});

/** A maze from above, with a random way and the guided one. */
export function mapFigure(
  title: string,
  { arena, goal }: MazeLayout,
  random: readonly Pose[],
  guided: readonly Pose[],
): string {
  return arenaPlot({
    title,
    ...arenaShape(arena),
    paths: [pathOf("guided", guided), pathOf("at random", random, true)],
    points: [{ name: "goal", x: [goal.x], y: [goal.y], radius: 9 }],
  });
}

const [views, size, gap] = [6, 128, 4];

/** What a walker sees at six moments of its way, side by side. */
export function viewsFigure(layout: MazeLayout, way: readonly Pose[]): Uint8Array {
  const eyes = createEyes({ width: size, height: size });
  const width = views * size + (views - 1) * gap;
  const data = new Uint8Array(width * size * 3).fill(255);
  const image = new Uint8Array(size * size * 3);
  for (let view = 0; view < views; view++) {
    eyes.render(layout, way[Math.floor((view * (way.length - 1)) / (views - 1))]!, image);
    for (let row = 0; row < size; row++) {
      data.set(image.subarray(row * size * 3, (row + 1) * size * 3), (row * width + view * (size + gap)) * 3);
    }
  }
  return encode({ width, height: size, data, channels: 3, depth: 8 });
}
