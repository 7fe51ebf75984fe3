export { compare, type BenchRow, type CompareOptions, type Work } from "./compare.ts";
