import { transfer } from "comlink";
import type { EngineName } from "../engine-names.ts";
import { startEngine } from "../engines.ts";
import { takeTurns } from "../turns.ts";
import { LiveAnimal, type AnimalView, type Outing } from "./live-animal.ts";
import type { Lesion } from "./lesion.ts";
import type { Recording } from "./watch.ts";
import { fetchWeights } from "./weights.ts";

/** A moment of the animal, with how fast it is computed. */
export interface LiveView extends AnimalView {
  stepsPerSecond: number;
}

/** How long the animal walks before messages are let in, milliseconds. */
const slice = 12;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** An animal, and the clock that drives it: what the page can ask of its worker. */
export class AnimalService {
  private animal: LiveAnimal | undefined;
  /** Steps of the world for each of real time; Infinity for as fast as it goes, 0 to stand still. */
  private speed = 0;
  private running = false;
  private isStanding = true;
  private readonly inTurn = takeTurns();
  private owed = 0;
  private stepsPerSecond = 0;

  /** Starts an engine and fetches the weights. From here on the animal stands still until it begins. */
  start(engine: EngineName): Promise<void> {
    // Nothing computes while an engine wakes up.
    this.isStanding = true;
    return this.inTurn(async () => {
      const [weights] = await Promise.all([this.animal ? undefined : fetchWeights(), startEngine(engine)]);
      if (weights) this.animal = new LiveAnimal(weights);
    });
  }

  begin(outing: Outing): void {
    this.animal!.begin(outing);
    this.isStanding = false;
    if (this.running) return;
    this.running = true;
    void this.run();
  }

  setSpeed(speed: number): void {
    this.speed = speed;
  }

  setLesion(lesion: Lesion): void {
    this.animal!.setLesion(lesion);
  }

  /** Moves goal or walls around the animal. @throws RangeError if it stands in the way. */
  rearrange(plan: Outing["plan"], goal: Outing["goal"]): void {
    this.animal!.rearrange(plan, goal);
  }

  /** One step, for those who look at each. */
  step(): void {
    this.animal!.walk(1);
  }

  look(): LiveView {
    const view = { ...this.animal!.view(), stepsPerSecond: this.stepsPerSecond };
    return transfer(view, [view.eye.pixels.buffer, view.trail.buffer]);
  }

  recording(): Recording | undefined {
    const recording = this.animal!.recording();
    return recording && transfer(recording, [recording.activity.buffer]);
  }

  /** Ends the walk and frees the animal. */
  dispose(): void {
    this.running = false;
    this.isStanding = true;
    this.animal?.dispose();
  }

  private async run(): Promise<void> {
    let before = performance.now();
    while (this.running) {
      await pause(this.speed === Infinity && !this.isStanding ? 0 : slice);
      const now = performance.now();
      if (!this.isStanding) this.walkFor((now - before) / 1000);
      before = now;
    }
  }

  private walkFor(seconds: number): void {
    const animal = this.animal!;
    const began = performance.now();
    // What a slow machine cannot keep up with is not made up for later.
    this.owed = Math.min(this.owed + (this.speed * seconds) / animal.stepDuration, 1 + this.speed);
    let steps = 0;
    while (
      (this.speed === Infinity || this.owed >= 1) &&
      this.speed > 0 &&
      performance.now() - began < slice
    ) {
      animal.walk(1);
      this.owed -= 1;
      steps += 1;
    }
    if (this.speed === Infinity) this.owed = 0;
    const rate = steps / Math.max(1e-3, seconds);
    this.stepsPerSecond += 0.1 * (rate - this.stepsPerSecond);
  }
}
