/** One rule of the interface, as a named piece of work for any test runner. */
export interface Check {
  /** What holds, e.g. "refuses a step after the end of an episode". */
  readonly name: string;
  /**
   * Tries it.
   * @throws Error with the broken rule and the offending value.
   */
  readonly run: () => void;
}

/** Throws unless a condition holds. */
export function demand(condition: boolean, broken: string): asserts condition {
  if (!condition) throw new Error(`conformance: ${broken}`);
}

/** Throws unless the work throws. */
export function demandRefusal(work: () => void, broken: string): void {
  let refused = false;
  try {
    work();
  } catch {
    refused = true;
  }
  demand(refused, broken);
}

/** Runs every check, and tells about all that fail in one error. */
export function runChecks(checks: readonly Check[]): void {
  const failures = checks.flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch (error) {
      return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  if (failures.length > 0) {
    throw new Error(`${failures.length} of ${checks.length} checks failed\n- ${failures.join("\n- ")}`);
  }
}

/** Whether two values are the same bit for bit, through arrays, typed arrays and plain records. */
export function sameBits(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Float32Array || a instanceof Uint8Array) return sameElements(a, b as typeof a);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => sameBits((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

function sameElements(a: Float32Array | Uint8Array, b: Float32Array | Uint8Array): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}

/** A short text of a value for an error message. */
export function show(value: unknown): string {
  if (value instanceof Float32Array || value instanceof Uint8Array)
    return `[${value.slice(0, 8).join(", ")}]`;
  if (typeof value === "number" || value === undefined) return String(value); // JSON has no NaN
  return JSON.stringify(value).slice(0, 120);
}
