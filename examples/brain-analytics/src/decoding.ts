import { shuffle } from "@wayfield/backend";
import { bootstrap, meanOf, type WithInterval } from "@wayfield/example-kit/statistics";
import type { Matrix } from "ml-matrix";
import {
  matrixOf,
  paperPenalties,
  ridgeRegressions,
  sumsOf,
  sumsOver,
  type Sums,
  type Table,
} from "./ridge.ts";

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
const partitions = 5;

function rowsOf({ columns, data }: Table, rows: readonly number[]): Table {
  const taken = new Float64Array(rows.length * columns);
  rows.forEach((row, place) => {
    taken.set(data.subarray(row * columns, (row + 1) * columns), place * columns);
  });
  return { rows: rows.length, columns, data: taken };
}

/** The samples of an episode. */
type RowsOfEpisode = (episode: number) => readonly number[];

const indexOfLeast = (values: readonly number[]): number => values.indexOf(Math.min(...values));

/** Targets side by side in one table, so that one solution serves all; where each begins, and the width at the end. */
interface Targets {
  all: Table;
  edges: readonly number[];
}

function sideBySide(targets: readonly Table[]): Targets {
  const edges = [0];
  for (const { columns } of targets) edges.push(edges.at(-1)! + columns);
  const [rows, columns] = [targets[0]!.rows, edges.at(-1)!];
  const data = new Float64Array(rows * columns);
  targets.forEach((target, which) => {
    for (let row = 0; row < rows; row++)
      data.set(
        target.data.subarray(row * target.columns, (row + 1) * target.columns),
        row * columns + edges[which]!,
      );
  });
  return { all: { rows, columns, data }, edges };
}

/** The squared error of each column. */
function squaredErrors(predicted: Float64Array, { columns, data }: Table): Float64Array {
  const errors = new Float64Array(columns);
  predicted.forEach((value, at) => (errors[at % columns]! += (value - data[at]!) ** 2));
  return errors;
}

/** A fifth of the episodes: its samples, and what a regression on them needs. */
interface Fold {
  rows: readonly number[];
  features: Matrix;
  targets: Table;
  sums: Sums;
}

const foldsOf = (
  features: Table,
  targets: Table,
  order: readonly number[],
  rowsOfEpisode: RowsOfEpisode,
): Fold[] =>
  Array.from({ length: folds }, (_, fold) => {
    const rows = order.filter((_episode, place) => place % folds === fold).flatMap(rowsOfEpisode);
    const [own, wanted] = [matrixOf(rowsOf(features, rows)), rowsOf(targets, rows)];
    return { rows, features: own, targets: wanted, sums: sumsOf(own, matrixOf(wanted)) };
  });

/** What was learned on all folds but some. */
const sumsWithout = (all: readonly Fold[], left: readonly Fold[]): Sums =>
  sumsOver(all.filter((fold) => !left.includes(fold)).map(({ sums }) => sums) as [Sums, ...Sums[]]);

/** Squared errors by fold that is not to be touched, target and penalty. */
type Errors = number[][][];

/**
 * How far off each penalty leaves the predictions of a fold, learned on three of the others; the fourth is the one whose
 * own prediction the penalty is for. Who learned on three folds predicts both of the others, each for the other's sake.
 */
function nestedErrors(all: readonly Fold[], edges: readonly number[]): Errors {
  const errors = all.map(() => edges.slice(1).map(() => paperPenalties.map(() => 0)));
  for (const [first, one] of all.entries())
    for (const [second, other] of all.slice(0, first).entries()) {
      const predict = ridgeRegressions(sumsWithout(all, [one, other]));
      addErrors(errors[second]!, predict(one.features), one.targets, edges);
      addErrors(errors[first]!, predict(other.features), other.targets, edges);
    }
  return errors;
}

/** Adds the squared errors of predictions, one for each penalty. */
function addErrors(
  errors: Errors[number],
  predictions: readonly Float64Array[],
  targets: Table,
  edges: readonly number[],
): void {
  predictions.forEach((predicted, penalty) => {
    const found = squaredErrors(predicted, targets);
    errors.forEach((ofTarget, which) => {
      for (const error of found.subarray(edges[which], edges[which + 1])) ofTarget[penalty]! += error;
    });
  });
}

/** Predictions of all targets for every sample, by decoders that did not learn from its episode. */
function crossPredict(
  features: Table,
  { all, edges }: Targets,
  order: readonly number[],
  rowsOfEpisode: RowsOfEpisode,
): Float64Array {
  const parts = foldsOf(features, all, order, rowsOfEpisode);
  const errors = nestedErrors(parts, edges);
  const predicted = new Float64Array(all.data.length);
  parts.forEach((fold, held) => {
    const best = errors[held]!.map((each) => paperPenalties[indexOfLeast(each)]!);
    const predict = ridgeRegressions(sumsWithout(parts, [fold]), best);
    predict(fold.features).forEach((found, which) => {
      const [from, to] = [edges[which]!, edges[which + 1]!];
      fold.rows.forEach((row, place) => {
        const at = place * all.columns;
        predicted.set(found.subarray(at + from, at + to), row * all.columns + from);
      });
    });
  });
  return predicted;
}

/** What Pearson's r of any set of episodes follows from: n, Σx, Σy, Σx², Σy², Σxy, `[episodes, 6]`. */
type Moments = Float64Array;

function momentsOf(
  predicted: Float64Array,
  { columns, data }: Table,
  column: number,
  rowsByEpisode: readonly (readonly number[])[],
): Moments {
  const moments = new Float64Array(6 * rowsByEpisode.length);
  rowsByEpisode.forEach((rows, episode) => {
    for (const row of rows) {
      const [x, y] = [predicted[row * columns + column]!, data[row * columns + column]!];
      [1, x, y, x * x, y * y, x * y].forEach((term, at) => (moments[6 * episode + at]! += term));
    }
  });
  return moments;
}

/** Pearson's r over all samples of the episodes at those places. */
function correlationOver(moments: Moments, drawn: readonly number[]): number {
  const sums = new Float64Array(6);
  for (const episode of drawn) for (let at = 0; at < 6; at++) sums[at]! += moments[6 * episode + at]!;
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
 * squared error on the other folds, each predicted from the three that are left. Accuracy is Pearson's r over all
 * samples, the mean over five partitions into folds, with a bootstrap over episodes.
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
    const foreigners = own.map((target) => foreign(target, order, rowsOfEpisode));
    const wide = sideBySide([...own, ...foreigners]);
    const predicted = crossPredict(features, wide, order, rowsOfEpisode);
    moments.forEach((each, which) => {
      for (let column = wide.edges[which]!; column < wide.edges[which + 1]!; column++)
        each.push(momentsOf(predicted, wide.all, column, all.map(rowsOfEpisode)));
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
