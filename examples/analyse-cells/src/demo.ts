import { createRandomStream, type RandomStream } from "@wayfield/backend";
import { foragingRat, simulateTrajectories, squareArena } from "@wayfield/environments";
import type { SpatialRecording } from "@wayfield/grid-nav/analysis";

/** What a simulated cell was made to be. */
export type Truth =
  "grid" | "conjunctive" | "border" | "place" | "head direction" | "band" | "patchy" | "untuned";

/** A recording whose cells are known. */
export interface Demo {
  recording: SpatialRecording;
  truth: readonly Truth[];
}

/** A cell's rate between 0 and 1. */
type Tuning = (x: number, y: number, heading: number) => number;

const side = 2.2;
/** Seconds between two samples. */
const sampleDuration = 0.05;
/** Spikes per second where a cell fires most. */
const peakRate = 15;
/** Grid scales, metres: the modules that Banino et al. 2018 report. */
const moduleScales = [0.47, 0.7, 1.06];

/** Three plane waves 60 degrees apart, made a rate from 0 to 1 (after Burgess, Barry & O'Keefe 2007). */
function gridTuning(scale: number, orientation: number, x0: number, y0: number): Tuning {
  const waves = [30, 90, 150].map((degrees) => {
    const angle = orientation + (degrees * Math.PI) / 180;
    const k = (4 * Math.PI) / (Math.sqrt(3) * scale);
    return [k * Math.cos(angle), k * Math.sin(angle)] as const;
  });
  return (x, y) => {
    const sum = waves.reduce((total, [kx, ky]) => total + Math.cos(kx * (x - x0) + ky * (y - y0)), 0);
    return Math.max(0, sum / 3) ** 1.5;
  };
}

const headTuning =
  (preferred: number): Tuning =>
  (_x, _y, heading) =>
    Math.exp(3 * (Math.cos(heading - preferred) - 1));

const bump =
  (x0: number, y0: number, width: number): Tuning =>
  (x, y) =>
    Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * width ** 2));

function borderTuning(wall: number): Tuning {
  return (x, y) => {
    const distance = [x + side / 2, side / 2 - x, y + side / 2, side / 2 - y][wall]!;
    return Math.exp(-(((distance - 0.05) / 0.12) ** 2) / 2);
  };
}

function bandTuning(period: number, direction: number, phase: number): Tuning {
  return (x, y) =>
    0.5 +
    0.5 * Math.cos((2 * Math.PI * (x * Math.cos(direction) + y * Math.sin(direction))) / period + phase);
}

function patchyTuning({ uniform }: RandomStream): Tuning {
  const bumps = Array.from({ length: 5 }, () =>
    bump(side * (uniform() - 0.5), side * (uniform() - 0.5), 0.1 + 0.1 * uniform()),
  );
  return (x, y) =>
    Math.min(
      1,
      bumps.reduce((sum, one) => sum + one(x, y, 0), 0),
    );
}

function gridCells({ uniform }: RandomStream): [Truth, Tuning][] {
  return moduleScales.flatMap((scale) => {
    const orientation = (uniform() * Math.PI) / 3;
    return Array.from({ length: 8 }, (_, cell): [Truth, Tuning] => {
      // The cells of a module differ a little (Stensola et al. 2012).
      const own = gridTuning(
        scale * (0.96 + 0.08 * uniform()),
        orientation,
        side * uniform(),
        side * uniform(),
      );
      const head = headTuning(2 * Math.PI * uniform());
      return cell < 6
        ? ["grid", own]
        : ["conjunctive", (x, y, heading) => own(x, y, heading) * head(x, y, heading)];
    });
  });
}

function createCells(random: RandomStream): [Truth, Tuning][] {
  const { uniform } = random;
  const many = (count: number, truth: Truth, make: (cell: number) => Tuning): [Truth, Tuning][] =>
    Array.from({ length: count }, (_, cell) => [truth, make(cell)]);
  const anywhere = (): number => (side - 0.6) * (uniform() - 0.5);
  return [
    ...gridCells(random),
    ...many(8, "border", (cell) => borderTuning(cell % 4)),
    ...many(8, "place", () => bump(anywhere(), anywhere(), 0.12 + 0.08 * uniform())),
    ...many(8, "head direction", () => headTuning(2 * Math.PI * uniform())),
    ...many(6, "band", () => bandTuning(0.4 + 0.3 * uniform(), Math.PI * uniform(), 2 * Math.PI * uniform())),
    ...many(8, "patchy", () => patchyTuning(random)),
    ...many(8, "untuned", () => () => 0.3),
  ];
}

/** A Poisson count, by multiplying uniform numbers (Knuth 1969). */
function poisson(mean: number, uniform: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count++;
  return count;
}

/** A foraging rat in the square of 2.2 m and cells that fire as Poisson processes at their tuning's rate. */
export function simulateRecording(seed: number, minutes: number): Demo {
  const random = createRandomStream(seed);
  const samples = Math.round((60 * minutes) / sampleDuration);
  const { positions, headings } = simulateTrajectories(random.split("path").uniform, squareArena(side), {
    ...foragingRat,
    stepDuration: sampleDuration,
    steps: samples,
    batchSize: 1,
  });
  const cells = createCells(random.split("cells"));
  const { uniform } = random.split("spikes");
  const activity = new Float32Array(samples * cells.length);
  for (let sample = 0; sample < samples; sample++) {
    const place = [positions[2 * sample]!, positions[2 * sample + 1]!, headings[sample]!] as const;
    cells.forEach(([, tuning], cell) => {
      const spikes = poisson(peakRate * tuning(...place) * sampleDuration, uniform);
      activity[sample * cells.length + cell] = spikes / sampleDuration;
    });
  }
  const arena = [-side / 2, -side / 2, side / 2, side / 2] as const;
  return { recording: { positions, headings, activity, arena }, truth: cells.map(([truth]) => truth) };
}
