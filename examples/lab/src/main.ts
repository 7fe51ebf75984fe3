import { useTour } from "./tour/tour.ts";
import { defineExample, number, type ExampleContext, type ExampleResult } from "@wayfield/example-kit";

const options = {
  seconds: number("seconds of training while the page's pauses are watched", {
    default: 60,
    quick: 15,
    min: 1,
  }),
};

async function run({
  options: { seconds },
  out,
  log,
}: ExampleContext<typeof options>): Promise<ExampleResult> {
  const metrics = await useTour(async (tour) => {
    const compressedKilobytes = await tour.compressedKilobytes();
    const firstViewSeconds = await tour.firstViewSeconds(3);
    log("seen the animal; now it trains");
    const training = await tour.train(seconds, out);
    log("trained; now the pictures");
    const stepsPerSecond = await tour.stepsPerSecond();
    await tour.pictures(out);
    return { compressedKilobytes, firstViewSeconds, ...training, ...stepsPerSecond };
  });
  return {
    metrics,
    table: {
      columns: ["measure", "value"],
      rows: Object.entries(metrics).map(([name, value]) => [name, String(value)]),
    },
  };
}

/** The lab, opened in Chromium: how soon it moves, how often it stands still, and what it looks like. */
export const main = defineExample({
  name: "lab",
  summary: "open the built lab in Chromium, measure it, and take its pictures (pnpm lab opens it for you)",
  options,
  run,
});
