import { seededRandom, simulateTrajectories, squareArena } from "@wayfield/environments";
import { palette, type Figure } from "./figure.ts";

const side = 2.2;

/** A path of the foraging rat from above. */
export const figure: Figure = {
  controls: [
    { name: "seed", label: "seed", min: 1, max: 30, step: 1, value: 3 },
    { name: "steps", label: "steps of 0.15 s", min: 20, max: 1000, step: 20, value: 400 },
    { name: "speedScale", label: "speed b, m/s", min: 0.05, max: 0.4, step: 0.01, value: 0.13 },
  ],
  draw: (context, { seed = 3, steps = 400, speedScale = 0.13 }) => {
    const { positions, startPositions } = simulateTrajectories(seededRandom(seed), squareArena(side), {
      steps,
      batchSize: 1,
      speedScale,
    });
    const scale = 280 / side;
    const place = (x: number, y: number): [number, number] => [320 + x * scale, 150 - y * scale];
    context.strokeStyle = "#333333";
    context.strokeRect(180, 10, 280, 280);
    context.strokeStyle = palette.blue;
    context.beginPath();
    context.moveTo(...place(startPositions[0]!, startPositions[1]!));
    let way = 0;
    for (let step = 0; step < steps; step++) {
      const [x, y] = [positions[2 * step]!, positions[2 * step + 1]!];
      context.lineTo(...place(x, y));
      if (step > 0) way += Math.hypot(x - positions[2 * step - 2]!, y - positions[2 * step - 1]!);
    }
    context.stroke();
    return `${(steps * 0.15).toFixed(0)} s in a box of ${side} m: about ${way.toFixed(1)} m walked.`;
  },
};
