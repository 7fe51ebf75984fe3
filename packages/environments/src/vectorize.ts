import type { Environment } from "./environment.ts";
import { assertSeed, deriveSeed } from "./random.ts";
import type { BoxSpace, Space } from "./spaces.ts";
import type { VectorEnvironment, VectorResetOptions } from "./vector-environment.ts";

/**
 * A vector environment of any environments with box observations and numbered actions, stepped one after another.
 *
 * World n of `vectorize` does bit for bit what the n-th environment does alone with the seed `deriveSeed(seed, n)` or
 * `seeds[n]`, and a `reset()` at each end.
 *
 * @param environments - Environments of one kind, each an object of its own; the vector owns them from here on. Where
 * their action spaces differ, the vector tells the first one's, and each action must lie in its own world's.
 * @throws RangeError without environments, for one that is there twice, or where their observations differ in shape.
 * @example
 * const worlds = vectorize(Array.from({ length: 32 }, () => createMyWorld()));
 * worlds.reset({ seed: 1 });
 * worlds.step(new Int32Array(32));
 */
export function vectorize<Observations extends Float32Array | Uint8Array>(
  environments: readonly (Environment<Observations, number> & {
    readonly observationSpace: BoxSpace<Observations>;
  })[],
): VectorEnvironment<Observations> {
  const size = environments.length;
  const first = environments[0];
  if (first === undefined) throw new RangeError("vectorize: expected at least one environment, got none");
  assertDistinct(environments);
  const { observationSpace, actionSpace } = first;
  const width = observationSpace.low.length;
  if (environments.some((other) => other.observationSpace.low.length !== width)) {
    throw new RangeError("vectorize: expected environments whose observations have one shape, got several");
  }
  const observations = zeros(observationSpace, size);
  const finalObservations = zeros(observationSpace, size);
  const rewards = new Float32Array(size);
  const terminated = new Uint8Array(size);
  const truncated = new Uint8Array(size);
  let started = false;
  const spaceOf = (world: number): Space<number> => environments[world]!.actionSpace;
  const stepWorld = (world: number, action: number): void => {
    const environment = environments[world]!;
    const result = environment.step(action);
    rewards[world] = result.reward;
    terminated[world] = Number(result.terminated);
    truncated[world] = Number(result.truncated);
    let { observation } = result;
    if (result.terminated || result.truncated) {
      finalObservations.set(observation, world * width);
      ({ observation } = environment.reset());
    }
    observations.set(observation, world * width);
  };
  return {
    size,
    observationSpace,
    actionSpace,
    observations,
    finalObservations,
    rewards,
    terminated,
    truncated,
    reset: (options = {}) => {
      const seeds = worldSeeds(size, options);
      started = false;
      environments.forEach((environment, world) => {
        const seed = seeds?.[world];
        const { observation } = environment.reset(seed === undefined ? {} : { seed });
        observations.set(observation, world * width);
      });
      for (const array of [rewards, terminated, truncated]) array.fill(0);
      started = true;
    },
    step: (actions) => {
      if (!started) throw new Error("step: expected running episodes, got none; call reset first");
      assertActions(spaceOf, size, actions);
      for (let world = 0; world < size; world++) stepWorld(world, actions[world]!);
    },
  };
}

/** One environment in two rows would move twice a step, and neither row would tell of it. */
function assertDistinct(environments: readonly object[]): void {
  const distinct = new Set(environments).size;
  if (distinct === environments.length) return;
  throw new RangeError(
    `vectorize: expected ${environments.length} environments, each an object of its own, got ${distinct} different ` +
      "ones; make each anew, as Array.from({ length }, () => createMyWorld()) does",
  );
}

/** A zeroed array for the observations of `size` worlds. */
function zeros<Observations extends Float32Array | Uint8Array>(
  { low }: BoxSpace<Observations>,
  size: number,
): Observations {
  const length = size * low.length;
  return (low instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length)) as Observations;
}

/** The seed of each world, all checked, or nothing where the worlds are to go on with the numbers they have. */
export function worldSeeds(size: number, { seed, seeds }: VectorResetOptions): readonly number[] | undefined {
  if (seeds === undefined) {
    return seed === undefined
      ? undefined
      : Array.from({ length: size }, (_, world) => deriveSeed(seed, world));
  }
  if (seed !== undefined) {
    throw new RangeError("reset: expected either seed or seeds, got both; leave one out");
  }
  if (seeds.length !== size) {
    throw new RangeError(`reset: expected ${size} seeds, one a world, got ${seeds.length}`);
  }
  seeds.forEach((each, world) => {
    assertSeed(each, `reset (seeds, world ${world})`);
  });
  return seeds;
}

/** Checks a batch of actions, each against its own world's space, before any world moves. */
export function assertActions(
  spaceOf: (world: number) => Space<number>,
  size: number,
  actions: ArrayLike<number>,
): void {
  if (actions.length !== size) {
    throw new RangeError(`step: expected ${size} actions, one a world, got ${actions.length}`);
  }
  for (let world = 0; world < size; world++) {
    if (!spaceOf(world).contains(actions[world])) {
      throw new RangeError(
        `step: expected actions in the action space, got ${String(actions[world])} for world ${world}`,
      );
    }
  }
}
