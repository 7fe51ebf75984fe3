import { describe, expect, test } from "vitest";
import { defineEnvironment, restart, termination, transition, type Environment } from "./environment.ts";
import type { UniformSource } from "./random.ts";
import { box, discrete, type BoxSpace } from "./spaces.ts";
import {
  checkEnvironment,
  checkVectorEnvironment,
  environmentChecks,
  vectorEnvironmentChecks,
} from "./testing.ts";
import type { VectorEnvironment } from "./vector-environment.ts";
import { vectorize } from "./vectorize.ts";

type World = Environment<Float32Array, number> & { readonly observationSpace: BoxSpace };

/** A random walk on 0 … 1 that ends at either side and obeys every rule. */
function walk({ chance = true } = {}): World {
  const observationSpace = box({ shape: [2], low: 0, high: 1 });
  let random: UniformSource;
  let position = 0.5;
  const observe = () => Float32Array.of(position, 1 - position);
  const environment = defineEnvironment<Float32Array, number>({
    observationSpace,
    actionSpace: discrete(3),
    begin: (source) => {
      random = source;
      position = chance ? random() : 0.5;
      return restart(observe());
    },
    advance: (action) => {
      const push = chance ? random() - 0.5 : 0.1;
      position = Math.min(1, Math.max(0, position + push * action));
      return position % 1 === 0 ? termination(observe(), position) : transition(observe(), 0);
    },
  });
  return { ...environment, observationSpace };
}

/** Ways to break one rule, by the name of the check that must notice. */
const brokenEnvironments: readonly [check: RegExp, create: () => World][] = [
  [
    /interface says/,
    () =>
      altered((world) => ({
        step: (action) => ({ ...world.step(action), observation: Float32Array.of(2, 0) }),
      })),
  ],
  [
    /interface says/,
    () => altered((world) => ({ step: (action) => ({ ...world.step(action), reward: NaN }) })),
  ],
  [
    /interface says/,
    () =>
      altered((world) => ({
        step: (action) => ({ ...world.step(action), truncated: 0 as unknown as boolean }),
      })),
  ],
  [/same bits/, unseeded],
  [/starts everything afresh/, seededOnce],
  [
    /different seeds/,
    () =>
      altered((world) => ({
        reset: (options) => world.reset(options && { seed: options.seed! >= 0 ? 1 : options.seed! }),
      })),
  ],
  [/write into an earlier/, sharedObservation],
  [
    /first reset needs/,
    () => altered((world) => ({ reset: (options) => world.reset(options ?? { seed: 1 }) })),
  ],
  [/before reset/, () => altered((world) => ({ step: patient(world) }))],
  [/after the end/, () => altered((world) => ({ step: patient(world) }))],
  [
    /outside the action space/,
    () =>
      altered((world) => ({ step: (action) => world.step(world.actionSpace.contains(action) ? action : 0) })),
  ],
  [
    /not non-negative/,
    () =>
      altered((world) => ({
        reset: (options) =>
          world.reset(options && { seed: Math.max(0, Math.trunc(options.seed!) || 0) % 1e9 || 0 }),
      })),
  ],
];

const altered = (change: (world: World) => Partial<World>): World => {
  const world = walk();
  return { ...world, ...change(world) };
};

/** Starts over by itself where it should refuse. */
const patient =
  (world: World): World["step"] =>
  (action) => {
    try {
      return world.step(action);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      world.reset({ seed: 1 });
      return world.step(action);
    }
  };

let made = 0;
function unseeded(): World {
  made += 1;
  const offset = made;
  return altered((world) => ({
    reset: (options) => world.reset(options && { seed: options.seed! + offset }),
  }));
}

function seededOnce(): World {
  let begun = false;
  return altered((world) => ({
    reset: (options) => {
      const first = world.reset(begun ? {} : options);
      begun = true;
      return first;
    },
  }));
}

function sharedObservation(): World {
  const shared = new Float32Array(2);
  return altered((world) => ({
    step: (action) => {
      const result = world.step(action);
      shared.set(result.observation);
      return { ...result, observation: shared };
    },
  }));
}

const failures = (checks: ReturnType<typeof environmentChecks>): string[] =>
  checks.flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch {
      return [name];
    }
  });

