/** Does something when all that was asked for before has ended; a newer wish that comes by then takes its place. */
export type InTurn = (action: () => Promise<void>) => Promise<void>;

/**
 * Puts actions in order: one runs after the other, the one asked for last runs last, and one whose turn comes only
 * after a newer one was asked for is left out. One that fails holds nobody up.
 * @example
 * const inTurn = takeTurns();
 * void inTurn(() => startEngine("webgl"));
 * await inTurn(() => startEngine("wasm")); // wasm runs now
 */
export function takeTurns(): InTurn {
  let last: Promise<void> = Promise.resolve();
  let newest = 0;
  return (action) => {
    newest += 1;
    const turn = newest;
    const mine = last.then(() => (turn === newest ? action() : undefined));
    last = mine.catch(() => undefined);
    return mine;
  };
}
