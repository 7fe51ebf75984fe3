import { transfer } from "comlink";
import type { EngineName } from "../engine-names.ts";
import { startEngine } from "../engines.ts";
import { takeTurns } from "../turns.ts";
import { Integrator, type Examined, type TrainingState } from "./integrator.ts";

const letMessagesIn = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });

/** A training, and whether it goes on: what the page can ask of its worker. */
export class IntegratorService {
  private integrator: Integrator | undefined;
  /** The seed that was asked for; a checkpoint may have brought a network of another. */
  private seed: number | undefined;
  private isTraining = false;
  private updatesPerSecond = 0;
  private readonly inTurn = takeTurns();

  /**
   * Starts an engine. The network comes along, and its training pauses; there is a new one at first, and where another
   * seed is asked for.
   * @throws Error if the engine does not start; the network then stays on the one before.
   */
  start(engine: EngineName, seed: number): Promise<void> {
    this.isTraining = false;
    return this.inTurn(async () => {
      const trained = seed === this.seed ? await this.integrator?.save() : undefined;
      await startEngine(engine);
      this.replace(trained === undefined ? new Integrator(seed) : Integrator.from(trained));
      this.seed = seed;
    });
  }

  /** Whether there is a network to train, to test and to save. */
  hasNetwork(): boolean {
    return this.integrator !== undefined;
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

  /**
   * Goes on from a checkpoint, whatever its seed.
   * @throws RangeError for a file that is no checkpoint of such a training; the one that is there then stays as it was.
   */
  restore(bytes: Uint8Array): void {
    this.replace(Integrator.from(bytes));
  }

  /** Ends the training and frees the network. */
  dispose(): void {
    this.isTraining = false;
    this.integrator?.dispose();
    this.integrator = undefined;
  }

  private replace(integrator: Integrator): void {
    this.integrator?.dispose();
    this.integrator = integrator;
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
