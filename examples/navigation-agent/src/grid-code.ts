import { tensor2d } from "@tensorflow/tfjs-core";
import type { RandomStream, RandomStreamState } from "@wayfield/backend";
import type { Eyes } from "@wayfield/environments";
import {
  blindGridNetwork,
  visualGridStep,
  type GridNetworkArchitecture,
  type GridStepParameters,
  type VisualGridNetworkParameters,
} from "@wayfield/grid-nav";
import type { NavigationCode, SavedCode } from "./code.ts";
import { throughHook, type LayerHook } from "./hooks.ts";
import { readNumbers } from "./read-numbers.ts";
import { RecurrentRows, scatterRows } from "./recurrent-rows.ts";
import { bytesOf, eyesFor, imagesTensor, look, type Sight, type VisionModule } from "./vision.ts";
import { observed, type Worlds } from "./worlds.ts";

/** The two modules that learn where one is, apart from any task. */
export interface Modules {
  vision: VisionModule;
  grid: VisualGridNetworkParameters;
}

/** How an agent looks around. */
export interface Looking {
  /** How often vision tells the grid network where it is: a share of the steps. */
  visionRate: number;
  /**
   * Whether it begins anew when it has been put somewhere: it forgets where it was, and looks. Left off, the integrator
   * goes on as if it had walked, and needs many looks to believe in another place.
   */
  startsAnewWhenPlaced: boolean;
  sight: Sight;
}

/** What {@link GridCode} is made of. */
export interface GridCodeParts {
  modules: Modules;
  architecture: GridNetworkArchitecture;
  looking: Looking;
  /** Decides when it looks. */
  random: RandomStream;
  hook?: LayerHook | undefined;
}

/** The grid code of every world: self-motion integrated by the grid network, now and then corrected by vision. */
export class GridCode implements NavigationCode {
  readonly width: number;
  private readonly parts: GridCodeParts;
  private readonly worlds: Worlds;
  private readonly state: RecurrentRows;
  private readonly eyes: Eyes;
  /** The grid network for the steps without a picture. */
  private readonly blind: GridStepParameters;

  constructor(parts: GridCodeParts, worlds: Worlds) {
    const { units, bottleneckUnits } = parts.architecture;
    this.parts = parts;
    this.worlds = worlds;
    this.width = bottleneckUnits;
    this.state = new RecurrentRows(worlds.size, units);
    this.blind = blindGridNetwork(parts.modules.grid, observed.motionSize);
    this.eyes = eyesFor(parts.looking.sight);
  }

  forget(rows: readonly number[]): void {
    this.state.clear(rows);
  }

  perceive(rows: readonly number[], target: Float32Array): void {
    const { random, looking } = this.parts;
    const { visionRate, startsAnewWhenPlaced } = looking;
    const placed = startsAnewWhenPlaced ? rows.filter((row) => this.worlds.placed[row] === 1) : [];
    this.state.clear(placed);
    const isLooking = (row: number): boolean => random.uniform() < visionRate || placed.includes(row);
    const looks = new Set(rows.filter(isLooking));
    this.step(
      this.blind,
      rows.filter((row) => !looks.has(row)),
      undefined,
      target,
    );
    const sighted = rows.filter((row) => looks.has(row));
    if (sighted.length > 0) this.step(this.parts.modules.grid, sighted, this.see(sighted), target);
  }

  /** Frees its own tensors; the modules stay the caller's. */
  dispose(): void {
    this.blind.lstm.inputKernel.dispose();
  }

  save(): SavedCode {
    const { hidden, cell } = this.state;
    return { arrays: { hidden: hidden.slice(), cell: cell.slice() }, random: this.parts.random.state() };
  }

  restore({ arrays, random }: SavedCode): void {
    this.state.hidden.set(arrays["hidden"]!);
    this.state.cell.set(arrays["cell"]!);
    this.parts.random.restore(random as RandomStreamState);
  }

  /** One step of the grid network in some worlds, all of which see something or none. */
  private step(
    grid: GridStepParameters,
    rows: readonly number[],
    seen: Float32Array | undefined,
    target: Float32Array,
  ): void {
    if (rows.length === 0) return;
    const { architecture, hook } = this.parts;
    const inputs = this.inputsOf(rows, seen);
    const codes = readNumbers(() => {
      const input = tensor2d(inputs, [rows.length, inputs.length / rows.length]);
      const { gridCode, state } = visualGridStep(grid, architecture, input, this.state.read(rows));
      this.state.write(state, rows);
      return hook === undefined ? gridCode : hook("gridCode", gridCode, rows);
    });
    scatterRows(codes, target, this.width, rows);
  }

  /** Self-motion, beside it what is seen, if anything. */
  private inputsOf(rows: readonly number[], seen: Float32Array | undefined): Float32Array {
    const { observations } = this.worlds;
    const { motion, motionSize, size } = observed;
    const seenWidth = (seen?.length ?? 0) / rows.length;
    const width = motionSize + seenWidth;
    const inputs = new Float32Array(rows.length * width);
    rows.forEach((row, place) => {
      const from = row * size + motion;
      inputs.set(observations.subarray(from, from + motionSize), place * width);
      if (seen === undefined) return;
      inputs.set(seen.subarray(place * seenWidth, (place + 1) * seenWidth), place * width + motionSize);
    });
    return inputs;
  }

  /** Looks, and tells what vision makes of it, `[rows, cells]`. */
  private see(rows: readonly number[]): Float32Array {
    const { modules, looking, hook, architecture } = this.parts;
    const size = bytesOf(looking.sight);
    const bytes = new Uint8Array(rows.length * size);
    rows.forEach((row, place) => {
      this.worlds.render(this.eyes, row, bytes.subarray(place * size, (place + 1) * size));
    });
    const estimates = readNumbers(() => look(modules.vision, imagesTensor(bytes, looking.sight)));
    return throughHook(
      hook,
      "seen",
      estimates,
      architecture.placeCells + architecture.headDirectionCells,
      rows,
    );
  }
}
