import { tensor2d, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import type { RandomStream, RandomStreamState } from "@wayfield/backend";
import { createEyes, type Eyes } from "@wayfield/environments";
import {
  visualGridStep,
  type GridNetworkArchitecture,
  type VisualGridNetworkParameters,
} from "@wayfield/grid-nav";
import type { NavigationCode, SavedCode } from "./code.ts";
import { throughHook, type LayerHook } from "./hooks.ts";
import { gatherRows, RecurrentRows, scatterRows } from "./recurrent-rows.ts";
import { imagesTensor, look, type VisionModule } from "./vision.ts";
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
  /** Whether it also looks when it has just been put somewhere. */
  looksWhenPlaced: boolean;
  imageSize: number;
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
  /** Self-motion beside what is seen, `[worlds, inputs]`. */
  private readonly inputs: Float32Array;
  private readonly inputWidth: number;
  private readonly seenWidth: number;

  constructor(parts: GridCodeParts, worlds: Worlds) {
    const { units, bottleneckUnits, placeCells, headDirectionCells } = parts.architecture;
    this.parts = parts;
    this.worlds = worlds;
    this.width = bottleneckUnits;
    this.state = new RecurrentRows(worlds.size, units);
    this.seenWidth = placeCells + headDirectionCells;
    this.inputWidth = observed.motionSize + this.seenWidth;
    this.inputs = new Float32Array(worlds.size * this.inputWidth);
    this.eyes = createEyes({ width: parts.looking.imageSize, height: parts.looking.imageSize });
  }

  forget(rows: readonly number[]): void {
    this.state.clear(rows);
  }

  perceive(rows: readonly number[], target: Float32Array): void {
    const { modules, architecture, hook } = this.parts;
    this.feel(rows);
    this.see(rows);
    tidy(() => {
      const inputs = tensor2d(gatherRows(this.inputs, this.inputWidth, rows), [rows.length, this.inputWidth]);
      const { gridCode, state } = visualGridStep(modules.grid, architecture, inputs, this.state.read(rows));
      this.state.write(state, rows);
      const code: Tensor2D = hook === undefined ? gridCode : hook("gridCode", gridCode);
      scatterRows(code.dataSync<"float32">(), target, this.width, rows);
    });
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

  /** Writes self-motion, and that nothing is seen. */
  private feel(rows: readonly number[]): void {
    const { observations } = this.worlds;
    for (const row of rows) {
      const from = row * observed.size + observed.motion;
      const at = row * this.inputWidth;
      this.inputs.fill(0, at, at + this.inputWidth);
      for (let index = 0; index < observed.motionSize; index++)
        this.inputs[at + index] = observations[from + index]!;
    }
  }

  /** Looks where it is time to, and writes what vision makes of it. */
  private see(rows: readonly number[]): void {
    const { modules, looking, random, hook } = this.parts;
    const { visionRate, looksWhenPlaced, imageSize } = looking;
    const looks = rows.filter(
      (row) => random.uniform() < visionRate || (looksWhenPlaced && this.worlds.placed[row] === 1),
    );
    if (looks.length === 0) return;
    const size = imageSize * imageSize * 3;
    const bytes = new Uint8Array(looks.length * size);
    looks.forEach((row, place) => {
      this.worlds.render(this.eyes, row, bytes.subarray(place * size, (place + 1) * size));
    });
    const estimates = tidy(() => look(modules.vision, imagesTensor(bytes, imageSize)).dataSync<"float32">());
    const seen = throughHook(hook, "seen", estimates, this.seenWidth);
    looks.forEach((row, place) => {
      const estimate = seen.subarray(place * this.seenWidth, (place + 1) * this.seenWidth);
      this.inputs.set(estimate, row * this.inputWidth + observed.motionSize);
    });
  }
}
