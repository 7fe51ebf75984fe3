import { join } from "node:path";
import { createRandomStream, useBackend } from "@wayfield/backend";
import { writeFileAtomically } from "@wayfield/backend/node";
import {
  defineExample,
  number,
  path,
  type ExampleContext,
  type ExampleResult,
  type Metrics,
} from "@wayfield/example-kit";
import {
  agentsIn,
  controlsOf,
  modulesFor,
  setupOf,
  shippedAgents,
  type AgentName,
  type Setup,
} from "@wayfield/example-navigation-agent";
import { metricsOf, numbersOf, type Findings } from "./findings.ts";
import { lookIntoAll } from "./look-into-all.ts";
import { htmlReport } from "./report.ts";
import { fakeGoalSection, inWords, shortcutSection } from "./sections.ts";
import {
  doubleETest,
  oracle,
  shortcutsOf,
  sunburstTest,
  type ShortcutResult,
  type ShortcutTest,
} from "./shortcuts.ts";
import type { SubjectSpec } from "./subject.ts";

const options = {
  modules: path("the trained modules (by default those of the square arena that the navigation agent ships)"),
  policies: path("folder of trained policies, each AGENT.safetensors (by default the shipped ones)"),
  episodes: number("episodes of each condition", { default: 100, quick: 20, min: 10, integer: true }),
  draws: number("how often a random set of units is drawn", { default: 2, quick: 1, min: 1, integer: true }),
};

type Context = ExampleContext<typeof options>;

const titles: Partial<Record<AgentName, string>> = {
  grid: "grid agent",
  lattice: "agent with lattice cells",
};

/** Everyone who is looked into: the scripted navigator, then every agent whose policy is there. */
function specsOf({ options: chosen, seed, out }: Context): SubjectSpec[] {
  const modules = chosen.modules ?? modulesFor(out, "square");
  const policies = chosen.policies === undefined ? shippedAgents("square") : agentsIn(chosen.policies);
  const agents = policies.flatMap(([name, policy]) => {
    const title = titles[name];
    return title === undefined ? [] : [{ name, title, seed, modules, policy }];
  });
  return [{ name: "vectorGridCode", title: "vector navigator on the grid code", seed, modules }, ...agents];
}

interface ShortcutFindings {
  test: ShortcutTest;
  found: Record<string, ShortcutResult>;
}

/** The controls that need no learning, in a maze with shortcuts. */
function shortcutsIn(test: ShortcutTest, setup: Setup, { seed, options: chosen }: Context): ShortcutFindings {
  const random = createRandomStream(seed).split("shortcuts").uniform;
  const all = { ...controlsOf({ ...setup, maze: test.maze }, seed), oracle: oracle(random) };
  const found = Object.entries(all).map(
    ([name, enter]) =>
      [name, shortcutsOf(test, setup.config, enter, { seed, episodes: chosen.episodes, random })] as const,
  );
  return { test, found: Object.fromEntries(found) };
}

const intro =
  "An agent that finds its way by grid cells, as Banino et al. 2018 (Nature 557: 429) describe it, looked into, cut and led " +
  "astray. Every number comes from fresh worlds; intervals are 95 % bootstraps over episodes.";

const pageOf = (
  titleOf: (name: string) => string,
  found: Record<string, Findings>,
  shortcuts: Record<string, ShortcutFindings>,
): string => {
  const fakes = Object.entries(found).map(([name, { fake }]) => [titleOf(name), fake] as const);
  return htmlReport("Virtual brain analytics", intro, [
    ...Object.values(found).flatMap(({ sections }) => sections),
    fakeGoalSection(Object.fromEntries(fakes)),
    ...Object.entries(shortcuts).map(([name, { test, found: each }]) =>
      shortcutSection(name, test.chance, each),
    ),
  ]);
};

const shortcutMetrics = ({ test, found }: ShortcutFindings): Metrics => ({
  chance: test.chance,
  ...Object.fromEntries(
    Object.entries(found).map(([who, { shortestFraction }]) => [who, numbersOf(shortestFraction)]),
  ),
});

const shown = ["intact", "goalCodeWithheld", "lesionGrid", "lesionRandom", "lesionPatchy"] as const;

const rowOf = ([name, { lesions, fake }]: [string, Findings]): string[] => [
  name,
  ...shown.map((condition) => {
    const result = lesions[condition];
    return result === undefined ? "–" : inWords(result.mean, 1);
  }),
  inWords(fake.arrival),
];

async function run(context: Context): Promise<ExampleResult> {
  await useBackend("wasm");
  const { options: chosen, seed } = context;
  const specs = specsOf(context);
  const looking = lookIntoAll(
    specs.map((spec) => ({ spec, episodes: chosen.episodes, draws: chosen.draws })),
    context,
  );
  const setup = setupOf({ config: "fast", world: "square", agent: "grid", seed, modules: "" });
  const shortcuts = {
    sunburst: shortcutsIn(sunburstTest(), setup, context),
    doubleE: shortcutsIn(doubleETest(), setup, context),
  };
  const found = await looking;
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
});
