import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** The tfjs engine this project tests on. */
    engine: "cpu" | "wasm";
  }
  interface Matchers<T> {
    /** Every number of a list or tensor within `tolerance` (absolute, 1e-5 unless told) of the expected list's. */
    toBeAllCloseTo(expected: ArrayLike<number>, tolerance?: number): T;
  }
}
