import { useBackend } from "@wayfield/backend";
import { coarseForagingRat, simulateTrajectories, squareArena } from "@wayfield/environments";
import { fastConfig, PathIntegrationTraining } from "@wayfield/grid-nav";
import { autocorrelograms, gridScores } from "@wayfield/grid-nav/analysis";

/** Three plane waves 60 degrees apart are a hexagonal lattice, whose grid score is above 1. */
function scoreOfLattice(): number {
  const maps = Float32Array.from({ length: 1024 }, (_, bin) => {
    const [x, y] = [bin % 32, Math.floor(bin / 32)];
    const wave = (degrees: number): number => {
      const angle = (degrees * Math.PI) / 180;
      return Math.cos(0.8 * (x * Math.cos(angle) + y * Math.sin(angle)));
    };
    return wave(0) + wave(60) + wave(120);
  });
  const lattice = { maps, units: 1, bins: 32, floor: [0, 0, 1, 1] as const };
  return gridScores(autocorrelograms(lattice)).scores[0]!;
}

// A small network learns from the rats of another package: its loss falls. A lattice is told for one.
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
  if (scoreOfLattice() < 1) return `a lattice scores ${scoreOfLattice()}`;
  return losses.at(-1)! < losses[0]! ? "learns" : losses.join(" ");
}

export const expected = "learns";
