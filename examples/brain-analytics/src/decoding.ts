import { shuffle } from "@wayfield/backend";
import { bootstrap, meanOf, type WithInterval } from "@wayfield/example-kit/statistics";
import { ridgeRegressions, type LinearMap, type Table } from "./ridge.ts";
import { correlation } from "./statistics.ts";

/** What is to be read from what. */
export interface DecodingData {
  /** `[samples, units]`. */
  features: Table;
  /** `[samples, targets]`. */
  targets: Table;
  /** The episode of each sample. */
  episodes: readonly number[];
}

/** How well a linear decoder does on episodes it did not learn from. */
export interface Decoded {
  /** Pearson's r, the mean over the targets, with the interval over episodes. */
  r: WithInterval;
  /** The same with the targets of other episodes: what is there by chance. */
  shuffled: WithInterval;
}

const folds = 5;
/** Share of the training episodes on which the penalty is chosen (Banino et al. 2018, Supplementary 3e). */
const validationShare = 0.1;

function rowsOf({ columns, data }: Table, rows: readonly number[]): Table {
  const taken = new Float64Array(rows.length * columns);
  rows.forEach((row, place) => {
    taken.set(data.subarray(row * columns, (row + 1) * columns), place * columns);
  });
  return { rows: rows.length, columns, data: taken };
}

const columnOf = ({ rows, columns, data }: Table, column: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]!);

/** Pearson's r, the mean over the targets. */
const meanCorrelation = (predicted: Table, targets: Table): number =>
  meanOf(
    Array.from({ length: targets.columns }, (_, column) =>
      correlation(columnOf(predicted, column), columnOf(targets, column)),
    ),
  );

/** The map whose penalty does best on episodes that were held out of its training. */
function fit({ features, targets, episodes }: DecodingData, training: readonly number[]): LinearMap {
  const held = new Set(training.slice(0, Math.max(1, Math.round(validationShare * training.length))));
  const inTraining = new Set(training);
  const rows = episodes.flatMap((episode, row) => (inTraining.has(episode) ? [row] : []));
  const part = (isHeld: boolean): number[] => rows.filter((row) => held.has(episodes[row]!) === isHeld);
  const tables = (chosen: readonly number[]): [Table, Table] => [
    rowsOf(features, chosen),
    rowsOf(targets, chosen),
  ];
  const [heldFeatures, heldTargets] = tables(part(true));
  const scores = ridgeRegressions(...tables(part(false))).map((map) =>
    meanCorrelation({ ...heldTargets, data: map.predict(heldFeatures) }, heldTargets),
  );
  const best = scores.indexOf(Math.max(...scores.filter((score) => !Number.isNaN(score))));
  return ridgeRegressions(...tables(rows))[Math.max(0, best)]!;
}

/** Predictions for every sample, by decoders that did not learn from its episode. */
function crossPredict(data: DecodingData, order: readonly number[]): Float64Array {
  const { features, targets, episodes } = data;
  const predicted = new Float64Array(targets.rows * targets.columns);
  for (let fold = 0; fold < folds; fold++) {
    const tested = new Set(order.filter((_, place) => place % folds === fold));
    const map = fit(
      data,
      order.filter((episode) => !tested.has(episode)),
    );
    const rows = episodes.flatMap((episode, row) => (tested.has(episode) ? [row] : []));
    const found = map.predict(rowsOf(features, rows));
    rows.forEach((row, place) => {
      predicted.set(
        found.subarray(place * targets.columns, (place + 1) * targets.columns),
        row * targets.columns,
      );
    });
  }
  return predicted;
}

function scoreOf(data: DecodingData, order: readonly number[], uniform: () => number): WithInterval {
  const { targets, episodes } = data;
  const predicted: Table = { ...targets, data: crossPredict(data, order) };
  const rowsByEpisode = order.map((episode) =>
    episodes.flatMap((each, row) => (each === episode ? [row] : [])),
  );
  return bootstrap(
    order.length,
    (drawn) => {
      const rows = drawn.flatMap((episode) => rowsByEpisode[episode]!);
      return meanCorrelation(rowsOf(predicted, rows), rowsOf(targets, rows));
    },
    uniform,
  );
}

/** Every episode gets the targets of another one, so far as that has as many samples. */
function withForeignTargets(data: DecodingData, order: readonly number[]): DecodingData {
  const { targets, episodes } = data;
  const rowsByEpisode = new Map(order.map((episode) => [episode, [] as number[]]));
  episodes.forEach((episode, row) => rowsByEpisode.get(episode)!.push(row));
  const rows = episodes.map((episode, row) => {
    const own = rowsByEpisode.get(episode)!;
    const foreign = rowsByEpisode.get(order[(order.indexOf(episode) + 1) % order.length]!)!;
    return foreign[own.indexOf(row) % foreign.length]!;
  });
  return { ...data, targets: rowsOf(targets, rows) };
}

/**
 * Reads targets from activity by ridge regression, five-fold over episodes, the penalty chosen on a tenth of the training
 * episodes; accuracy is Pearson's r over all samples, with a bootstrap over episodes.
 * @throws RangeError with fewer than ten episodes.
 * @see Banino et al. 2018, Supplementary 3e (there one split; the 30 penalties and the measure are the same).
 */
export function decode(data: DecodingData, uniform: () => number): Decoded {
  const order = shuffle([...new Set(data.episodes)], uniform);
  if (order.length < 10) throw new RangeError(`decode: expected at least 10 episodes, got ${order.length}`);
  return {
    r: scoreOf(data, order, uniform),
    shuffled: scoreOf(withForeignTargets(data, order), order, uniform),
  };
}
