export { compare, median, type BenchRow, type CompareOptions, type Work } from "./compare.ts";
