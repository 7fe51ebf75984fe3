/** What a run knows of Ctrl-C. */
export interface Interrupt {
  /**
   * Aborted by the first Ctrl-C. Whoever reads it takes it on to save and leave; until then, Ctrl-C ends the process at
   * once as it does without a listener.
   */
  readonly signal: AbortSignal;
  /** True once there was a Ctrl-C that the signal told of. */
  readonly isHeard: () => boolean;
  /** Stops listening. */
  readonly stop: () => void;
}

/**
 * How long after the first interrupt another one still counts as its echo, in milliseconds: the terminal and the script
 * that started this process both send one.
 */
const echo = 500;

const names = ["SIGINT", "SIGTERM"] as const;

/**
 * Hears the first Ctrl-C, so that an example can save; the next one ends the process. Node calls a listener only
 * between two pieces of work, so a second Ctrl-C is left to the system, which needs no pause in the work.
 * A first one that comes in the middle of a long piece of work is heard at its end.
 */
export function createInterrupt(): Interrupt {
  const controller = new AbortController();
  const stop = (): void => {
    for (const name of names) process.off(name, hear);
  };
  const hear = (): void => {
    process.stderr.write("\nInterrupted: saving and leaving (Ctrl-C again: leave at once)\n");
    controller.abort();
    // The echo comes while this listener still stands, and is dropped with it: had the system got it, nothing were saved.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, echo);
    stop();
  };
  let isListening = false;
  return {
    get signal() {
      if (!isListening) for (const name of names) process.on(name, hear);
      isListening = true;
      return controller.signal;
    },
    isHeard: () => controller.signal.aborted,
    stop,
  };
}
