// pnpm bench ram: a training step beside the same model in PyTorch, and the share of the sensor. Both sides count the
// processor time of their own process, one thread each, one after the other.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { adam, useBackend } from "@wayfield/backend";
import { median, type BenchRow } from "@wayfield/bench";
import {
  correctness,
  digitArchitecture,
  glimpseSize,
  learnedGlimpses,
  rectifiedCore,
  RecurrentAttentionTraining,
  sceneArchitecture,
  senseGlimpses,
  type Images,
  type RecurrentAttentionArchitecture,
} from "@wayfield/recurrent-attention";

const [batch, rounds] = [128, 15];
const script = fileURLToPath(new URL("ram_peer.py", import.meta.url));

const round2 = (value: number): number => Math.round(value * 100) / 100;

function processorTime(work: () => unknown): number {
  const times: number[] = [];
  for (let round = -5; round < rounds; round++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) times.push((user + system) / 1000);
  }
  return median(times);
}

function pytorchTime(side: number, { retina, glimpses, core }: RecurrentAttentionArchitecture): number {
  const sizes = [side, retina.size, retina.scales, glimpses, core.units, batch, rounds];
  const environment = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const words = [script, ...sizes.map(String)];
  const { status, stdout } = spawnSync("/usr/bin/python3", words, { encoding: "utf8", env: environment });
  return status === 0 ? Number(stdout) : NaN;
}

const noise = (side: number): Images => ({
  pixels: Uint8Array.from({ length: batch * side * side }, (_, at) => (at * 7919) % 251),
  count: batch,
  height: side,
  width: side,
});

function trainingOf(architecture: RecurrentAttentionArchitecture, images: Images) {
  const labels = Array.from({ length: batch }, (_, picture) => picture % 10);
  const rate = () => adam({ learningRate: 1e-3 });
  return new RecurrentAttentionTraining(
    {
      architecture,
      policy: () => learnedGlimpses(0.1),
      reward: correctness,
      supervised: architecture.glimpses,
      copies: 1,
      optimiser: rate,
      gazeOptimiser: rate,
    },
    { seed: 1, examples: () => ({ images, labels }) },
  );
}

function sensorTime({ retina, glimpses }: RecurrentAttentionArchitecture, images: Images): number {
  const locations = new Float32Array(2 * batch);
  const out = new Float32Array(batch * glimpseSize(retina));
  return processorTime(() => {
    for (let glimpse = 0; glimpse < glimpses; glimpse++) senseGlimpses(images, locations, retina, { out });
  });
}

function rowsOf(name: string, side: number, architecture: RecurrentAttentionArchitecture): BenchRow[] {
  const images = noise(side);
  const training = trainingOf(architecture, images);
  const ours = round2(processorTime(() => training.update()));
  training.dispose();
  const sensor = round2(sensorTime(architecture, images));
  const peer = round2(pytorchTime(side, architecture));
  const sensing = { name: `${name}: whole step / its sensor`, ours: sensor, peer: ours };
  const rows = [{ ...sensing, peerName: "our whole step", ratio: round2(ours / sensor) }];
  if (Number.isNaN(peer)) return rows;
  return [{ name, ours, peer, peerName: "PyTorch, one thread", ratio: round2(peer / ours) }, ...rows];
}

/** Training steps of both classification set-ups, at the paper's units and at half of them. */
export async function rows(): Promise<BenchRow[]> {
  await useBackend("auto");
  return [256, 128].flatMap((units) => {
    const core = rectifiedCore(units);
    const sized = { glimpseUnits: units, locatorUnits: 64 };
    return [
      ...rowsOf(`28 × 28, six glimpses, ${units} units, batch ${batch}`, 28, {
        ...digitArchitecture(core),
        ...sized,
      }),
      ...rowsOf(`60 × 60, eight glimpses, ${units} units, batch ${batch}`, 60, {
        ...sceneArchitecture(core),
        ...sized,
      }),
    ];
  });
}
