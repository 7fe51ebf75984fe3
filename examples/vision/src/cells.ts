import { createRandomStream, disposeParameters, useBackend } from "@wayfield/backend";
import { initConvNet, type ConvNetParameters } from "@wayfield/conv";
import { defineCommand, type Metrics } from "@wayfield/example-kit";
import { medianOf } from "@wayfield/example-kit/statistics";
import { cellsFigure, filtersFigure, ratiosFigure, receptiveFieldFigure } from "./figures.ts";
import { networkConfig } from "./network.ts";
import { mappedFields, probeBank, probeNetwork, type BankProbes, type UnitProbe } from "./probe.ts";
import { readNetwork } from "./weights.ts";

/** What gratings find out about the model cells and the network's first layer. */
export interface CellProbes {
  bank: BankProbes;
  trained: UnitProbe[];
  untrained: UnitProbe[];
}

/** What {@link probeCells} needs. */
export interface ProbeOptions {
  seed: number;
  network: ConvNetParameters;
  figure: (fileName: string, content: string) => Promise<void>;
}

/** Probes everything, and draws it. The control is the network before its training, from the same seed. */
export async function probeCells({ seed, network, figure }: ProbeOptions): Promise<CellProbes> {
  const before = initConvNet(createRandomStream(seed).split("weights"), networkConfig);
  const bank = probeBank();
  const probes = { bank, trained: probeNetwork(network), untrained: probeNetwork(before) };
  await figure("cells.svg", cellsFigure(bank));
  await figure(
    "modulation.svg",
    ratiosFigure("Model cells", {
      simple: bank.simple,
      "complex: energy": bank.energy,
      "complex: max": bank.pooled,
    }),
  );
  const { fields, captions } = mappedFields(createRandomStream(seed).split("noise"));
  await figure("receptive-fields.svg", receptiveFieldFigure(fields, captions));
  await figure("filters.svg", filtersFigure(before, network));
  disposeParameters(before);
  return probes;
}

const rounded = (value: number, digits: number): number | null =>
  Number.isNaN(value) ? null : Number(value.toPrecision(digits));
const ratioOf = (probes: readonly UnitProbe[]): number | null =>
  rounded(medianOf(probes.map(({ modulationRatio }) => modulationRatio)), 4);
const widthOf = (probes: readonly UnitProbe[]): number | null =>
  rounded(medianOf(probes.map(({ halfWidth }) => halfWidth)), 3);
/** Units whose response falls to half somewhere: the others have no orientation to speak of. */
const tunedUnits = (probes: readonly UnitProbe[]): number =>
  probes.filter(({ halfWidth }) => !Number.isNaN(halfWidth)).length;

/** The probes as the result file has them. */
export const cellMetrics = ({ bank, trained, untrained }: CellProbes): Metrics => ({
  simpleF1F0Median: ratioOf(bank.simple),
  complexF1F0Median: ratioOf(bank.energy),
  pooledF1F0Median: ratioOf(bank.pooled),
  simpleHalfWidthDegrees: widthOf(bank.simple),
  complexHalfWidthDegrees: widthOf(bank.energy),
  cnnLayer1F1F0Median: ratioOf(trained),
  cnnLayer1HalfWidthDegrees: widthOf(trained),
  cnnLayer1TunedUnits: tunedUnits(trained),
  untrainedLayer1F1F0Median: ratioOf(untrained),
  untrainedLayer1HalfWidthDegrees: widthOf(untrained),
  untrainedLayer1TunedUnits: tunedUnits(untrained),
});

/** The cells alone, from the weights in the repository. */
export const cells = defineCommand({
  summary:
    "simple and complex cells and the network's first layer under drifting gratings, from the shipped weights",
  options: {},
  run: async ({ seed, figure }) => {
    await useBackend("wasm");
    const network = await readNetwork();
    const metrics = cellMetrics(await probeCells({ seed, network, figure }));
    disposeParameters(network);
    return { metrics };
  },
});
