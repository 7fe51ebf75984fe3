import type { Environment, StepResult } from "../environment.ts";
import { seededRandom } from "../random.ts";
import { badValues } from "./bad-values.ts";
import { demand, demandRefusal, runChecks, sameBits, show, type Check } from "./expectations.ts";

export type { Check } from "./expectations.ts";

/** How thoroughly, and what the environment declares about itself. */
export interface EnvironmentCheckOptions {
  /** How many random actions each drive takes. Default 1000. */
  readonly steps?: number;
  /** The seed of the first drive; others follow. Default 1. */
  readonly seed?: number;
  /** Whether different seeds must make different episodes. Default true; false for an environment without chance. */
  readonly random?: boolean;
  /** Whether no episode ever ends. Default false: random actions must come to an end. */
  readonly endless?: boolean;
  /** How many random actions may be needed to come to the end of the first episode. Default 100,000. */
  readonly stepsToEnd?: number;
}

type Drive<Observation> = (visit: Visit<Observation>) => void;
type Visit<Observation> = (observation: Observation, result: StepResult<Observation> | undefined) => void;

/**
 * The rules of {@link Environment} as named checks, for any test runner: each makes its own environment.
 *
 * @param create - Makes a new environment; all that it makes must behave alike.
 * @example
 * for (const { name, run } of environmentChecks(() => createMyWorld())) test(name, run);
 */
export function environmentChecks<Observation, Action>(
  create: () => Environment<Observation, Action>,
  {
    steps = 1000,
    seed = 1,
    random = true,
    endless = false,
    stepsToEnd = 100_000,
  }: EnvironmentCheckOptions = {},
): readonly Check[] {
  const drive = (resetSeed: number) => driver(create(), steps, { resetSeed, actionSeed: seed });
  return [
    {
      name: "observations, rewards and flags are what the interface says",
      run: () => {
        checkResults(create(), drive(seed));
      },
    },
    {
      name: "the same seed and actions give the same bits",
      run: () => {
        checkReproduction(drive(seed), drive(seed));
      },
    },
    {
      name: "a seed starts everything afresh",
      run: () => {
        checkReseeding(create(), steps, seed);
      },
    },
    ...(random
      ? [
          {
            name: "different seeds give different episodes",
            run: () => {
              checkVariety(drive(seed), drive(seed + 1));
            },
          },
        ]
      : []),
    {
      name: "a later step does not write into an earlier observation",
      run: () => {
        checkFreshness(drive(seed), drive(seed));
      },
    },
    {
      name: "the first reset needs a seed",
      run: () => {
        demandRefusal(() => create().reset(), "reset() without any seed was accepted");
      },
    },
    {
      name: "a step before reset is refused",
      run: () => {
        checkStepBeforeReset(create(), seed);
      },
    },
    endless
      ? endlessness(() => drive(seed))
      : {
          name: "a step after the end of an episode is refused",
          run: () => {
            checkStepAfterEnd(create(), stepsToEnd, seed);
          },
        },
    {
      name: "actions outside the action space are refused, and change nothing",
      run: () => {
        checkBadActions(create(), create(), seed);
      },
    },
    {
      name: "seeds that are not non-negative integers are refused",
      run: () => {
        checkBadSeeds(create());
      },
    },
  ];
}

/**
 * Runs {@link environmentChecks} and tells about all that fail.
 * @throws Error that lists every broken rule.
 * @example
 * checkEnvironment(() => createMyWorld());
 */
export function checkEnvironment<Observation, Action>(
  create: () => Environment<Observation, Action>,
  options: EnvironmentCheckOptions = {},
): void {
  runChecks(environmentChecks(create, options));
}

/** Random actions, over as many episodes as they fill. */
function driver<Observation, Action>(
  environment: Environment<Observation, Action>,
  steps: number,
  { resetSeed, actionSeed }: { readonly resetSeed: number; readonly actionSeed: number },
): Drive<Observation> {
  return (visit) => {
    const random = seededRandom(actionSeed);
    visit(environment.reset({ seed: resetSeed }).observation, undefined);
    for (let step = 0; step < steps; step++) {
      const result = environment.step(environment.actionSpace.sample(random));
      visit(result.observation, result);
      if (result.terminated || result.truncated) visit(environment.reset().observation, undefined);
    }
  };
}

