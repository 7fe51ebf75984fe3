import type { EngineName } from "../engine-names.ts";
import { startEngine } from "../engines.ts";
import { examine, type Examination, type Finding } from "./clinic.ts";
import type { Weights } from "./walkers.ts";
import { mapBrain, type BrainMaps, type Recording } from "./watch.ts";
import { fetchWeights } from "./weights.ts";

let weights: Weights | undefined;

/** Looks after brains: what the page can ask of its worker. */
export const clinicService = {
  /** Maps and scores of what was recorded; the square around the floor, metres. */
  mapBrain: (recording: Recording, bounds: readonly [number, number, number, number]): BrainMaps =>
    mapBrain(recording, bounds),

  /** Lives through fresh episodes with and without a lesion. */
  async examine(
    engine: EngineName,
    examination: Examination,
    onFinding: (finding: Finding) => void,
  ): Promise<Finding[]> {
    await startEngine(engine);
    weights ??= await fetchWeights();
    return examine(examination, weights, onFinding);
  },
};
