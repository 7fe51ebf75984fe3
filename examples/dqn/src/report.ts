import type { ExampleResult, Metrics } from "@wayfield/example-kit";
import { meanOf } from "@wayfield/example-kit/statistics";
import { countSolved, meanCorrelation, meanReturn, runReturns, type Comparison } from "./compare.ts";
import { randomPolicy, testReturns } from "./evaluate.ts";
import type { replayKinds } from "./experience.ts";
import type { SleepKind, sleepKinds, SleepRun } from "./sleep.ts";
import type { World } from "./tasks.ts";

/** The memories that one task was learned with. */
export type Comparisons = Partial<Record<keyof typeof replayKinds, Comparison>>;

/** All lives with one kind of sleep. */
export interface SleepResult {
  kind: SleepKind;
  runs: SleepRun[];
}

/** The kinds of sleep that were compared. */
export type SleepResults = Partial<Record<keyof typeof sleepKinds, SleepResult>>;

/** Everything that an example run ends with. */
export interface Results {
  worlds: (World & { comparisons: Comparisons })[];
  sleep: SleepResults;
}

const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Names of a metric by the memory. */
const suffixes = { uniform: "", prioritised: "Prioritised", recent: "Recent", off: "NoReplay" } as const;

/** Catching pays 1 and missing −1. */
const successOf = (meanOfReturns: number): number => (meanOfReturns + 1) / 2;

function worldMetrics({ word, task, comparisons }: Results["worlds"][number]): Metrics {
  const isCatch = word === "catch";
  const name = `${word}${isCatch ? "Success" : "Return"}`;
  const convert = (value: number): number => (isCatch ? rounded(successOf(value), 3) : rounded(value));
  const metrics: Metrics = {};
  for (const [memory, suffix] of Object.entries(suffixes) as [keyof typeof suffixes, string][]) {
    const comparison = comparisons[memory];
    if (comparison === undefined) continue;
    metrics[name + suffix] = convert(meanReturn(comparison));
    metrics[`${name}${suffix}BySeed`] = runReturns(comparison).map(convert);
    metrics[`${word}Correlation${suffix}`] = rounded(meanCorrelation(comparison));
  }
  metrics[`${name}Random`] = convert(randomReturn(task));
  return metrics;
}

const randomReturn = (task: World["task"]): number =>
  meanOf(testReturns(task, randomPolicy(task, 7), { episodes: 1000, seed: 7_000_003 }));

function sleepMetrics(sleep: SleepResults): Metrics {
  const metrics: Metrics = {};
  const suffixOf = { newOnly: "NoReplay", interleaved: "", shuffled: "Shuffled" } as const;
  for (const [name, suffix] of Object.entries(suffixOf) as [keyof typeof suffixOf, string][]) {
    const runs = sleep[name]?.runs ?? [];
    if (runs.length === 0) continue;
    const old = runs.map(({ final }) => final.old);
    metrics[`sleepRetention${suffix}`] = rounded(meanOf(old), 3);
    metrics[`sleepRetention${suffix}BySeed`] = old.map((value) => rounded(value, 3));
    metrics[`sleepNewTask${suffix}`] = rounded(meanOf(runs.map(({ final }) => final.new)), 3);
  }
  const all = Object.values(sleep).flatMap(({ runs }) => runs);
  if (all.length > 0) metrics["sleepOldTaskBefore"] = rounded(meanOf(all.map(({ learned }) => learned)), 3);
  return metrics;
}

const spread = (values: number[], digits: number): string =>
  values.map((value) => value.toFixed(digits)).join(", ");

function worldRow(comparison: Comparison): (string | number)[] {
  const { task, replay, runs } = comparison;
  return [
    task.name,
    replay.name,
    rounded(meanReturn(comparison)),
    spread(runReturns(comparison), task.returns?.[1] === 1 ? 2 : 1),
    `${countSolved(comparison)} of ${runs.length} at ${task.solved}`,
    task.steps,
    rounded(meanCorrelation(comparison)),
  ];
}

function sleepRow({ kind, runs }: SleepResult): (string | number)[] {
  const old = runs.map(({ final }) => final.old);
  const now = rounded(meanOf(runs.map(({ final }) => final.new)), 3);
  return ["sleep", kind.name, rounded(meanOf(old), 3), spread(old, 2), `second room ${now}`, "", ""];
}

/** The numbers of a run, as metrics and as a table. */
export function report({ worlds, sleep }: Results): ExampleResult {
  return {
    metrics: Object.assign({}, ...worlds.map(worldMetrics), sleepMetrics(sleep)) as Metrics,
    table: {
      columns: ["world", "memory", "greedy return", "by seed", "solved", "steps", "correlation"],
      rows: [
        ...worlds.flatMap(({ comparisons }) => Object.values(comparisons)).map(worldRow),
        ...Object.values(sleep).map(sleepRow),
      ],
    },
  };
}
