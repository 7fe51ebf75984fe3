import type { MazeLayout, UniformSource } from "@wayfield/environments";
import { bootstrap, medianOf } from "@wayfield/example-kit/statistics";
import { knownOracles } from "./oracles.ts";
import type { Navigator } from "./navigators.ts";
import { observed, type Worlds } from "./worlds.ts";

/** One way from a start to the goal. */
export interface Trip {
  /** Seconds it took. */
  seconds: number;
  /** Metres walked, up to the goal's rim. */
  walked: number;
  /** Metres of the shortest way there. */
  shortest: number;
}

/** What happened in one episode. */
export interface Episode {
  /** The trips that reached the goal, in order: the first finds it, the others come back to it. */
  trips: Trip[];
  /** Seconds of the trip that the episode's end cut off. */
  secondsUnderWay: number;
  /** Mean distance between where it believed to be and where it was, metres; NaN without a belief. */
  localisationError: number;
}

/** A mean with the interval in which 95 of 100 means of resampled episodes lie. */
export interface Estimate {
  mean: number;
  low: number;
  high: number;
}

/** What the episodes of a navigator come to. */
export interface Evaluation {
  goalsPerEpisode: Estimate;
  /** Share of episodes in which the goal was reached at all. */
  success: Estimate;
  /** Of the episodes that found the goal, the share that came back to it at least once. */
  refindRate: Estimate;
  /** Seconds to the first goal, over episodes that reached it. */
  secondsToFirstGoal: Estimate;
  /**
   * Metres of the shortest ways back to the goal, of those that it came back by, over all seconds since it first found
   * it, those of a last way that never ended with them: speed made good, cm/s. Who leaves hard ways unfinished pays for
   * them here, and only here.
   */
  speedMadeGoodCmPerSecond: Estimate;
  /** Seconds to each later goal, over the ways that arrived. */
  secondsToLaterGoals: Estimate;
  /** Shortest over walked way of the later trips that arrived, the median. */
  pathEfficiencyMedian: number;
  localisationErrorCm: Estimate;
}

/** The trip that is under way in one world. */
interface Underway {
  trips: Trip[];
  steps: number;
  walked: number;
  shortest: number;
  x: number;
  y: number;
  layout: MazeLayout;
  errors: number;
  beliefs: number;
}

/** Keeps the record of one world's episode. */
class Recorder {
  readonly episodes: Episode[] = [];
  private readonly worlds: Worlds;
  private readonly stepDuration: number;
  private readonly oracleOf = knownOracles();
  private readonly underway: (Underway | undefined)[] = [];

  constructor(worlds: Worlds, stepDuration: number) {
    this.worlds = worlds;
    this.stepDuration = stepDuration;
  }

  begin(rows: readonly number[]): void {
    for (const row of rows) this.underway[row] = this.setOut(row, []);
  }

  /** After a step: how far each body came, and whether it arrived. */
  note(): void {
    const { worlds } = this;
    for (let row = 0; row < worlds.size; row++) {
      const trip = this.underway[row];
      if (trip === undefined || worlds.moved[row] === 0) continue;
      trip.steps += 1;
      if (worlds.reached[row] === 1) this.arrive(row, trip);
      else {
        const { x, y } = worlds.poseOf(row);
        trip.walked += Math.hypot(x - trip.x, y - trip.y);
        [trip.x, trip.y] = [x, y];
      }
      if (worlds.cut[row] === 1) this.end(row);
    }
  }

  /** What it believes, `[worlds, 2]`. */
  compare(beliefs: Float32Array): void {
    const { worlds } = this;
    this.underway.forEach((trip, row) => {
      if (trip === undefined) return;
      const at = row * observed.size;
      const [x, y] = [worlds.observations[at + observed.x]!, worlds.observations[at + observed.y]!];
      trip.errors += Math.hypot(beliefs[2 * row]! - x, beliefs[2 * row + 1]! - y);
      trip.beliefs += 1;
    });
  }

  private setOut(row: number, trips: Trip[]): Underway {
    const layout = this.worlds.layoutOf(row);
    const { x, y } = this.worlds.poseOf(row);
    const { goal } = layout;
    const shortest = this.oracleOf(layout.arena).route([x, y], [goal.x, goal.y]).length - goal.radius;
    return { trips, steps: 0, walked: 0, shortest, x, y, layout, errors: 0, beliefs: 0 };
  }

