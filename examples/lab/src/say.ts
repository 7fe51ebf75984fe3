/** Tells the reader of the page that something went wrong, in the words of the error. */
export type Say = (message: string) => void;

/** Runs what may fail, and says so if it does. */
export async function attempt(say: Say, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}
