import { useBackend } from "@wayfield/backend";
import {
  defineExample,
  number,
  readMnist,
  type ExampleContext,
  type ExampleResult,
} from "@wayfield/example-kit";
import { multiplyAdds } from "@wayfield/recurrent-attention";
import { convMultiplyAdds } from "./conv-control.ts";
import { costFigure, errorFigure, landingFigure, pathFigure } from "./figures.ts";
import { measureConvControl, measureLooker, shareInside, type Reading } from "./measure.ts";
import { tasks, testImages, type TaskImages } from "./tasks.ts";
import { testCommand } from "./test-command.ts";
import { trainCommand } from "./train.ts";

const options = {
  tests: number("test digits", { default: 10_000, quick: 2000, min: 10, max: 10_000, integer: true }),
};

type Context = ExampleContext<typeof options>;

interface Outcome {
  test: TaskImages;
  learned: Reading | undefined;
  random: Reading | undefined;
  conv: number | undefined;
}

/** Tests what is shipped for a task and draws what it did. */
async function measure(
  { figure, seed, log }: Context,
  name: "digits" | "cluttered",
  test: TaskImages,
): Promise<Outcome> {
  const learned = await measureLooker(name, "learned", test, seed);
  const random = await measureLooker(name, "random", test, seed);
  const conv = await measureConvControl(name, test);
  if (learned === undefined) {
    log(`${name}: no weights are shipped; train them with pnpm example glimpse train --task ${name}`);
    return { test, learned, random, conv };
  }
  const curves = { "learned gaze": learned.errors, "random gaze": random?.errors };
  await figure(`${name}-errors.svg`, errorFigure(`Error by glimpses: ${name}`, curves));
  const title = `Glimpses: ${name}`;
  await figure(`${name}-paths.svg`, pathFigure(title, tasks[name], test, learned.classification));
  return { test, learned, random, conv };
}

async function drawLanding({ figure }: Context, { test, learned, random }: Outcome): Promise<void> {
  if (learned === undefined || test.places === undefined) return;
  const { digits, pieces } = test.places;
  const shares = (reading: Reading | undefined, corners: Int32Array, side: number) =>
    reading === undefined ? undefined : shareInside(reading.classification, corners, side, test.images);
  await figure(
    "landing.svg",
    landingFigure({
      "digit, learned gaze": shares(learned, digits, 28),
      "digit, random gaze": shares(random, digits, 28),
      "clutter, learned gaze": shares(learned, pieces, 8),
      "clutter, random gaze": shares(random, pieces, 8),
    }),
  );
}

const rounded = (value: number | undefined): number | null =>
  value === undefined ? null : Number(value.toFixed(4));
/** The paper's test: copies of each picture, each with looks of its own, averaged. */
const averaged = (reading: Reading | undefined): number | null => rounded(reading?.errorOfTenCopies);
const last = (reading: Reading | undefined): number | null => rounded(reading?.errors.at(-1));
const percent = (value: number | null): string => (value === null ? "–" : (100 * value).toFixed(2));

function report(digits: Outcome, cluttered: Outcome): ExampleResult {
  const metrics = {
    mnistTestError: averaged(digits.learned),
    mnistTestErrorOneCopy: last(digits.learned),
    mnistTestErrorByGlimpses: Array.from(digits.learned?.errors ?? [], (error) => Number(error.toFixed(4))),
    mnistRandomGlimpseTestError: averaged(digits.random),
    mnistRandomGlimpseTestErrorOneCopy: last(digits.random),
    clutteredTestError: averaged(cluttered.learned),
    clutteredTestErrorOneCopy: last(cluttered.learned),
    clutteredConvTestError: rounded(cluttered.conv),
    clutteredRandomGlimpseTestError: averaged(cluttered.random),
    clutteredRandomGlimpseTestErrorOneCopy: last(cluttered.random),
    testDigits: digits.test.images.count,
    multiplyAddsDigits: multiplyAdds(tasks.digits.architecture),
    multiplyAddsScenes: multiplyAdds(tasks.cluttered.architecture),
    convMultiplyAdds60: convMultiplyAdds(60),
    convMultiplyAdds100: convMultiplyAdds(100),
  };
  const rowOf = (name: string, one: number | null, other: number | null): string[] => [
    name,
    percent(one),
    percent(other),
  ];
  const rows = [
    rowOf("learned gaze, ten copies averaged", metrics.mnistTestError, metrics.clutteredTestError),
    rowOf("learned gaze, one copy", metrics.mnistTestErrorOneCopy, metrics.clutteredTestErrorOneCopy),
    rowOf(
      "random gaze, ten copies averaged",
      metrics.mnistRandomGlimpseTestError,
      metrics.clutteredRandomGlimpseTestError,
    ),
    rowOf(
      "random gaze, one copy",
      metrics.mnistRandomGlimpseTestErrorOneCopy,
      metrics.clutteredRandomGlimpseTestErrorOneCopy,
    ),
    ["convolutional net", "–", percent(metrics.clutteredConvTestError)],
  ];
  return { metrics, table: { columns: ["test error (%)", "digits", "cluttered"], rows } };
}

async function run(context: Context): Promise<ExampleResult> {
  await useBackend("auto");
  const { test } = await readMnist();
  const { tests } = context.options;
  const digits = await measure(context, "digits", testImages(tasks.digits, test, tests));
  const cluttered = await measure(context, "cluttered", testImages(tasks.cluttered, test, tests));
  await drawLanding(context, cluttered);
  await context.figure("cost.svg", costFigure(tasks.cluttered.architecture));
  return report(digits, cluttered);
}

/** The recurrent attention model reads digits. */
export const main = defineExample({
  name: "glimpse",
  summary: "read digits through a small retina that chooses where to look (Mnih et al. 2014)",
  options,
  subcommands: { train: trainCommand, test: testCommand },
  run,
});
