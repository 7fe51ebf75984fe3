// pnpm bench analysis: grid scores and field shuffles, against numpy and scipy, in turn within one run.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createRandomStream } from "@wayfield/backend";
import { median, type BenchRow } from "@wayfield/bench";
import {
  autocorrelograms,
  fieldShuffleScores,
  gridScores,
  rateMaps,
  type MapStack,
} from "@wayfield/grid-nav/analysis";

const bins = 32;
const python = "/usr/bin/python3";
const { uniform } = createRandomStream(1);

/** Noisy lattices as the numpy side draws them. */
function lattices(units: number): MapStack {
  const maps = new Float32Array(units * bins * bins);
  for (let unit = 0; unit < units; unit++) {
    const k = (4 * Math.PI) / (Math.sqrt(3) * (5 + 7 * uniform()));
    const turn = uniform();
    for (let bin = 0; bin < bins * bins; bin++) {
      const [x, y] = [bin % bins, Math.floor(bin / bins)];
      const wave = (angle: number): number =>
        Math.cos(k * (Math.cos(turn + angle) * x + Math.sin(turn + angle) * y));
      const sum = wave(0) + wave(Math.PI / 3) + wave((2 * Math.PI) / 3);
      maps[unit * bins * bins + bin] = Math.max(0, sum) + 0.3 * uniform();
    }
  }
  return { maps, units, bins, floor: [0, 0, 2.2, 2.2] };
}

interface Request {
  work: "scores" | "shuffles";
  units: number;
  copies: number;
}

/** A running Python that times one request at a time, in milliseconds. */
function startPeer() {
  const script = fileURLToPath(new URL("numpy_analysis.py", import.meta.url));
  const child = spawn(python, [script], { env: { ...process.env, OMP_NUM_THREADS: "1" } });
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    time: async (request: Request): Promise<number> => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error("the numpy peer ended");
      return Number(answer.value);
    },
    stop: () => void child.kill(),
  };
}

const score = (maps: MapStack): Float32Array => gridScores(autocorrelograms(maps)).scores;

function timeOurs(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Times both sides in turn. */
async function compareWith(
  peer: ReturnType<typeof startPeer> | undefined,
  name: string,
  request: Request,
  work: () => unknown,
  rounds: number,
): Promise<BenchRow> {
  const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  work();
  for (let round = 0; round < rounds; round++) {
    times.ours.push(timeOurs(work));
    if (peer) times.peer.push(await peer.time(request));
  }
  const [ours, theirs] = [median(times.ours), peer ? median(times.peer) : NaN];
  return { name, ours, peer: theirs, peerName: "numpy and scipy, one thread", ratio: theirs / ours };
}

/** Rate maps of 512 units along 20 000 samples, and their scores: ours alone. */
function wholeScoring(): BenchRow {
  const samples = 20_000;
  const positions = Float32Array.from({ length: 2 * samples }, () => 2.2 * uniform());
  const activity = Float32Array.from({ length: 512 * samples }, uniform);
  const work = (): unknown => score(rateMaps(positions, activity, [0, 0, 2.2, 2.2]));
  work();
  const ours = median([timeOurs(work), timeOurs(work), timeOurs(work)]);
  return {
    name: "rate maps (20 000 samples) and grid scores, 512 units",
    ours,
    peer: NaN,
    peerName: "none",
    ratio: NaN,
  };
}

/** The rows of this bench; one core each side. */
export async function rows(): Promise<BenchRow[]> {
  const hasPeer = spawnSync(python, ["-c", "import scipy"]).status === 0;
  const peer = hasPeer ? startPeer() : undefined;
  const [many, few] = [lattices(512), lattices(8)];
  try {
    return [
      await compareWith(
        peer,
        "grid scores of 512 maps",
        { work: "scores", units: 512, copies: 0 },
        () => score(many),
        3,
      ),
      await compareWith(
        peer,
        "8 units × 20 field shuffles, scored",
        { work: "shuffles", units: 8, copies: 20 },
        () => fieldShuffleScores(few, score, uniform, { shuffles: 20 }),
        3,
      ),
      await compareWith(
        undefined,
        "8 units × 100 field shuffles, scored (512 units take 64 times this)",
        { work: "shuffles", units: 8, copies: 100 },
        () => fieldShuffleScores(few, score, uniform),
        3,
      ),
      wholeScoring(),
    ];
  } finally {
    peer?.stop();
  }
}
