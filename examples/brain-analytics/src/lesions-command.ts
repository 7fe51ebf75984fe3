import { createRandomStream, useBackend } from "@wayfield/backend";
import {
  choice,
  defineCommand,
  number,
  UsageError,
  type ExampleContext,
  type ExampleResult,
} from "@wayfield/example-kit";
import { modulesFor } from "@wayfield/example-navigation-agent";
import { lesionMetrics } from "./findings.ts";
import { recordCode, studyLesions } from "./lesion-study.ts";
import { lesionTable } from "./sections.ts";
import { agentOptions, squareAgents } from "./square-agents.ts";
import { goalsOf, liveThrough, trainedSubject } from "./subject.ts";
import { scoreUnits } from "./unit-classes.ts";

const options = {
  agent: choice("which agent", ["lattice", "grid", "lattice-dropout", "goal-dropout"]),
  ...agentOptions,
  episodes: number("episodes of each condition", { default: 400, quick: 40, min: 10, integer: true }),
  draws: number("random sets of units that are drawn for each episode", {
    default: 4,
    quick: 1,
    min: 1,
    integer: true,
  }),
};

async function run(context: ExampleContext<typeof options>): Promise<ExampleResult> {
  const { seed, out, signal, log, options: chosen } = context;
  const { agent, episodes, draws } = chosen;
  await useBackend("wasm");
  const policy = squareAgents(chosen.policies).find(([name]) => name === agent)?.[1];
  if (policy === undefined)
    throw new UsageError(`--policies: expected a folder with ${agent}.safetensors, got ${chosen.policies!}`);
  const subject = await trainedSubject(agent, policy, chosen.modules ?? modulesFor(out, "square"), seed);
  const say = (what: string): void => {
    signal.throwIfAborted();
    log(`${agent}: ${what}`);
  };
  say("recording");
  const walk = await recordCode(subject, { seed, episodes });
  say("intact");
  const intact = goalsOf(await liveThrough(subject, { seed, episodes }));
  const found = await studyLesions(subject, scoreUnits(walk, subject.setup.maze.bounds), {
    intact,
    seed,
    episodes,
    draws,
    random: createRandomStream(seed).split("lesions").split(agent),
    onCondition: say,
  });
  return { metrics: { agent, episodes, draws, ...lesionMetrics(found) }, table: lesionTable(found) };
}

/** The lesions alone, where differences between them ask for more episodes than a look at everything has time for. */
export const lesionsCommand = defineCommand({
  summary: "the lesions alone, on one agent and on more episodes",
  options,
  run,
});
