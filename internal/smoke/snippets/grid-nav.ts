import { useBackend } from "@wayfield/backend";
import { coarseForagingRat, simulateTrajectories, squareArena } from "@wayfield/environments";
import { fastConfig, PathIntegrationTraining } from "@wayfield/grid-nav";

// A small network learns from the rats of another package: its loss falls.
export async function check(): Promise<string> {
  await useBackend("auto");
  const arena = squareArena(2.2);
  const config = {
    ...fastConfig,
    sequenceSteps: 3,
    batchSize: 8,
    units: 16,
    bottleneckUnits: 16,
    placeCells: 32,
  };
  const training = new PathIntegrationTraining(config, {
    seed: 1,
    bounds: [-1.1, -1.1, 1.1, 1.1],
    trajectories: (random, size) => simulateTrajectories(random, arena, { ...size, ...coarseForagingRat }),
  });
  const losses: number[] = [];
  for await (const { loss } of training.run(30)) losses.push(loss);
  training.dispose();
  return losses.at(-1)! < losses[0]! ? "learns" : losses.join(" ");
}

export const expected = "learns";