function checkResults<Observation, Action>(
  { observationSpace }: Environment<Observation, Action>,
  drive: Drive<Observation>,
): void {
  drive((observation, result) => {
    demand(
      observationSpace.contains(observation),
      `observation ${show(observation)} is not in the observation space`,
    );
    if (result === undefined) return;
    demand(Number.isFinite(result.reward), `reward ${show(result.reward)} is not a finite number`);
    for (const flag of ["terminated", "truncated"] as const) {
      demand(typeof result[flag] === "boolean", `${flag} is ${show(result[flag])}, not a boolean`);
    }
    demand(typeof (result.info as unknown) === "object", `info is ${show(result.info)}, not a record`);
  });
}

/** Everything that a drive showed. */
function trace<Observation>(drive: Drive<Observation>): readonly unknown[] {
  const seen: unknown[] = [];
  drive((observation, result) => {
    seen.push(structuredClone(observation), result?.reward, result?.terminated, result?.truncated);
  });
  return seen;
}

function checkReproduction<Observation>(first: Drive<Observation>, second: Drive<Observation>): void {
  const [a, b] = [trace(first), trace(second)];
  const index = a.findIndex((value, position) => !sameBits(value, b[position]));
  demand(
    index < 0 && a.length === b.length,
    `two runs of one seed differ: ${show(a[index])}, then ${show(b[index])}`,
  );
}

function checkReseeding<Observation, Action>(
  environment: Environment<Observation, Action>,
  steps: number,
  seed: number,
): void {
  const seeds = { resetSeed: seed, actionSeed: seed };
  const before = trace(driver(environment, steps, seeds));
  trace(driver(environment, Math.min(7, steps), { ...seeds, resetSeed: seed + 1 })); // leaves an episode half done
  demand(
    sameBits(before, trace(driver(environment, steps, seeds))),
    "reset({ seed }) after other episodes does not repeat the first run",
  );
}

function checkVariety<Observation>(first: Drive<Observation>, second: Drive<Observation>): void {
  demand(
    !sameBits(trace(first), trace(second)),
    "two seeds gave the same run; declare { random: false } if that is meant",
  );
}

function checkFreshness<Observation>(drive: Drive<Observation>, again: Drive<Observation>): void {
  const kept: Observation[] = [];
  drive((observation) => kept.push(observation));
  let index = 0;
  again((observation) => {
    demand(
      sameBits(kept[index], observation),
      `observation ${index} was overwritten by a later step: now ${show(kept[index])}`,
    );
    index += 1;
  });
}

function checkStepBeforeReset<Observation, Action>(
  environment: Environment<Observation, Action>,
  seed: number,
): void {
  const action = environment.actionSpace.sample(seededRandom(seed));
  demandRefusal(() => environment.step(action), "step before the first reset was accepted");
}

/** The check that stands in where there is no end to step beyond. */
const endlessness = <Observation>(drive: () => Drive<Observation>): Check => ({
  name: "no episode ends, as declared",
  run: () => {
    drive()((_, result) => {
      demand(
        result?.terminated !== true && result?.truncated !== true,
        "an episode ended in an environment that was declared endless",
      );
    });
  },
});

function checkStepAfterEnd<Observation, Action>(
  environment: Environment<Observation, Action>,
  stepsToEnd: number,
  seed: number,
): void {
  const random = seededRandom(seed);
  environment.reset({ seed });
  for (let step = 0; step < stepsToEnd; step++) {
    const result = environment.step(environment.actionSpace.sample(random));
    if (!result.terminated && !result.truncated) continue;
    const action = environment.actionSpace.sample(random);
    demandRefusal(() => environment.step(action), "step after the end of an episode was accepted");
    environment.reset();
    environment.step(action);
    return;
  }
  demand(
    false,
    `no episode ended within ${stepsToEnd} random actions; declare { endless: true } if none ever does, ` +
      "or allow more with stepsToEnd",
  );
}

function checkBadActions<Observation, Action>(
  tried: Environment<Observation, Action>,
  untried: Environment<Observation, Action>,
  seed: number,
): void {
  tried.reset({ seed });
  untried.reset({ seed });
  for (const bad of badValues(tried.actionSpace)) {
    demand(!tried.actionSpace.contains(bad), `the action space contains ${show(bad)}`);
    demandRefusal(() => tried.step(bad as Action), `the action ${show(bad)} was accepted`);
  }
  const action = tried.actionSpace.sample(seededRandom(seed));
  const [after, expected] = [tried.step(action), untried.step(action)];
  demand(
    sameBits([after.observation, after.reward], [expected.observation, expected.reward]),
    "a refused action changed the world",
  );
}

function checkBadSeeds<Observation, Action>(environment: Environment<Observation, Action>): void {
  for (const bad of [-1, 0.5, NaN, Infinity]) {
    demandRefusal(() => environment.reset({ seed: bad }), `the seed ${bad} was accepted`);
  }
}
