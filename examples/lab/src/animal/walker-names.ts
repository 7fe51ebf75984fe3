/** Who walks, by the word that selects it, with its name on the page. */
export const walkers = {
  grid: "the trained agent",
  vectorGridCode: "scripted: the vector between grid codes",
  vectorTruePosition: "scripted: the vector between true places",
  shortestWay: "scripted: the shortest way, known by heart",
  forager: "scripted: goes everywhere, to fill the maps",
  randomWalker: "nobody: at random",
} as const;
export type WalkerName = keyof typeof walkers;
export const walkerNames = Object.keys(walkers) as WalkerName[];

/** Who walks with a grid code to look at and to cut. */
type CodeWalker = "grid" | "vectorGridCode" | "forager";

/** Whether there is a grid code to look at and to cut. */
export const hasCode = (name: WalkerName): name is CodeWalker =>
  ["grid", "vectorGridCode", "forager"].includes(name);
