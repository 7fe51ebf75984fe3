import { useBackend } from "@wayfield/backend";
import {
  choice,
  defineCommand,
  number,
  path,
  UsageError,
  type ExampleContext,
  type ExampleResult,
} from "@wayfield/example-kit";
import { agentsIn, shippedAgents, shippedModules } from "@wayfield/example-navigation-agent";
import { trailsFigure } from "./shortcut-figures.ts";
import { shortcutTable } from "./sections.ts";
import { shortcutMetrics, standingOn, studyOf, studyShortcuts } from "./shortcut-study.ts";
import { doubleETest, sunburstTest } from "./shortcuts.ts";

const tests = {
  sunburst: () => sunburstTest(),
  "sunburst-west": () => sunburstTest("sunburst-object-west"),
  "double-e": doubleETest,
};

const options = {
  maze: choice("which maze; in sunburst-west door 1 is the first that is open, not door 5", [
    "sunburst",
    "sunburst-west",
    "double-e",
  ]),
  policies: path("folder of trained policies, each AGENT.safetensors (by default the shipped ones)"),
  modules: path("the modules that they learned on (by default the shipped ones)"),
  episodes: number("episodes of everyone", { default: 400, quick: 20, min: 10, integer: true }),
};

async function run({
  seed,
  signal,
  log,
  figure,
  options: { maze, policies, modules, episodes },
}: ExampleContext<typeof options>): Promise<ExampleResult> {
  await useBackend("wasm");
  const test = tests[maze]();
  const agents = policies === undefined ? shippedAgents(test.learnedIn) : agentsIn(policies);
  if (agents.length === 0)
    throw new UsageError(`--policies: expected a folder with AGENT.safetensors, found none at ${policies!}`);
  const findings = await studyShortcuts(test, {
    ...studyOf(maze, { seed, episodes, signal, log }),
    learners: standingOn(modules ?? shippedModules(test.learnedIn), agents),
  });
  await figure("ways.svg", trailsFigure(test, findings.found));
  return { metrics: { maze, episodes, ...shortcutMetrics(findings) }, table: shortcutTable(findings.found) };
}

/** One maze with shortcuts alone, on more episodes and for any policies. */
export const shortcutsCommand = defineCommand({
  summary: "one maze with shortcuts alone, for any policies and on more episodes",
  options,
  run,
});
