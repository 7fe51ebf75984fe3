import { compare, type BenchRow } from "@wayfield/bench";
import {
  seededRandom,
  simulateTrajectories,
  squareArena,
  createTrajectoryBatch,
  type TrajectoryBatch,
  type UniformSource,
} from "@wayfield/environments";

const steps = 100;
const batchSize = 64;

/** The same model written straight down: Math functions, no resampling, every step looks at every wall of the square. */
function plainPrototype(
  random: UniformSource,
  side: number,
  { positions, headings, selfMotion }: TrajectoryBatch,
): void {
  const half = side / 2;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (let column = 0; column < batchSize; column++) {
    let x = (random() - 0.5) * side;
    let y = (random() - 0.5) * side;
    let heading = 2 * Math.PI * random();
    for (let step = 0; step < steps; step++) {
      let distance = 0;
      const before = heading;
      const count = 7 + (step % 2);
      for (let n = 0; n < count; n++) {
        let speed = 0.13 * Math.sqrt(-2 * Math.log(1 - random()));
        heading += ((330 * Math.PI) / 180) * 0.02 * normal();
        const distances = [half - x, half - y, half + x, half + y];
        const nearest = distances.indexOf(Math.min(...distances));
        const angle = Math.atan2(
          Math.sin(heading - (nearest * Math.PI) / 2),
          Math.cos(heading - (nearest * Math.PI) / 2),
        );
        if (distances[nearest]! < 0.03 && Math.abs(angle) < Math.PI / 2) {
          heading += (Math.sign(angle) * Math.PI) / 2;
          speed *= 0.25;
        }
        x = Math.min(half, Math.max(-half, x + speed * 0.02 * Math.cos(heading)));
        y = Math.min(half, Math.max(-half, y + speed * 0.02 * Math.sin(heading)));
        distance += speed * 0.02;
      }
      const cell = step * batchSize + column;
      positions.set([x, y], 2 * cell);
      headings[cell] = heading;
      selfMotion.set([distance / 0.15, Math.sin(heading - before), Math.cos(heading - before)], 3 * cell);
    }
  }
}

/** Time for 64 trajectories of 15 s (48,000 simulation steps) in a square arena, ours and the prototype in turn. */
export async function rows(): Promise<BenchRow[]> {
  const arena = squareArena(2.2);
  const random = seededRandom(1);
  const target = createTrajectoryBatch({ steps, batchSize });
  const row = await compare({
    name: "motion-48k-steps",
    ours: () => simulateTrajectories(random, arena, { target }).positions[0],
    peer: () => {
      plainPrototype(random, 2.2, target);
      return target.positions[0];
    },
    peerName: "plain prototype",
  });
  return [row];
}
