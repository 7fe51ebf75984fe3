import { disposeParameters, useBackend } from "@wayfield/backend";
import { defineCommand, number, readMnist } from "@wayfield/example-kit";
import { compareInvariance, contestants, drawInvariance, invarianceMetrics } from "./compare.ts";
import { readNetwork } from "./weights.ts";

const options = {
  shown: number("test digits that are shifted, scaled and put in noise", {
    default: 1000,
    quick: 200,
    min: 10,
    max: 10_000,
    integer: true,
  }),
};

/** The comparison alone, from the weights in the repository. */
export const shift = defineCommand({
  summary: "who tolerates shifts, sizes and noise, from the weights in the repository",
  options,
  run: async ({ seed, log, figure, signal, options: { shown } }) => {
    await useBackend("wasm");
    const network = await readNetwork();
    const compared = await compareInvariance({ seed, shown, network, log, signal }, await readMnist());
    await drawInvariance(figure, compared);
    disposeParameters(network);
    const { values, accuracy } = compared.shift;
    return {
      metrics: invarianceMetrics(compared),
      table: {
        columns: ["told right at a shift of", ...values.map((value) => `${value} px`)],
        rows: Object.values(contestants).map((name) => [
          name,
          ...accuracy[name]!.map((share) => Number(share.toFixed(3))),
        ]),
      },
    };
  },
});
