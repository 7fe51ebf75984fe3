import { seededRandom } from "@wayfield/environments";
import { defineExample, number } from "@wayfield/example-kit";
import { dopamine, phenomena, secondOrderCurves, variableDelayError } from "./experiments.ts";
import { dopamineFigure, movingErrorFigure, phenomenaFigure, rounded, secondOrderFigure } from "./figures.ts";

export const main = defineExample({
  name: "conditioning",
  summary: "conditioning by temporal differences, each phenomenon beside the control that must not show it",
  options: {
    trials: number("trials of each phase", { default: 500, min: 20, integer: true }),
    secondTrials: number("trials of second-order conditioning's second phase", {
      default: 200,
      min: 1,
      integer: true,
    }),
  },
  run: async ({ options: { trials, secondTrials }, seed, figure }) => {
    const list = phenomena(trials);
    const [blocked, overshadowed, extinguished, inhibited] = list;
    const second = secondOrderCurves(trials, secondTrials);
    const signal = dopamine(trials);
    const delay = variableDelayError(seededRandom(seed), { trials: 4 * trials, jitter: 3 });
    const fixed = variableDelayError(seededRandom(seed), { trials: 4 * trials, jitter: 0 });
    await figure("dopamine.svg", dopamineFigure(signal));
    await figure("moving-error.svg", movingErrorFigure(signal));
    await figure("second-order.svg", secondOrderFigure(second));
    await figure("phenomena.svg", phenomenaFigure(list));
    const metrics = {
      blocking: rounded(blocked!.td),
      overshadowingControl: rounded(blocked!.tdControl),
      overshadowing: rounded(overshadowed!.td),
      aloneControl: rounded(overshadowed!.tdControl),
      extinction: rounded(extinguished!.td),
      conditionedInhibition: rounded(inhibited!.td),
      conditionedInhibitionControl: rounded(inhibited!.tdControl),
      secondOrderPeak: rounded(Math.max(...second.paired)),
      secondOrderPeakTrial: 1 + second.paired.indexOf(Math.max(...second.paired)),
      secondOrderEnd: rounded(second.paired.at(-1)!),
      secondOrderUnpaired: rounded(Math.max(...second.unpaired.map(Math.abs))),
      rewardErrorBefore: rounded(signal.before[15]!),
      rewardErrorAfter: rounded(signal.after[15]!),
      cueErrorAfter: rounded(signal.after[5]!),
      omissionDip: rounded(signal.omitted[15]!),
      variableDelayError: rounded(delay),
      fixedDelayError: rounded(fixed),
    };
    const phenomenonRows = list.map((x) => [
      x.name,
      ...[x.td, x.tdControl, x.rescorlaWagner, x.rescorlaWagnerControl].map(rounded),
    ]);
    return {
      metrics,
      table: {
        columns: ["phenomenon, against control", "TD", "control", "Rescorla-Wagner", "control"],
        rows: [
          ...phenomenonRows,
          [
            `second-order: peak of V(B) in trial ${metrics.secondOrderPeakTrial}, against unpaired`,
            metrics.secondOrderPeak,
            metrics.secondOrderUnpaired,
            "fails",
            "-",
          ],
          [
            "dopamine: δ at the cue after learning, against before",
            metrics.cueErrorAfter,
            rounded(signal.before[5]!),
            "-",
            "-",
          ],
          [
            "dopamine: δ at the reward's time when omitted, against given",
            metrics.omissionDip,
            metrics.rewardErrorAfter,
            "-",
            "-",
          ],
          [
            "variable delay: δ at a reward of 7 possible times, against 1",
            metrics.variableDelayError,
            metrics.fixedDelayError,
            "-",
            "-",
          ],
        ],
      },
    };
  },
});
