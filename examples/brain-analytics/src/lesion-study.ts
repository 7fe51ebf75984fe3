import { shuffle, type RandomStream } from "@wayfield/backend";
import { bootstrap, bootstrapMean, meanOf, type WithInterval } from "@wayfield/example-kit/statistics";
import type { LayerHook } from "@wayfield/example-navigation-agent";
import { changing, silence, silenceEach, withhold } from "./lesions.ts";
import { record, type Recording } from "./recording.ts";
import { cohensD, pairedDifference } from "./statistics.ts";
import { goalsOf, liveThrough, type Subject } from "./subject.ts";
import { mostGridLike, patchyUnits, type UnitScores } from "./unit-classes.ts";

/** One condition: goals an episode, and how they compare with the intact subject's. */
export interface LesionResult {
  /** Goals of each episode, the mean over draws. */
  goals: number[];
  mean: WithInterval;
  /** Cohen's d against the intact subject on the same worlds. */
  effect: WithInterval | undefined;
  /** Goals an episode more than with the most grid-like quarter silenced, episode by episode. */
  overGrid: WithInterval | undefined;
}

/** What {@link studyLesions} does. */
export interface LesionOptions {
  /** Goals of the intact subject in the same episodes. */
  intact: number[];
  seed: number;
  episodes: number;
  /** How many random sets of units are drawn for each episode. */
  draws: number;
  random: RandomStream;
  onCondition?: (name: string) => void;
}

/** The conditions, by their names in result files. */
export type LesionResults = Record<
  "intact" | "goalCodeWithheld" | "visionCut" | "lesionGrid" | "lesionRandom" | "lesionPatchy",
  LesionResult | undefined
>;

/** Share of the goal code that is silenced (Banino et al. 2018: 25 %). */
const share = 0.25;

/** Steps between two samples for the maps. */
const every = 3;

/** Episodes that suffice to score the units. */
const recorded = 48;

/** The present code along some of the episodes: it is the same layer as the goal code, at another time. */
export const recordCode = (
  subject: Subject,
  { seed, episodes }: { seed: number; episodes: number },
): Promise<Recording> =>
  record(subject, {
    layer: "gridCode",
    seed: seed + 1,
    episodes: Math.min(recorded, episodes),
    keep: ({ step }) => step % every === 0,
  });

/** Goals in every condition, each on the same fresh episodes. */
export async function studyLesions(
  subject: Subject,
  scores: UnitScores,
  { intact, seed, episodes, draws, random, onCondition = () => undefined }: LesionOptions,
): Promise<LesionResults> {
  const goalsUnder = async (hook: LayerHook): Promise<number[]> =>
    goalsOf(await liveThrough(subject, { seed, episodes, hook }));
  const resample = random.split("bootstrap").uniform;
  /**
   * Worlds are the same in every draw: it is they that are drawn again, not each world's draws apart. Each has sets of
   * units of its own, so that the intervals hold for sets as well as for worlds.
   */
  const judge = (ofDraw: readonly number[][], grid?: LesionResult): LesionResult => {
    const goals = intact.map((_, episode) => meanOf(ofDraw.map((each) => each[episode]!)));
    return {
      goals,
      mean: bootstrapMean(goals, resample),
      effect: ofDraw[0] === intact ? undefined : effectOf(ofDraw),
      overGrid: grid && pairedDifference(goals, grid.goals, resample),
    };
  };
  /** The mean over draws, with the same episodes drawn of the intact subject and of each draw. */
  const effectOf = (ofDraw: readonly number[][]): WithInterval =>
    bootstrap(
      episodes,
      (drawn) => {
        const at = (goals: readonly number[]): number[] => drawn.map((episode) => goals[episode]!);
        return meanOf(ofDraw.map((each) => cohensD(at(intact), at(each))));
      },
      resample,
    );
  const units = scores.grid.length;
  const quarter = Math.round(share * units);
  const one = async (name: string, hook: LayerHook): Promise<LesionResult> => {
    onCondition(name);
    return judge([await goalsUnder(hook)]);
  };
  const goalCodeWithheld = await one("goal code withheld", changing("goalCode", withhold));
  const visionCut = await one("vision module cut", changing("seen", withhold));
  const lesionGrid = await one(
    "most grid-like quarter",
    changing("goalCode", silence(mostGridLike(scores, quarter))),
  );
  const ofDraws = async (name: string, from: readonly number[]): Promise<LesionResult | undefined> => {
    onCondition(name);
    if (from.length < quarter) return undefined;
    const goals: number[][] = [];
    for (let draw = 0; draw < draws; draw++) {
      const { uniform } = random.split(`${name}${draw}`);
      const sets = intact.map(() => shuffle([...from], uniform).slice(0, quarter));
      goals.push(await goalsUnder(silenceEach("goalCode", sets)));
    }
    return judge(goals, lesionGrid);
  };
  return {
    intact: judge([intact]),
    goalCodeWithheld,
    visionCut,
    lesionGrid,
    lesionRandom: await ofDraws(
      "random quarter",
      Array.from({ length: units }, (_, unit) => unit),
    ),
    lesionPatchy: await ofDraws("patchy quarter", patchyUnits(scores)),
  };
}