describe("environmentChecks", () => {
  test.each(environmentChecks(walk))("a good environment passes: $name", ({ run }) => {
    run();
  });
  test.each(brokenEnvironments)("%s notices", (check, create) => {
    expect(failures(environmentChecks(create)).some((name) => check.test(name))).toBe(true);
  });
  test("an environment without chance says so", () => {
    const create = () => walk({ chance: false });
    expect(() => {
      checkEnvironment(create);
    }).toThrow(/random: false/);
    checkEnvironment(create, { random: false });
  });
  /** A walk that obeys every rule and ends after so many steps, if at all. */
  const longWalk = (length = Infinity): World => {
    const world = walk();
    let [random, left]: [UniformSource, number] = [() => 0, 0];
    const observe = () => Float32Array.of(random(), 1);
    const environment = defineEnvironment<Float32Array, number>({
      observationSpace: world.observationSpace,
      actionSpace: world.actionSpace,
      begin: (source) => {
        [random, left] = [source, length];
        return restart(observe());
      },
      advance: () => {
        left -= 1;
        return left === 0 ? termination(observe(), 0) : transition(observe(), 0);
      },
    });
    return { ...environment, observationSpace: world.observationSpace };
  };
  test("an end later than the drives is waited for", () => {
    const create = () => longWalk(50);
    checkEnvironment(create, { steps: 10 });
    const late = () => {
      const world = create();
      return { ...world, step: patient(world) };
    };
    expect(failures(environmentChecks(late, { steps: 10 }))).toContain(
      "a step after the end of an episode is refused",
    );
  });
  test("an environment without ends says so", () => {
    const create = () => longWalk();
    expect(() => {
      checkEnvironment(create, { steps: 10, stepsToEnd: 2000 });
    }).toThrow(/no episode ended within 2000 random actions; declare \{ endless: true \}/);
    checkEnvironment(create, { steps: 10, endless: true });
    expect(() => {
      checkEnvironment(() => longWalk(5), { steps: 10, endless: true });
    }).toThrow(/declared endless/);
  });
  test("an error lists every broken rule", () => {
    const create = () =>
      altered((world) => ({ step: patient(world), reset: (options) => world.reset(options ?? { seed: 1 }) }));
    expect(() => {
      checkEnvironment(create);
    }).toThrow(/3 of 10 checks failed/);
  });
});

type Vector = VectorEnvironment;

const vector = (): Vector => vectorize([walk(), walk(), walk()]);

const alteredVector = (change: (environment: Vector) => Partial<Vector>): Vector => {
  const environment = vector();
  return { ...environment, ...change(environment) };
};

const brokenVectors: readonly [check: RegExp, create: () => Vector][] = [
  [/a row a world/, () => alteredVector(() => ({ rewards: new Float32Array(4) }))],
  [
    /observation space/,
    () =>
      alteredVector((world) => ({
        step: (actions) => {
          world.step(actions);
          world.observations[0] = -1;
        },
      })),
  ],
  [
    /observation space/,
    () =>
      alteredVector((world) => ({
        step: (actions) => {
          world.step(actions);
          world.finalObservations.fill(NaN);
        },
      })),
  ],
  [
    /same bits/,
    () =>
      alteredVector((world) => ({
        reset: (options) => {
          made += 1;
          world.reset(options?.seed === undefined ? options : { seed: options.seed + made });
        },
      })),
  ],
  [
    /neighbours/,
    () =>
      alteredVector((world) => ({
        step: (actions) => {
          world.step(actions);
          world.observations[0] = world.observations[2]!;
        },
      })),
  ],
  [
    /before reset/,
    () => {
      const world = vector();
      world.reset({ seed: 1 });
      return world;
    },
  ],
  [
    /bad actions/,
    () =>
      alteredVector((world) => ({
        step: (actions) => {
          world.step(
            Int32Array.from({ length: 3 }, (_, index) =>
              world.actionSpace.contains(actions[index]) ? actions[index] : 0,
            ),
          );
        },
      })),
  ],
  [
    /wrong seeds/,
    () =>
      alteredVector((world) => ({
        reset: (options) => {
          world.reset(options ?? { seed: 1 });
        },
      })),
  ],
  [
    /wrong seeds/,
    () =>
      alteredVector((world) => ({
        reset: (options) => {
          world.reset(options?.seeds === undefined ? options : { seeds: options.seeds.map(Math.abs) });
        },
      })),
  ],
];

describe("vectorEnvironmentChecks", () => {
  test.each(vectorEnvironmentChecks(vector))("a good environment passes: $name", ({ run }) => {
    run();
  });
  test.each(brokenVectors)("%s notices", (check, create) => {
    expect(failures(vectorEnvironmentChecks(create)).some((name) => check.test(name))).toBe(true);
  });
  test("checkVectorEnvironment runs them all", () => {
    checkVectorEnvironment(vector);
    expect(() => {
      checkVectorEnvironment(brokenVectors[0]![1]);
    }).toThrow(/a row a world/);
  });
});
