import { disposeParameters, useBackend } from "@wayfield/backend";
import { defineCommand, number, readMnist, type Mnist } from "@wayfield/example-kit";
import { sweepFigure } from "./figures.ts";
import {
  learningSelectivity,
  namePlanes,
  neocognitronConfig,
  neocognitronRecogniser,
  organise,
  recognisingConfig,
  type Selectivity,
} from "./neocognitron.ts";
import { accuracy, firstDigits } from "./network.ts";
import { writeWeights } from "./weights.ts";

const options = {
  shown: number("test digits", { default: 500, quick: 200, min: 10, max: 10_000, integer: true }),
  points: number("selectivities tried a stage", { default: 5, quick: 3, min: 2, max: 9, integer: true }),
};

/** One neocognitron learns and is tested. */
function measure(seed: number, selectivity: Selectivity, { train, test }: Mnist, shown: number) {
  const learning = neocognitronConfig(selectivity);
  const parameters = organise(seed, learning, train);
  const config = recognisingConfig(learning);
  const names = namePlanes(parameters, config, train);
  const right = accuracy(neocognitronRecogniser(parameters, config, names), firstDigits(test, shown), 100);
  return { parameters, names, right };
}

/** The values of the varied selectivity: powers of two about the middle one's factor 1. */
const factors = (points: number): number[] =>
  Array.from({ length: points }, (_, index) => 2 ** (index - (points - 1) / 2));

/** How recognition hangs on each stage's selectivity; writes the best-known neocognitron's weights as well. */
export const sweep = defineCommand({
  summary: "the neocognitron learns at several selectivities; also writes its weights at the chosen ones",
  options,
  run: async ({ seed, out, figure, progress, options: { shown, points } }) => {
    await useBackend("wasm");
    const mnist = await readMnist();
    const { parameters, names, right } = measure(seed, learningSelectivity, mnist, shown);
    await writeWeights(`${out}/neocognitron.safetensors`, parameters, {
      names: JSON.stringify([...names]),
      seed: String(seed),
    });
    disposeParameters(parameters);
    const line = progress("sweep", 3 * points, "neocognitrons");
    const curves: Record<string, number[]> = {};
    for (const stage of [0, 1, 2])
      curves[`stage ${stage + 1}`] = factors(points).map((factor, at) => {
        const selectivity = learningSelectivity.map((r, index) => (index === stage ? r * factor : r));
        const found = measure(seed, selectivity as unknown as Selectivity, mnist, shown);
        disposeParameters(found.parameters);
        line.update(stage * points + at + 1, `right ${found.right.toFixed(3)}`);
        return found.right;
      });
    line.finish();
    await figure("selectivity.svg", sweepFigure(factors(points), curves));
    return {
      metrics: { neocognitronAccuracy: right, factors: factors(points), accuracyBySelectivity: curves },
      table: {
        columns: ["selectivity times", ...factors(points).map((factor) => factor.toFixed(2))],
        rows: Object.entries(curves).map(([name, shares]) => [name, ...shares]),
      },
    };
  },
});
