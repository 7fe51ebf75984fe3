import { seededRandom, type UniformSource } from "../random.ts";
import type { VectorEnvironment } from "../vector-environment.ts";
import { badValues } from "./bad-values.ts";
import { demand, demandRefusal, runChecks, sameBits, show, type Check } from "./expectations.ts";

/** How thoroughly. */
export interface VectorCheckOptions {
  /** How many steps each drive takes. Default 1000. */
  readonly steps?: number;
  /** The seed of the first drive; others follow. Default 1. */
  readonly seed?: number;
}

type Observations = Float32Array | Uint8Array;

/**
 * The rules of {@link VectorEnvironment} as named checks, for any test runner: each makes its own environment.
 *
 * @param create - Makes a new vector environment of at least two worlds; all that it makes must behave alike.
 * @example
 * for (const { name, run } of vectorEnvironmentChecks(() => vectorize([createMyWorld(), createMyWorld()]))) test(name, run);
 */
export function vectorEnvironmentChecks<Values extends Float32Array | Uint8Array>(
  create: () => VectorEnvironment<Values>,
  { steps = 1000, seed = 1 }: VectorCheckOptions = {},
): readonly Check[] {
  return [
    {
      name: "arrays have a row a world, and stay the same arrays",
      run: () => {
        checkArrays(create(), steps, seed);
      },
    },
    {
      name: "every row of observations, final ones too, is in the observation space",
      run: () => {
        checkRows(create(), steps, seed);
      },
    },
    {
      name: "the same seed and actions give the same bits",
      run: () => {
        checkReproduction(create(), create(), steps, seed);
      },
    },
    {
      name: "worlds do not depend on their neighbours",
      run: () => {
        checkIndependence(create(), create(), steps, seed);
      },
    },
    {
      name: "a step before reset is refused",
      run: () => {
        checkStepBeforeReset(create());
      },
    },
    {
      name: "bad actions are refused, and move no world",
      run: () => {
        checkBadActions(create(), seed);
      },
    },
    {
      name: "wrong seeds are refused",
      run: () => {
        checkBadSeeds(create());
      },
    },
  ];
}

/**
 * Runs {@link vectorEnvironmentChecks} and tells about all that fail.
 * @throws Error that lists every broken rule.
 * @example
 * checkVectorEnvironment(() => vectorize([createMyWorld(), createMyWorld()]));
 */
export function checkVectorEnvironment<Values extends Float32Array | Uint8Array>(
  create: () => VectorEnvironment<Values>,
  options: VectorCheckOptions = {},
): void {
  runChecks(vectorEnvironmentChecks(create, options));
}

/** One action a world. */
const draw = (environment: VectorEnvironment<Observations>, random: UniformSource): Int32Array =>
  Int32Array.from({ length: environment.size }, () => environment.actionSpace.sample(random));

/** Random actions from a seed; `visit` looks after the reset and after each step. */
function drive(
  environment: VectorEnvironment<Observations>,
  steps: number,
  seed: number,
  visit: () => void,
): void {
  const random = seededRandom(seed);
  environment.reset({ seed });
  visit();
  for (let step = 0; step < steps; step++) {
    environment.step(draw(environment, random));
    visit();
  }
}

const arraysOf = (environment: VectorEnvironment<Observations>): readonly (Float32Array | Uint8Array)[] => [
  environment.observations,
  environment.finalObservations,
  environment.rewards,
  environment.terminated,
  environment.truncated,
];

const ended = ({ terminated, truncated }: VectorEnvironment<Observations>, world: number): boolean =>
  terminated[world] === 1 || truncated[world] === 1;

function row(
  environment: VectorEnvironment<Observations>,
  values: Observations,
  world: number,
): Observations {
  const width = values.length / environment.size;
  return values.slice(world * width, (world + 1) * width);
}

function checkArrays(environment: VectorEnvironment<Observations>, steps: number, seed: number): void {
  const { size, observations, finalObservations, rewards, terminated, truncated } = environment;
  demand(size >= 2, `expected at least two worlds to check, got ${size}`);
  demand(
    observations.length % size === 0,
    `${observations.length} observation values do not divide among ${size} worlds`,
  );
  demand(
    finalObservations.length === observations.length,
    "finalObservations and observations differ in length",
  );
  for (const array of [rewards, terminated, truncated]) {
    demand(array.length === size, `an array has ${array.length} rows, expected ${size}`);
  }
  const before = arraysOf(environment);
  drive(environment, Math.min(steps, 10), seed, () => {
    demand(
      arraysOf(environment).every((array, index) => array === before[index]),
      "an array was replaced by another",
    );
    for (const flags of [terminated, truncated]) {
      demand(
        flags.every((flag) => flag === 0 || flag === 1),
        `a flag is neither 0 nor 1: ${show(flags)}`,
      );
    }
    demand(rewards.every(Number.isFinite), `a reward is not finite: ${show(rewards)}`);
  });
}