  private arrive(row: number, trip: Underway): void {
    const { goal } = trip.layout;
    const last = Math.max(0, Math.hypot(goal.x - trip.x, goal.y - trip.y) - goal.radius);
    trip.trips.push({
      seconds: trip.steps * this.stepDuration,
      walked: trip.walked + last,
      shortest: trip.shortest,
    });
    const { errors, beliefs } = trip;
    this.underway[row] = { ...this.setOut(row, trip.trips), errors, beliefs };
  }

  private end(row: number): void {
    const { trips, steps, errors, beliefs } = this.underway[row]!;
    this.episodes.push({
      trips,
      secondsUnderWay: steps * this.stepDuration,
      localisationError: beliefs === 0 ? NaN : errors / beliefs,
    });
    this.underway[row] = undefined;
  }
}

/** Lets a navigator live through one episode in every world. */
export function runEpisodes(worlds: Worlds, navigator: Navigator, stepDuration: number): Episode[] {
  const recorder = new Recorder(worlds, stepDuration);
  const rows = worlds.startOver();
  recorder.begin(rows);
  navigator.begin(rows);
  while (recorder.episodes.length < worlds.size) {
    const beliefs = navigator.believe();
    if (beliefs !== undefined) recorder.compare(beliefs);
    const actions = navigator.act();
    worlds.step(actions);
    recorder.note();
    navigator.feel(actions);
  }
  return recorder.episodes;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Of something, so much for so many: what one episode adds to each of two sums. */
interface Share {
  amount: number;
  per: number;
}

/** The quotient of two sums over episodes, with a percentile bootstrap over episodes (Efron 1979). */
function quotient(shares: readonly Share[], random: UniformSource): Estimate {
  const of = (drawn: readonly number[]): number =>
    sumOf(drawn.map((episode) => shares[episode]!.amount)) /
    sumOf(drawn.map((episode) => shares[episode]!.per));
  const { value, low, high } = bootstrap(shares.length, of, random);
  return { mean: value, low, high };
}

/** The mean of what episodes give, with its interval. */
export const estimate = (
  episodes: readonly Episode[],
  valuesOf: (episode: Episode) => readonly number[],
  random: UniformSource,
): Estimate =>
  quotient(
    episodes.map(valuesOf).map((values) => ({ amount: sumOf(values), per: values.length })),
    random,
  );

/** An episode's share in the speed made good, in centimetres and seconds. */
function madeGood({ trips, secondsUnderWay }: Episode): Share {
  if (trips.length === 0) return { amount: 0, per: 0 };
  const later = trips.slice(1);
  return {
    amount: 100 * sumOf(later.map(({ shortest }) => shortest)),
    per: sumOf(later.map(({ seconds }) => seconds)) + secondsUnderWay,
  };
}

/** What episodes come to; `random` resamples them. */
export function evaluateEpisodes(episodes: readonly Episode[], random: UniformSource): Evaluation {
  const of = (valuesOf: (episode: Episode) => readonly number[]): Estimate =>
    estimate(episodes, valuesOf, random);
  const later = ({ trips }: Episode): Trip[] => trips.slice(1);
  return {
    goalsPerEpisode: of(({ trips }) => [trips.length]),
    success: of(({ trips }) => [trips.length > 0 ? 1 : 0]),
    refindRate: of(({ trips }) => (trips.length === 0 ? [] : [trips.length > 1 ? 1 : 0])),
    secondsToFirstGoal: of(({ trips }) => trips.slice(0, 1).map(({ seconds }) => seconds)),
    secondsToLaterGoals: of((episode) => later(episode).map(({ seconds }) => seconds)),
    pathEfficiencyMedian: medianOf(
      episodes.flatMap((episode) =>
        later(episode).map(({ shortest, walked }) => Math.min(1, shortest / walked)),
      ),
    ),
    localisationErrorCm: of(({ localisationError }) =>
      Number.isNaN(localisationError) ? [] : [100 * localisationError],
    ),
    speedMadeGoodCmPerSecond: quotient(episodes.map(madeGood), random),
  };
}
