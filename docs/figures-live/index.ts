import type { Figure } from "./figure.ts";

const load = (module: Promise<{ figure: Figure }>): Promise<Figure> => module.then(({ figure }) => figure);

/** Every live figure, loaded when a page shows it. */
export const figures = {
  streams: () => load(import("./streams.ts")),
  neuron: () => load(import("./neuron.ts")),
  cells: () => load(import("./cells.ts")),
  conditioning: () => load(import("./conditioning.ts")),
  glimpse: () => load(import("./glimpse.ts")),
  replay: () => load(import("./replay.ts")),
  rat: () => load(import("./rat.ts")),
  lattice: () => load(import("./lattice.ts")),
};