function checkRows(environment: VectorEnvironment<Observations>, steps: number, seed: number): void {
  const { observationSpace, observations, finalObservations } = environment;
  drive(environment, steps, seed, () => {
    for (let world = 0; world < environment.size; world++) {
      const now = row(environment, observations, world);
      demand(observationSpace.contains(now), `world ${world}: observation ${show(now)} is not in the space`);
      if (!ended(environment, world)) continue;
      const last = row(environment, finalObservations, world);
      demand(
        observationSpace.contains(last),
        `world ${world}: final observation ${show(last)} is not in the space`,
      );
    }
  });
}

/** Everything that tells about the first `worlds` worlds, step by step. */
function trace(environment: VectorEnvironment<Observations>, steps: number, seed: number): unknown[] {
  const seen: unknown[] = [];
  drive(environment, steps, seed, () => {
    seen.push(environment.observations.slice(), environment.rewards.slice());
    seen.push(environment.terminated.slice(), environment.truncated.slice());
    for (let world = 0; world < environment.size; world++) {
      if (ended(environment, world)) seen.push(row(environment, environment.finalObservations, world));
    }
  });
  return seen;
}

function checkReproduction(
  first: VectorEnvironment<Observations>,
  second: VectorEnvironment<Observations>,
  steps: number,
  seed: number,
): void {
  const expected = trace(first, steps, seed);
  demand(sameBits(expected, trace(second, steps, seed)), "two runs of one seed differ");
  demand(
    sameBits(expected, trace(first, steps, seed)),
    "reset({ seed }) after other episodes does not repeat the first run",
  );
}

/** World 0 must do the same whatever the others are told and seeded with. */
function checkIndependence(
  first: VectorEnvironment<Observations>,
  second: VectorEnvironment<Observations>,
  steps: number,
  seed: number,
): void {
  const [random, other] = [seededRandom(seed), seededRandom(seed + 1)];
  first.reset({ seeds: Array.from({ length: first.size }, (_, world) => seed + world) });
  second.reset({ seeds: Array.from({ length: second.size }, (_, world) => seed + 2 * world) });
  for (let step = 0; step < steps; step++) {
    const [actions, others] = [draw(first, random), draw(second, other)];
    others[0] = actions[0]!;
    first.step(actions);
    second.step(others);
    const facts = [first, second].map((environment) => [
      row(environment, environment.observations, 0),
      environment.rewards[0],
      environment.terminated[0],
      environment.truncated[0],
    ]);
    demand(sameBits(facts[0], facts[1]), `world 0 changed with its neighbours at step ${step}`);
  }
}

function checkStepBeforeReset(environment: VectorEnvironment<Observations>): void {
  const actions = draw(environment, seededRandom(1));
  demandRefusal(() => {
    environment.step(actions);
  }, "step before the first reset was accepted");
}

function checkBadActions(environment: VectorEnvironment<Observations>, seed: number): void {
  environment.reset({ seed });
  const before = environment.observations.slice();
  const good = [...draw(environment, seededRandom(seed))];
  const batches = badValues(environment.actionSpace).map((bad) => good.with(-1, bad as number));
  for (const batch of [...batches, good.slice(1), [...good, good[0]!]]) {
    demandRefusal(
      () => {
        environment.step(batch);
      },
      `the actions ${show(batch)} were accepted`,
    );
    demand(sameBits(before, environment.observations), "refused actions moved a world");
  }
}

function checkBadSeeds(environment: VectorEnvironment<Observations>): void {
  demandRefusal(() => {
    environment.reset();
  }, "reset() without any seed was accepted");
  for (const bad of [-1, 0.5, NaN]) {
    demandRefusal(() => {
      environment.reset({ seed: bad });
    }, `the seed ${bad} was accepted`);
  }
  demandRefusal(() => {
    environment.reset({ seeds: [1] });
  }, "one seed for several worlds was accepted");
  const seeds = Array.from({ length: environment.size }, (_, world) => world);
  demandRefusal(() => {
    environment.reset({ seeds: seeds.with(-1, -1) });
  }, "a seed of -1 for the last world was accepted");
}
