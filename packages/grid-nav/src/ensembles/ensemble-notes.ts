import type { Ensembles } from "../path-integrator.ts";

/** What a seed does not tell about ensembles, as lists of numbers that survive JSON. */
export interface EnsembleNotes {
  /** Centres of the place fields, `[cells, 2]`, metres. */
  placeCentres: number[];
  /** Their width σ, metres. */
  placeDeviation: number[];
  /** Concentration κ of the head-direction cells. */
  headDirectionConcentration: number[];
}

/** The setting that each note follows from. */
const settings: Readonly<Record<keyof EnsembleNotes, string>> = {
  placeCentres: "bounds and placeLayout",
  placeDeviation: "placeCellDeviation",
  headDirectionConcentration: "headDirectionConcentration",
};

/** Far below any distance that matters, yet above what two machines may round differently in a layout. */
const tolerance = 1e-6;

/** What is written beside weights about the ensembles that taught them. */
export const ensembleNotes = ({ placeCells, headDirectionCells }: Ensembles): EnsembleNotes => ({
  placeCentres: Array.from(placeCells.centres),
  placeDeviation: [placeCells.deviation],
  headDirectionConcentration: [headDirectionCells.concentration],
});

/**
 * Weights that other ensembles taught would be read by the wrong cells.
 * @param stored What was written beside the weights; `undefined` in files from before there were such notes, where the
 * seed must do.
 * @throws RangeError that names the setting which differs.
 */
export function assertSameEnsembles(
  where: string,
  stored: Partial<EnsembleNotes> | undefined,
  ensembles: Ensembles,
): void {
  if (stored === undefined) return;
  const notes = ensembleNotes(ensembles);
  for (const name of Object.keys(settings) as (keyof EnsembleNotes)[]) {
    const before = stored[name] ?? [];
    const at = notes[name].findIndex((value, index) => !(Math.abs(value - before[index]!) <= tolerance));
    if (at < 0) continue;
    throw new RangeError(
      `${where}: expected a checkpoint of the same place and head-direction cells, ${name}[${at}] = ${notes[name][at]!}, got one with ${before[at] ?? "none"}; start with the ${settings[name]} that it was made with`,
    );
  }
}
