import lookerUrl from "../../../glimpse/weights/digits-learned.safetensors?url";
import neocognitronUrl from "../../../vision/weights/neocognitron.safetensors?url";
import type { EngineName } from "../engine-names.ts";
import { startEngine } from "../engines.ts";
import { fetchBytes } from "../fetch-bytes.ts";
import { takeTurns } from "../turns.ts";
import { Readers, type Readings } from "./readers.ts";

let readers: Readers | undefined;
const inTurn = takeTurns();

/** Models that read digits: what the page can ask of its worker. */
export const readersService = {
  /** Starts an engine and fetches the weights. */
  start: (engine: EngineName): Promise<void> =>
    inTurn(async () => {
      await startEngine(engine);
      const [looker, neocognitron] = await Promise.all([fetchBytes(lookerUrl), fetchBytes(neocognitronUrl)]);
      readers?.dispose();
      readers = new Readers({ looker, neocognitron });
    }),

  read: (drawing: Float32Array, seed: number): Readings => readers!.read(drawing, seed),
};
