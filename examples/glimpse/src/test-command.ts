import { disposeParameters, useBackend } from "@wayfield/backend";
import {
  choice,
  defineCommand,
  number,
  path,
  readMnist,
  UsageError,
  type ExampleContext,
  type ExampleResult,
} from "@wayfield/example-kit";
import { readingOf } from "./measure.ts";
import { tasks, testImages } from "./tasks.ts";
import { readLookerFrom } from "./weights.ts";

const options = {
  task: choice("what it learned to look at", ["digits", "translated", "cluttered"]),
  model: choice("how it looks: a learned gaze or a random one", ["learned", "random"]),
  weights: path("the file that its training wrote"),
  tests: number("test digits", { default: 10_000, quick: 2000, min: 10, max: 10_000, integer: true }),
};

async function run({ options: chosen, seed }: ExampleContext<typeof options>): Promise<ExampleResult> {
  const { task, model, weights, tests } = chosen;
  if (weights === undefined)
    throw new UsageError("--weights: expected a file that a training wrote, got none");
  await useBackend("auto");
  const { test } = await readMnist();
  const parameters = await readLookerFrom(weights, task);
  const { errors, errorOfTenCopies } = readingOf(
    task,
    model,
    parameters,
    testImages(tasks[task], test, tests),
    seed,
  );
  disposeParameters(parameters);
  const rounded = (error: number): number => Number(error.toFixed(4));
  return {
    metrics: {
      testError: rounded(errorOfTenCopies),
      testErrorOneCopy: rounded(errors.at(-1)!),
      testErrorByGlimpses: Array.from(errors, rounded),
      testDigits: tests,
    },
  };
}

/** Tests the weights of a training. */
export const testCommand = defineCommand({
  summary: "test the weights of a training of your own",
  options,
  run,
});
