import type { Eyes } from "@wayfield/environments";
import type { RandomStream } from "@wayfield/backend";
import type { Ensembles } from "@wayfield/grid-nav";
import { codesAt, type CellSettings, type Codes } from "./cells.ts";
import type { Looking } from "./grid-code.ts";
import { forager, type Navigator } from "./navigators.ts";
import { bytesOf, eyesFor } from "./vision.ts";
import { observed, range, type Worlds } from "./worlds.ts";

/** What walkers lived through: plain arrays, time-major. */
export interface Walk {
  steps: number;
  walkers: number;
  /** Self-motion with its noise, `[steps, walkers, 4]`. */
  motion: Float32Array;
  /** True positions, `[steps, walkers, 2]`, metres. */
  positions: Float32Array;
  /** True headings, `[steps, walkers]`, radians. */
  headings: Float32Array;
  /** Where pictures were taken: step · walkers + walker, ascending. */
  looks: Int32Array;
  /** The pictures, `[looks, height, width, 3]`. */
  images: Uint8Array;
  /** Walkers whose episode began with this walk: their state begins at zero. */
  begun: number[];
}

/** A walk of no steps yet. */
const emptyWalk = (steps: number, walkers: number, begun: number[]): Walk => ({
  steps,
  walkers,
  motion: new Float32Array(steps * walkers * observed.motionSize),
  positions: new Float32Array(steps * walkers * 2),
  headings: new Float32Array(steps * walkers),
  looks: new Int32Array(0),
  images: new Uint8Array(0),
  begun,
});

/** Walkers that forage in the worlds of the task, one sequence after another. */
export class Walkers {
  private readonly worlds: Worlds;
  private readonly looking: Looking;
  private readonly random: RandomStream;
  private readonly navigator: Navigator;
  private readonly eyes: Eyes;

  constructor(worlds: Worlds, looking: Looking, random: RandomStream) {
    this.worlds = worlds;
    this.looking = looking;
    this.random = random;
    this.navigator = forager(worlds, random.uniform);
    this.eyes = eyesFor(looking.sight);
  }

  /** The next steps of every walker. An episode must not end within them. */
  walk(steps: number): Walk {
    const count = this.worlds.size;
    const walk = emptyWalk(steps, count, this.setOut());
    const looks: number[] = [];
    const images: Uint8Array[] = [];
    for (let step = 0; step < steps; step++) {
      for (let row = 0; row < count; row++) {
        const at = step * count + row;
        this.note(walk, row, at);
        if (!this.isLooking(row)) continue;
        looks.push(at);
        images.push(this.picture(row));
      }
      this.step();
    }
    return { ...walk, looks: Int32Array.from(looks), images: joined(images) };
  }

  /** Goes on for some steps; then everyone looks once: a walk of one step. An episode must not end before. */
  glance(steps: number): Walk {
    const rows = range(this.worlds.size);
    const walk = emptyWalk(1, rows.length, this.setOut());
    for (let step = 0; step < steps; step++) this.step();
    for (const row of rows) this.note(walk, row, row);
    return { ...walk, looks: Int32Array.from(rows), images: joined(rows.map((row) => this.picture(row))) };
  }

  /** All choose anew, so that nothing but the random stream needs to be kept from walk to walk. */
  private setOut(): number[] {
    const begun = this.worlds.startOver();
    this.navigator.begin(range(this.worlds.size));
    return begun;
  }

  private step(): void {
    const actions = this.navigator.act();
    this.worlds.step(actions);
    this.navigator.feel(actions);
  }

  private isLooking(row: number): boolean {
    const { visionRate, startsAnewWhenPlaced } = this.looking;
    return this.random.uniform() < visionRate || (startsAnewWhenPlaced && this.worlds.placed[row] === 1);
  }

  private picture(row: number): Uint8Array {
    const image = new Uint8Array(bytesOf(this.looking.sight));
    this.worlds.render(this.eyes, row, image);
    return image;
  }

  private note(walk: Walk, row: number, at: number): void {
    const { observations } = this.worlds;
    const from = row * observed.size;
    walk.motion.set(observations.subarray(from, from + observed.motionSize), at * observed.motionSize);
    walk.positions[2 * at] = observations[from + observed.x]!;
    walk.positions[2 * at + 1] = observations[from + observed.y]!;
    walk.headings[at] = Math.atan2(
      observations[from + observed.sine]!,
      observations[from + observed.cosine]!,
    );
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The true codes along a walk. */
export const codesOf = (walk: Walk, ensembles: Ensembles, { placeCode }: CellSettings): Codes =>
  codesAt(ensembles, placeCode, walk.positions, walk.headings);
