import type { Matrix } from "ml-matrix";
import { shuffle } from "@wayfield/backend";
import { bootstrap, meanOf, type WithInterval } from "@wayfield/example-kit/statistics";
import { matrixOf, paperPenalties, ridgeSolver, type LinearMap, type Table } from "./ridge.ts";

/** What is to be read from what. */
export interface DecodingData<Name extends string> {
  /** `[samples, units]`. */
  features: Table;
  /** `[samples, columns]`, by name. */
  targets: Readonly<Record<Name, Table>>;
  /** The episode of each sample. */
  episodes: readonly number[];
}

/** How well a linear decoder does on episodes it did not learn from. */
export interface Decoded {
  /** Pearson's r, the mean over the target's columns and over partitions, with the interval over episodes. */
  r: WithInterval;
  /** The same with the targets of other episodes: what is there by chance. */
  shuffled: WithInterval;
}

const folds = 5;
/** How often the episodes are parted into folds anew: one partition alone moves r by several hundredths. */
const partitions = 10;

function rowsOf({ columns, data }: Table, rows: readonly number[]): Table {
  const taken = new Float64Array(rows.length * columns);
  rows.forEach((row, place) => {
    taken.set(data.subarray(row * columns, (row + 1) * columns), place * columns);
  });
  return { rows: rows.length, columns, data: taken };
}

/** Some episodes against the rest of them, fold by fold, with the rows of either. */
const foldsOf = (order: readonly number[], rowsOfEpisode: (episode: number) => readonly number[]) =>
  Array.from({ length: folds }, (_, fold) => {
    const part = (isHeld: boolean): number[] =>
      order.filter((_episode, place) => (place % folds === fold) === isHeld);
    const [held, rest] = [part(true), part(false)];
    return {
      rest,
      restRows: rest.flatMap(rowsOfEpisode),
      heldRows: held.flatMap(rowsOfEpisode),
    };
  });

type RowsOfEpisode = (episode: number) => readonly number[];

function squaredError(predicted: Float64Array, { data }: Table): number {
  return predicted.reduce((sum, value, at) => sum + (value - data[at]!) ** 2, 0);
}

const indexOfLeast = (values: readonly number[]): number => values.indexOf(Math.min(...values));

/** For each target the map whose penalty leaves the least squared error on episodes held out within the training's. */
function fit(
  features: Table,
  targets: readonly Table[],
  training: readonly number[],
  rowsOfEpisode: RowsOfEpisode,
): LinearMap[] {
  const errors = targets.map(() => paperPenalties.map(() => 0));
  for (const { restRows, heldRows } of foldsOf(training, rowsOfEpisode)) {
    const solve = ridgeSolver(rowsOf(features, restRows));
    const held = matrixOf(rowsOf(features, heldRows));
    targets.forEach((target, which) => {
      const heldTarget = rowsOf(target, heldRows);
      solve(rowsOf(target, restRows), paperPenalties).forEach((map, penalty) => {
        errors[which]![penalty]! += squaredError(map.predict(held), heldTarget);
      });
    });
  }
  const rows = training.flatMap(rowsOfEpisode);
  const solve = ridgeSolver(rowsOf(features, rows));
  return targets.map((target, which) => {
    const best = paperPenalties[indexOfLeast(errors[which]!)]!;
    return solve(rowsOf(target, rows), [best])[0]!;
  });
}

/** Predictions of each target for every sample, by decoders that did not learn from its episode. */
function crossPredict(
  features: Table,
  targets: readonly Table[],
  order: readonly number[],
  rowsOfEpisode: RowsOfEpisode,
): Float64Array[] {
  const predicted = targets.map(({ data }) => new Float64Array(data.length));
  for (const { rest, heldRows } of foldsOf(order, rowsOfEpisode)) {
    const held: Matrix = matrixOf(rowsOf(features, heldRows));
    fit(features, targets, rest, rowsOfEpisode).forEach((map, which) => {
      const { columns } = targets[which]!;
      const found = map.predict(held);
      heldRows.forEach((row, place) => {
        predicted[which]!.set(found.subarray(place * columns, (place + 1) * columns), row * columns);
      });
    });
  }
  return predicted;
}

