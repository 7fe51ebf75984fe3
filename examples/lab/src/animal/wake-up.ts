import type { EngineName } from "../engine-names.ts";
import type { Experiment } from "../link.ts";
import { planWith } from "./floor-plan.ts";
import type { Outing } from "./live-animal.ts";

/** What wakes up: the part of the animal's worker that this needs. */
export interface Sleeper {
  start: (engine: EngineName) => Promise<void>;
  begin: (outing: Outing) => Promise<void>;
}

const outingOf = ({ who, plan, changes, goal, seed }: Experiment): Outing => ({
  who,
  plan: planWith(plan, changes),
  goal,
  seed,
});

/** Whether walls and goal are the same. */
const isSameWorld = (one: Experiment, other: Experiment): boolean =>
  one.changes === other.changes && one.goal.join() === other.goal.join();

/**
 * Starts an engine and lets the animal begin, in the world as it is when it walks: who moves the goal or a wall in the
 * meantime finds it there.
 * @param latest The experiment at the moment.
 * @param isOver Whether something newer has taken this one's place, which then stops.
 * @returns Whether the animal walks now.
 */
export async function wakeUp(
  service: Sleeper,
  latest: () => Experiment,
  isOver: () => boolean,
): Promise<boolean> {
  await service.start(latest().engine);
  let sent: Experiment;
  do {
    if (isOver()) return false;
    sent = latest();
    await service.begin(outingOf(sent));
  } while (!isSameWorld(sent, latest()));
  return !isOver();
}
