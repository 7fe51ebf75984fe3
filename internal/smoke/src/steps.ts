/** How many steps went well so far, and how many did not. */
export interface Outcome {
  passed: number;
  failed: number;
}

/** Runs one step and says how it went; a step that fails does not keep the next ones from running. */
export type Step = <T>(label: string, work: () => T | Promise<T>) => Promise<T | undefined>;

/** A way to run steps that counts them in `outcome`. */
export function createStep(outcome: Outcome): Step {
  return async (label, work) => {
    const start = performance.now();
    const seconds = (): string => `(${((performance.now() - start) / 1000).toFixed(1)} s)`;
    try {
      const result = await work();
      outcome.passed++;
      process.stdout.write(`  ✓ ${label} ${seconds()}\n`);
      return result;
    } catch (error) {
      outcome.failed++;
      process.stdout.write(
        `  ✗ ${label} ${seconds()}\n${error instanceof Error ? error.message : String(error)}\n`,
      );
      return undefined;
    }
  };
}

/** @throws Error unless a text contains another. */
export function assertSays(got: string, wanted: string): void {
  if (!got.includes(wanted)) throw new Error(`expected "${wanted}", got "${got.trim()}"`);
}
