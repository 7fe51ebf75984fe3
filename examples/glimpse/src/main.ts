import { defineExample } from "@wayfield/example-kit";
import { trainCommand } from "./train.ts";

/** The recurrent attention model reads digits. */
export const main = defineExample({
  name: "glimpse",
  summary: "read digits through a small retina that chooses where to look (Mnih et al. 2014)",
  options: {},
  subcommands: { train: trainCommand },
  run: () => Promise.resolve({ metrics: {} }),
});