/** What Pearson's r of any set of episodes follows from: of each, n, Σx, Σy, Σx², Σy², Σxy. */
type Moments = readonly (readonly number[])[];

const momentsOf = (
  predicted: Float64Array,
  { columns, data }: Table,
  column: number,
  rowsByEpisode: readonly (readonly number[])[],
): Moments =>
  rowsByEpisode.map((rows) => {
    const sums = [0, 0, 0, 0, 0, 0];
    for (const row of rows) {
      const [x, y] = [predicted[row * columns + column]!, data[row * columns + column]!];
      [1, x, y, x * x, y * y, x * y].forEach((term, at) => (sums[at]! += term));
    }
    return sums;
  });

/** Pearson's r over all samples of the episodes at those places. */
function correlationOver(moments: Moments, drawn: readonly number[]): number {
  const sums = new Float64Array(6);
  for (const episode of drawn) for (let at = 0; at < 6; at++) sums[at]! += moments[episode]![at]!;
  const [count, x, y, xx, yy, xy] = sums as unknown as [number, number, number, number, number, number];
  return (xy - (x * y) / count) / Math.sqrt((xx - (x * x) / count) * (yy - (y * y) / count));
}

/** Every episode gets the target of another one, so far as that has as many samples. */
function foreign(target: Table, order: readonly number[], rowsOfEpisode: RowsOfEpisode): Table {
  const rows = new Array<number>(target.rows);
  order.forEach((episode, place) => {
    const others = rowsOfEpisode(order[(place + 1) % order.length]!);
    rowsOfEpisode(episode).forEach((row, at) => (rows[row] = others[at % others.length]!));
  });
  return rowsOf(target, rows);
}

/**
 * Reads targets from activity by ridge regression, five-fold over episodes; the penalty is the one that leaves the least
 * squared error on five further folds of each training set. Accuracy is Pearson's r over all samples, the mean over ten
 * partitions into folds, with a bootstrap over episodes.
 * @throws RangeError with fewer than ten episodes.
 * @see Banino et al. 2018, Supplementary 3e (there one split and one validation set; the 30 penalties and the measure
 * are the same).
 */
export function decode<Name extends string>(
  { features, targets, episodes }: DecodingData<Name>,
  uniform: () => number,
): Record<Name, Decoded> {
  const all = [...new Set(episodes)];
  if (all.length < 10) throw new RangeError(`decode: expected at least 10 episodes, got ${all.length}`);
  const rows = new Map(all.map((episode) => [episode, [] as number[]]));
  episodes.forEach((episode, row) => rows.get(episode)!.push(row));
  const rowsOfEpisode: RowsOfEpisode = (episode) => rows.get(episode)!;
  const own = Object.values<Table>(targets);
  /** Of each target, then of each foreign one: the moments of every column in every partition. */
  const moments: Moments[][] = [...own, ...own].map(() => []);
  for (let partition = 0; partition < partitions; partition++) {
    const order = shuffle([...all], uniform);
    const tables = [...own, ...own.map((target) => foreign(target, order, rowsOfEpisode))];
    crossPredict(features, tables, order, rowsOfEpisode).forEach((predicted, which) => {
      const table = tables[which]!;
      for (let column = 0; column < table.columns; column++)
        moments[which]!.push(momentsOf(predicted, table, column, all.map(rowsOfEpisode)));
    });
  }
  const score = (each: readonly Moments[]): WithInterval =>
    bootstrap(all.length, (drawn) => meanOf(each.map((one) => correlationOver(one, drawn))), uniform);
  const decoded = Object.keys(targets).map((name, which) => [
    name,
    { r: score(moments[which]!), shuffled: score(moments[own.length + which]!) },
  ]);
  return Object.fromEntries(decoded) as Record<Name, Decoded>;
}
