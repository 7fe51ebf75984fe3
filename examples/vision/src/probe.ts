import { tensor4d } from "@tensorflow/tfjs-core";
import {
  convNetActivity,
  cycleResponses,
  energyCell,
  gaborBank,
  gaborField,
  halfWidthAtHalfHeight,
  mapReceptiveFields,
  maxPooledCell,
  modulationRatio,
  orientationTuning,
  peakOf,
  quadraturePair,
  simpleCell,
  type ConvNetParameters,
  type Gabor,
  type GreyImage,
  type NoiseSource,
  type TuningOptions,
  type UnitResponse,
} from "@wayfield/conv";
import { networkConfig } from "./network.ts";

/** What gratings find out about one unit. */
export interface UnitProbe {
  /** F1 / F0 at the unit's best grating; NaN for one that never responds. */
  modulationRatio: number;
  /** Preferred orientation, degrees. */
  preferred: number;
  /** Half-width at half height of the orientation tuning, degrees; NaN where it nowhere falls to half. */
  halfWidth: number;
  /** Mean response by orientation at the best frequency, as a share of the greatest. */
  tuning: Float64Array;
  /** Response by phase at the best grating, as a share of the greatest. */
  cycle: Float64Array;
}

const orientations = Float64Array.from({ length: 36 }, (_, index) => (index * Math.PI) / 36);
const frames = 24;
const degrees = 180 / Math.PI;

/** The values of the figures' axes: orientations and phases, degrees. */
export const probeAxes = {
  orientations: orientations.map((angle) => angle * degrees),
  phases: Float64Array.from({ length: frames }, (_, frame) => (360 * frame) / frames),
};

const shareOfGreatest = (values: Float64Array): Float64Array => {
  const greatest = Math.max(...values);
  return greatest > 0 ? values.map((value) => value / greatest) : values;
};

/** Probes units with drifting gratings of 36 orientations and the given frequencies, at each unit's best of both. */
export function probeUnits(
  response: UnitResponse,
  size: readonly [number, number],
  frequencies: readonly number[],
): UnitProbe[] {
  const optionsFor = (orientation: number, frequency: number): TuningOptions => ({
    size,
    grating: { orientation, frequency },
    frames,
  });
  const curves = frequencies.map((frequency) =>
    orientationTuning(response, optionsFor(0, frequency), orientations),
  );
  return curves[0]!.mean.map((_, unit) => {
    const strengths = curves.map(({ mean, modulation }) =>
      Math.max(...mean[unit]!.map((value, at) => Math.max(value, modulation[unit]![at]!))),
    );
    const best = peakOf(strengths);
    const tuning = curves[best]!.mean[unit]!;
    const preferred = orientations[peakOf(tuning)]!;
    const cycle = cycleResponses(response, optionsFor(preferred, frequencies[best]!))[unit]!;
    return {
      modulationRatio: modulationRatio(cycle),
      preferred: preferred * degrees,
      halfWidth: halfWidthAtHalfHeight(tuning) * degrees,
      tuning: shareOfGreatest(tuning),
      cycle: shareOfGreatest(cycle),
    };
  });
}

/** The bank whose cells are probed: 8 orientations, 2 frequencies. */
const bankFrequencies = [0.1, 0.18];
const bank = gaborBank({ orientations: 8, frequencies: bankFrequencies });
/** Height and width of the bank's receptive fields, pixels. */
const fieldSize = 31;
/** What a pooling cell hears: one field at all places within a cycle of the coarser grating. */
const pooledSize = fieldSize + 10;

const fieldOf = (parameters: Gabor): GreyImage => gaborField(parameters, { size: fieldSize });
const allOf =
  (cells: readonly ((image: GreyImage) => number)[]): UnitResponse =>
  (image) =>
    cells.map((cell) => cell(image));

/** Probes of the three kinds of model cells over the bank. */
export interface BankProbes {
  simple: UnitProbe[];
  energy: UnitProbe[];
  pooled: UnitProbe[];
}

/** The bank as simple cells, as energy models, and as pooling cells. */
export function probeBank(): BankProbes {
  const fields = bank.map(fieldOf);
  const pairs = fields.flatMap((field, index) =>
    index % 2 === 0 ? [[field, fields[index + 1]!] as const] : [],
  );
  const around = Array.from({ length: 2 }, () => fieldSize) as [number, number];
  const wide = Array.from({ length: 2 }, () => pooledSize) as [number, number];
  const even = fields.filter((_, index) => index % 2 === 0);
  return {
    simple: probeUnits(allOf(fields.map(simpleCell)), around, bankFrequencies),
    energy: probeUnits(allOf(pairs.map(energyCell)), around, bankFrequencies),
    pooled: probeUnits(allOf(even.map((field) => maxPooledCell([field]))), wide, bankFrequencies),
  };
}

/** Every channel of a layer at the middle of the picture. */
function middleUnits(parameters: ConvNetParameters, layer: string): UnitResponse {
  return ({ pixels, height, width }) => {
    // Contrast about a mean grey, as the pictures of digits run from 0 to 1.
    const light = Float32Array.from(pixels, (contrast) => 0.5 + 0.5 * contrast);
    const images = tensor4d(light, [1, height, width, 1]);
    const activity = convNetActivity(parameters, networkConfig, images, layer);
    const [, rows, columns, channels] = activity.shape;
    const middle = ((rows >> 1) * columns + (columns >> 1)) * channels;
    const responses = activity.dataSync<"float32">().slice(middle, middle + channels);
    images.dispose();
    activity.dispose();
    return responses;
  };
}

const networkFrequencies = [0.05, 0.1, 0.15, 0.2, 0.25];

/** The network's first layer, by the same gratings. */
export const probeNetwork = (parameters: ConvNetParameters): UnitProbe[] =>
  probeUnits(middleUnits(parameters, "conv1"), [12, 12], networkFrequencies);

/** The receptive field of one simple cell, what reverse correlation finds of it, and of its energy model. */
export function mappedFields(noise: NoiseSource): { fields: GreyImage[]; captions: string[] } {
  const parameters = { orientation: Math.PI / 4, frequency: 0.15, deviation: 2.5 };
  const pair = quadraturePair(parameters, { size: 15 });
  const units = [simpleCell(pair[1]), energyCell(pair)];
  const mapped = mapReceptiveFields(allOf(units), noise, { size: [15, 15], samples: 20_000 });
  return { fields: [pair[1], ...mapped], captions: ["simple: true", "simple: found", "energy: found"] };
}
