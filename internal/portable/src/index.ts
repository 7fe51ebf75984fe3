export { atan2, ln, sinCos, sin, cos, exp, type SinCos } from "./elementary.ts";
export {
  createGenerator,
  generatorFromState,
  hashLabel,
  type Generator,
  type GeneratorState,
} from "./generator.ts";
export { createNormal } from "./normal.ts";
export { shuffle } from "./shuffle.ts";
