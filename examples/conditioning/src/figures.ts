import { arrangeFigures, barChart, lineChart, mapGallery } from "@wayfield/example-kit";
import type { DopamineFigure, Phenomenon, SecondOrder } from "./experiments.ts";

/** Four digits, without the minus of a negative zero. */
export const rounded = (value: number): number => Number(value.toFixed(4)) + 0;

const panel = (title: string, subtitle: string, errors: Float64Array): string =>
  lineChart({
    title,
    subtitle,
    width: 420,
    height: 200,
    x: { label: "step of the trial" },
    y: { label: "TD error δ", domain: [-1.1, 1.1] },
    series: [{ name: "δ", x: [...errors.keys()], y: errors }],
  });

/** The triptych of Schultz, Dayan & Montague (1997). */
export const dopamineFigure = ({ before, after, omitted }: DopamineFigure): string =>
  arrangeFigures(
    [
      panel("Before learning", "cue at 5, reward at 15: the reward surprises", before),
      panel("After learning", "the cue surprises, the reward does not", after),
      panel("Reward left out", "a dip when it should have come", omitted),
    ],
    { columns: 1 },
  );

/** Every eighth of the first 250 trials is a row of the map. */
const [shownTrials, shownEvery] = [250, 8];

/** The error over training, a row each for some of the trials, from the first at the bottom. */
export function movingErrorFigure({ trials }: DopamineFigure): string {
  const shown = trials.slice(0, shownTrials).filter((_, at) => at % shownEvery === 0);
  const [rows, columns] = [shown.length, shown[0]!.length];
  const map = new Float32Array(rows * columns);
  shown.forEach((errors, row) => {
    map.set(errors, row * columns);
  });
  return mapGallery({
    title: "The error moves from reward to cue",
    subtitle: `every ${shownEvery}th trial, the first at the bottom; ${columns} steps`,
    maps: map,
    shape: [1, rows, columns],
    size: 420,
  });
}

export const secondOrderFigure = ({ paired, unpaired }: SecondOrder): string =>
  lineChart({
    title: "Second-order conditioning",
    subtitle: "A predicts reward; then B comes before A, without reward",
    x: { label: "trial of the second phase" },
    y: { label: "V(B)" },
    series: [
      { name: "B before A", x: paired.map((_, at) => at + 1), y: paired },
      { name: "B and A unpaired", x: unpaired.map((_, at) => at + 1), y: unpaired, isDashed: true },
    ],
  });

export const phenomenaFigure = (list: readonly Phenomenon[]): string =>
  barChart({
    title: "Each phenomenon beside its control (TD model)",
    x: { label: "strength V" },
    width: 860,
    bars: list.flatMap(({ name, td, tdControl }) => {
      const [what, control] = name.split(", ") as [string, string];
      return [
        { name: what, value: rounded(td) },
        { name: `— ${control}`, value: rounded(tdControl) },
      ];
    }),
  });
