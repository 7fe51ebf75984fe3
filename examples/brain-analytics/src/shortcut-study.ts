import { join } from "node:path";
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

/** How the ways of everyone are counted. */
export interface ShortcutStudy {
  seed: number;
  episodes: number;
  random: UniformSource;
  /** A folder with one folder for each world, as trainings leave it; without it, what is shipped. */
  trained?: string | undefined;
  /** Told who walks next, and waited for; what it throws ends the study. */
  say: (who: string) => void | Promise<void>;
}

/** The policies that learned in a world, and the modules that they stand on. */
function learnersOf(world: string, trained: string | undefined): [AgentName, string, string][] {
  const standingOn =
    (modules: string) =>
    ([name, policy]: [AgentName, string]): [AgentName, string, string] => [name, policy, modules];
  if (trained === undefined) return shippedAgents(world).map(standingOn(shippedModules(world)));
  const folder = join(trained, world);
  return agentsIn(join(folder, "policies")).map(standingOn(modulesFor(folder, world)));
}

/**
 * Lets loose whoever learned in the maze while some of its ways were closed (the grid agent once more without its goal code),
 * and controls that need no learning.
 */
export async function studyShortcuts(
  test: ShortcutTest,
  { seed, episodes, random, trained, say }: ShortcutStudy,
): Promise<ShortcutFindings> {
  const found: Record<string, ShortcutResult> = {};
  const options = { seed, episodes, random };
  const walk = async (who: string, policy: string, modules: string, hook?: LayerHook): Promise<void> => {
    await say(who);
    const agent = await trainedAgent(policy, modules, { seed, ...(hook ? { hook } : {}) });
    found[who] = shortcutsOf(test, agent.setup.config, agent.enter, options);
    agent.dispose();
  };
  for (const [name, policy, modules] of learnersOf(test.learnedIn, trained)) {
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
    ...(agents && { shortestFraction: numbersOf(agents.shortestFraction), ways: agents.ways }),
    ...Object.fromEntries(
      Object.entries(others).map(([who, { shortestFraction }]) => [who, numbersOf(shortestFraction)]),
    ),
  };
}
