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
const last = (reading: Reading | undefined): number | null => rounded(reading?.errors.at(-1));
const percent = (value: number | null): string => (value === null ? "–" : (100 * value).toFixed(2));

function report(digits: Outcome, cluttered: Outcome): ExampleResult {
  const metrics = {
    mnistTestError: last(digits.learned),
    mnistTestErrorTenCopies: rounded(digits.learned?.errorOfTenCopies),
    mnistTestErrorByGlimpses: Array.from(digits.learned?.errors ?? [], (error) => Number(error.toFixed(4))),
    mnistRandomGlimpseTestError: last(digits.random),
    clutteredTestError: last(cluttered.learned),
    clutteredTestErrorTenCopies: rounded(cluttered.learned?.errorOfTenCopies),
    clutteredConvTestError: rounded(cluttered.conv),
    clutteredRandomGlimpseTestError: last(cluttered.random),
    testDigits: digits.test.images.count,
    multiplyAddsDigits: multiplyAdds(tasks.digits.architecture),
    multiplyAddsScenes: multiplyAdds(tasks.cluttered.architecture),
    convMultiplyAdds60: convMultiplyAdds(60),
    convMultiplyAdds100: convMultiplyAdds(100),
  };
  const rows = [
    ["learned gaze", percent(metrics.mnistTestError), percent(metrics.clutteredTestError)],
    [
      "learned gaze, ten copies",
      percent(metrics.mnistTestErrorTenCopies),
      percent(metrics.clutteredTestErrorTenCopies),
    ],
    [
      "random gaze",
      percent(metrics.mnistRandomGlimpseTestError),
      percent(metrics.clutteredRandomGlimpseTestError),
    ],
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
  subcommands: { train: trainCommand },
  run,
});
