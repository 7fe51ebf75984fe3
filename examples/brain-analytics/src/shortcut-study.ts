import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { createRandomStream } from "@wayfield/backend";
import type { UniformSource } from "@wayfield/environments";
import type { Metrics } from "@wayfield/example-kit";
import {
  agentsIn,
  controlsOf,
  modulesFor,
  setupOf,
  shippedAgents,
  shippedModules,
  trainedAgent,
  type AgentName,
  type LayerHook,
} from "@wayfield/example-navigation-agent";
import { numbersOf } from "./findings.ts";
import { changing, withhold } from "./lesions.ts";
import { oracle, shortcutsOf, type ShortcutResult, type ShortcutTest } from "./shortcuts.ts";

/** Everyone's ways in one maze, by who it was. */
export interface ShortcutFindings {
  test: ShortcutTest;
  found: Record<string, ShortcutResult>;
}

/** An agent that learned, the file of its policy, and that of the modules it stands on. */
export type Learner = readonly [name: AgentName, policy: string, modules: string];

/** How the ways of everyone are counted. */
export interface ShortcutStudy {
  seed: number;
  episodes: number;
  random: UniformSource;
  learners: readonly Learner[];
  /** Told who walks next, and waited for; what it throws ends the study. */
  say: (who: string) => void | Promise<void>;
}

/** How everyone is let loose in one maze by a command, which can be interrupted between one and the next. */
export const studyOf = (
  maze: string,
  {
    seed,
    episodes,
    signal,
    log,
  }: { seed: number; episodes: number; signal: AbortSignal; log: (line: string) => void },
): Omit<ShortcutStudy, "learners"> => ({
  seed,
  episodes,
  random: createRandomStream(seed).split("shortcuts").split(maze).uniform,
  say: async (who) => {
    // Lets an interrupt in.
    await setImmediate();
    signal.throwIfAborted();
    log(who);
  },
});

/** Policies on the modules of a file. */
export const standingOn = (
  modules: string,
  policies: readonly (readonly [AgentName, string])[],
): readonly Learner[] => policies.map(([name, policy]) => [name, policy, modules]);

/**
 * Who learned in a world.
 * @param trained - A folder with one folder for each world, as trainings leave it; without it, what is shipped.
 */
export function learnersOf(world: string, trained: string | undefined): readonly Learner[] {
  if (trained === undefined) return standingOn(shippedModules(world), shippedAgents(world));
  const folder = join(trained, world);
  return standingOn(modulesFor(folder, world), agentsIn(join(folder, "policies")));
}

/** Lets loose whoever learned (the grid agent once more without its goal code), and controls that need no learning. */
export async function studyShortcuts(
  test: ShortcutTest,
  { seed, episodes, random, learners, say }: ShortcutStudy,
): Promise<ShortcutFindings> {
  const found: Record<string, ShortcutResult> = {};
  const options = { seed, episodes, random };
  const walk = async (who: string, policy: string, modules: string, hook?: LayerHook): Promise<void> => {
    await say(who);
    const agent = await trainedAgent(policy, modules, { seed, ...(hook ? { hook } : {}) });
    found[who] = shortcutsOf(test, agent.setup.config, agent.enter, options);
    agent.dispose();
  };
  for (const [name, policy, modules] of learners) {
    await walk(name, policy, modules);
    if (name === "grid") await walk("gridWithoutGoalCode", policy, modules, changing("goalCode", withhold));
  }
  const setup = setupOf({ config: "fast", world: test.learnedIn, agent: "pose", seed, modules: "" });
  const { randomWalker, vectorTruePosition } = controlsOf(setup, seed);
  const controls = { randomWalker, vectorTruePosition, oracle: oracle(random) };
  for (const [who, enter] of Object.entries(controls)) {
    await say(who);
    // The random walker is what chance comes to where a start faces a door; it seldom comes back, and costs little.
    const times = who === "randomWalker" ? 4 : 1;
    found[who] = shortcutsOf(test, setup.config, enter, { ...options, episodes: times * episodes });
  }
  return { test, found };
}

/** Who is found in result files under the plain name of the measure. */
const agent = "grid";

/** The numbers of a maze as they stand in result files: the grid agent's under the measure's own name. */
export function shortcutMetrics({ test, found }: ShortcutFindings): Metrics {
  const { [agent]: agents, ...others } = found;
  return {
    chance: test.chance,
    ...(agents && {
      shortestFraction: numbersOf(agents.shortestFraction),
      ways: agents.ways,
      goals: numbersOf(agents.goals),
      success: agents.success,
    }),
    ...Object.fromEntries(
      Object.entries(others).flatMap(([who, { shortestFraction, ways, goals, success }]) => [
        [who, numbersOf(shortestFraction)],
        [`${who}.ways`, ways],
        [`${who}.goals`, numbersOf(goals)],
        [`${who}.success`, success],
      ]),
    ),
  };
}
