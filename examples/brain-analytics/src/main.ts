import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { useBackend } from "@wayfield/backend";
import { writeFileAtomically } from "@wayfield/backend/node";
import {
  defineExample,
  number,
  path,
  UsageError,
  type ExampleContext,
  type ExampleResult,
} from "@wayfield/example-kit";
import { modulesFor, type AgentName } from "@wayfield/example-navigation-agent";
import { metricsOf, type Findings } from "./findings.ts";
import { lesionsCommand } from "./lesions-command.ts";
import { lookIntoAll } from "./look-into-all.ts";
import { htmlReport } from "./report.ts";
import { fakeGoalSection, inWords, shortcutSection } from "./sections.ts";
import {
  learnersOf,
  shortcutMetrics,
  studyOf,
  studyShortcuts,
  type ShortcutFindings,
} from "./shortcut-study.ts";
import { shortcutsCommand } from "./shortcuts-command.ts";
import { doubleETest, sunburstTest, type ShortcutTest } from "./shortcuts.ts";
import { agentOptions, squareAgents } from "./square-agents.ts";
import type { LookRequest } from "./subject-thread.ts";
import type { SubjectSpec } from "./subject.ts";

const options = {
  ...agentOptions,
  mazes: path(
    "folder of agents for the mazes with shortcuts, as `train --world W --out DIR/W` leaves it (by default the shipped ones)",
  ),
  episodes: number("episodes of each condition", { default: 100, quick: 20, min: 10, integer: true }),
  draws: number("random sets of units that are drawn for each episode", {
    default: 2,
    quick: 1,
    min: 1,
    integer: true,
  }),
};

type Context = ExampleContext<typeof options>;

const titles: Partial<Record<AgentName, string>> = {
  grid: "grid agent",
  lattice: "agent with lattice cells",
};

/** A folder that is not there was mistyped; one without agents leaves those who need no learning. */
function assertFolders({ options }: Context): void {
  for (const name of ["policies", "mazes"] as const) {
    const folder = options[name];
    if (folder === undefined || existsSync(folder)) continue;
    throw new UsageError(`--${name}: expected a folder, found none at ${folder}`);
  }
}

/** Everyone who is looked into: the scripted navigator, then every agent whose policy is there. */
function specsOf({ options: chosen, seed, out }: Context): SubjectSpec[] {
  const modules = chosen.modules ?? modulesFor(out, "square");
  const agents = squareAgents(chosen.policies).flatMap(([name, policy]) => {
    const title = titles[name];
    return title === undefined ? [] : [{ name, title, seed, modules, policy }];
  });
  return [{ name: "vectorGridCode", title: "vector navigator on the grid code", seed, modules }, ...agents];
}

const intro =
  "An agent that finds its way by grid cells, as Banino et al. 2018 (Nature 557: 429) describe it, looked into, cut and led " +
  "astray. Every number comes from fresh worlds; intervals are 95 % bootstraps, over episodes where nothing else is said.";

const pageOf = (
  titleOf: (name: string) => string,
  found: Record<string, Findings>,
  shortcuts: Record<string, ShortcutFindings>,
): string => {
  const fakes = Object.entries(found).map(([name, { fake }]) => [titleOf(name), fake] as const);
  return htmlReport("Virtual brain analytics", intro, [
    ...Object.values(found).flatMap(({ sections }) => sections),
    fakeGoalSection(Object.fromEntries(fakes)),
    ...Object.entries(shortcuts).map(([name, { test, found: each }]) => shortcutSection(name, test, each)),
  ]);
};

const shown = ["intact", "goalCodeWithheld", "lesionGrid", "lesionRandom", "lesionPatchy"] as const;

const rowOf = ([name, { lesions, fake }]: [string, Findings]): string[] => [
  name,
  ...shown.map((condition) => {
    const result = lesions[condition];
    return result === undefined ? "–" : inWords(result.mean, 1);
  }),
  inWords(fake.arrival),
];

/** Everyone's ways in both mazes. */
async function walkEverywhere({
  options: { episodes, mazes: trained },
  seed,
  signal,
  log,
}: Context): Promise<Record<"sunburst" | "doubleE", ShortcutFindings>> {
  const walk = async (maze: string, test: ShortcutTest): Promise<ShortcutFindings> =>
    studyShortcuts(test, {
      ...studyOf(maze, {
        seed,
        episodes,
        signal,
        log: (who) => {
          log(`${maze}: ${who}`);
        },
      }),
      learners: learnersOf(test.learnedIn, trained),
    });
  return {
    sunburst: await walk("sunburst", sunburstTest()),
    doubleE: await walk("double E", doubleETest()),
  };
}

/**
 * Looks into all subjects and lets everyone walk, as many at once as there are processors. The longest comes first, the
 * agent with most units to cut, so that in the end none goes on alone for long.
 */
async function findAll(specs: readonly SubjectSpec[], context: Context) {
  const { episodes, draws } = context.options;
  const [scripted, ...agents] = specs.map((spec) => ({ spec, episodes, draws })) as [
    LookRequest,
    ...LookRequest[],
  ];
  const looking = { ...context, atOnce: pLimit(availableParallelism()) };
  const [ofAgents, shortcuts, ofScripted] = await Promise.all([
    lookIntoAll(agents.reverse(), looking),
    looking.atOnce(() => walkEverywhere(context)),
    lookIntoAll([scripted], looking),
  ]);
  const all: Record<string, Findings> = { ...ofScripted, ...ofAgents };
  return { found: Object.fromEntries(specs.map(({ name }) => [name, all[name]!])), shortcuts };
}

async function run(context: Context): Promise<ExampleResult> {
  assertFolders(context);
  await useBackend("wasm");
  const specs = specsOf(context);
  const { found, shortcuts } = await findAll(specs, context);
  const titleOf = (name: string): string => specs.find((spec) => spec.name === name)!.title;
  const file = join(context.out, "report.html");
  await writeFileAtomically(file, new TextEncoder().encode(pageOf(titleOf, found, shortcuts)));
  context.log(`report: ${file}`);
  const bySubject = Object.entries(found).map(([name, each]) => [name, metricsOf(each)] as const);
  return {
    metrics: {
      ...Object.fromEntries(bySubject),
      sunburst: shortcutMetrics(shortcuts.sunburst),
      doubleE: shortcutMetrics(shortcuts.doubleE),
    },
    table: {
      columns: [
        "goals",
        "intact",
        "code withheld",
        "grid quarter",
        "random quarter",
        "patchy quarter",
        "fake goal",
      ],
      rows: Object.entries(found).map(rowOf),
    },
  };
}

/** Looks inside the navigating agent, cuts it, and leads it astray. */
export const main = defineExample({
  name: "brain-analytics",
  summary:
    "recording, lesions, decoding, fake goals and shortcuts of the navigating agent, as one HTML report",
  options,
  run,
  subcommands: { lesions: lesionsCommand, shortcuts: shortcutsCommand },
});
