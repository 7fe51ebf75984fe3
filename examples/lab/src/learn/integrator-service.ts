import { transfer } from "comlink";
import type { EngineName } from "../engine-names.ts";
import { startEngine } from "../engines.ts";
import { Integrator, type Examined, type TrainingState } from "./integrator.ts";

const letMessagesIn = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });

/** A training, and whether it goes on: what the page can ask of its worker. */
export class IntegratorService {
  private integrator: Integrator | undefined;
  private isTraining = false;
  private updatesPerSecond = 0;

  /** A new network on an engine. What was trained before is gone. */
  async start(engine: EngineName, seed: number): Promise<void> {
    this.isTraining = false;
    await startEngine(engine);
    this.integrator?.dispose();
    this.integrator = new Integrator(seed);
  }

  /** Goes on training until {@link pause}. */
  train(): void {
    if (this.isTraining) return;
    this.isTraining = true;
    void this.run();
  }

  pause(): void {
    this.isTraining = false;
  }

  state(): TrainingState {
    return this.integrator!.state(this.updatesPerSecond);
  }

  examine(): Promise<Examined> {
    return this.integrator!.examine();
  }

  async save(): Promise<Uint8Array> {
    const bytes = await this.integrator!.save();
    return transfer(bytes, [bytes.buffer]);
  }

  /** @throws RangeError for a file that is no checkpoint of this training, which then stays as it was. */
  restore(bytes: Uint8Array): void {
    this.integrator!.restore(bytes);
  }

  private async run(): Promise<void> {
    while (this.isTraining) {
      const began = performance.now();
      this.integrator!.update();
      await letMessagesIn();
      const rate = 1000 / (performance.now() - began);
      this.updatesPerSecond += 0.05 * (rate - this.updatesPerSecond);
    }
    this.updatesPerSecond = 0;
  }
}
