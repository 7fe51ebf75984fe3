import type { ConvNetParameters, GreyImage } from "@wayfield/conv";
import { flattenParameters } from "@wayfield/backend";
import { arrangeFigures, histogram, lineChart, mapGallery } from "@wayfield/example-kit";
import type { Disturbed } from "./invariance.ts";
import { probeAxes, type BankProbes, type UnitProbe } from "./probe.ts";
import type { LearningCurve } from "./train.ts";

/** The loss along the training. */
export const learningFigure = ({ updates, loss }: LearningCurve): string =>
  lineChart({
    title: "Learning",
    subtitle: "Cross-entropy on the training digits, mean over 50 updates.",
    x: { label: "updates" },
    y: { label: "loss (nats)" },
    series: [{ name: "loss", x: updates, y: loss }],
  });

/** Which unit of a bank stands for it: the first, of orientation 0 and the coarser grating. */
const shown = 0;

/** Orientation and phase of one simple and one complex cell with the same receptive field. */
export function cellsFigure({ simple, energy, pooled }: BankProbes): string {
  const kinds: [string, UnitProbe][] = [
    ["simple", simple[shown]!],
    ["complex: energy", energy[shown]!],
    ["complex: max pooling", pooled[shown]!],
  ];
  const chart = (
    title: string,
    label: string,
    x: Float64Array,
    pick: (probe: UnitProbe) => Float64Array,
  ): string =>
    lineChart({
      title,
      subtitle: "Drifting gratings, share of the greatest response.",
      x: { label },
      y: { label: "response", domain: [0, 1] },
      series: kinds.map(([name, probe]) => ({ name, x, y: pick(probe) })),
      width: 460,
    });
  return arrangeFigures([
    chart("Tuned to orientation alike …", "orientation (°)", probeAxes.orientations, ({ tuning }) => tuning),
    chart("… but only the simple cell to phase", "phase (°)", probeAxes.phases, ({ cycle }) => cycle),
  ]);
}

const ratiosOf = (probes: readonly UnitProbe[]): number[] =>
  probes.map(({ modulationRatio }) => modulationRatio).filter((ratio) => !Number.isNaN(ratio));

/** F1 / F0 of every unit, kind by kind. */
export const ratiosFigure = (title: string, groups: Readonly<Record<string, readonly UnitProbe[]>>): string =>
  histogram({
    title,
    subtitle: "First harmonic over mean of the response to a drifting grating.",
    x: { label: "F1 / F0", domain: [0, 2] },
    series: Object.entries(groups).map(([name, probes]) => ({ name, values: ratiosOf(probes) })),
    marks: [{ x: 1, label: "complex | simple" }],
    width: 460,
  });

/** First-layer filters, before and after training. */
export function filtersFigure(untrained: ConvNetParameters, trained: ConvNetParameters): string {
  const gallery = (title: string, parameters: ConvNetParameters): string => {
    const kernel = flattenParameters(parameters)["layers.conv1.kernel"]!;
    const [rows, columns, , filters] = kernel.shape as [number, number, number, number];
    const values = kernel.dataSync<"float32">();
    const maps = Float32Array.from(
      { length: values.length },
      (_, at) => values[(at % (rows * columns)) * filters + Math.floor(at / (rows * columns))]!,
    );
    const shape = [filters, rows, columns] as const;
    return mapGallery({ title, maps, shape, perRow: 8, size: 44, scheme: "greys", isTopFirst: true });
  };
  return arrangeFigures([gallery("Filters, untrained", untrained), gallery("Filters, trained", trained)]);
}

/** A range about 0 that holds every field, so that a field of nothing is grey. */
function rangeOfAll(fields: readonly GreyImage[]): [number, number] {
  const greatest = Math.max(...fields.flatMap(({ pixels }) => Array.from(pixels, Math.abs)));
  return [-greatest, greatest];
}

/** The receptive field of a model cell beside what reverse correlation finds. */
export function receptiveFieldFigure(fields: readonly GreyImage[], captions: readonly string[]): string {
  const { height, width } = fields[0]!;
  return mapGallery({
    title: "Receptive fields by reverse correlation",
    subtitle:
      "White noise weighted by the response. An energy model's field vanishes: it has no preferred phase.",
    maps: Float32Array.from(fields.flatMap(({ pixels }) => [...pixels])),
    shape: [fields.length, height, width],
    captions,
    size: 120,
    range: rangeOfAll(fields),
    scheme: "greys",
    isTopFirst: true,
  });
}

const titles = {
  shift: ["Shifted digits", "shift (pixels, eight directions)"],
  scale: ["Larger and smaller digits", "scale"],
  noise: ["Digits in noise", "share of pixels replaced"],
} as const;

/** Everyone's accuracy along one disturbance. */
export function disturbanceFigure(kind: keyof typeof titles, { values, accuracy }: Disturbed): string {
  const [title, label] = titles[kind];
  return lineChart({
    title,
    subtitle: "Nobody saw such digits while learning.",
    x: { label },
    y: { label: "told right", domain: [0, 1] },
    series: Object.entries(accuracy).map(([name, y]) => ({
      name,
      x: values,
      y,
      isDashed: name.startsWith("control"),
    })),
    levels: [{ y: 0.1, label: "chance" }],
    width: 520,
  });
}

/** Recognition along the selectivity of learning, for the sweep. */
export const sweepFigure = (
  values: readonly number[],
  curves: Readonly<Record<string, readonly number[]>>,
): string =>
  lineChart({
    title: "Everything hangs on selectivity",
    subtitle: "Accuracy on fresh digits; one stage's r varies, the others keep theirs.",
    x: { label: "selectivity r of the varied stage", isLog: true },
    y: { label: "told right", domain: [0, 1] },
    series: Object.entries(curves).map(([name, y]) => ({ name, x: values, y })),
    levels: [{ y: 0.1, label: "chance" }],
  });
