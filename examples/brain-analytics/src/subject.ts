import { createRandomStream, disposeParameters } from "@wayfield/backend";
import {
  ensemblesIn,
  gridVector,
  modulesOf,
  runEpisodes,
  setupOf,
  stepDurationOf,
  trainedAgent,
  worldsOf,
  type Enter,
  type Episode,
  type LayerHook,
  type Navigator,
  type Setup,
  type Worlds,
} from "@wayfield/example-navigation-agent";

/** Someone whose inside can be watched and changed while it acts. */
export interface Subject {
  title: string;
  setup: Setup;
  /** Whether it has a policy with a memory to read from. */
  hasMemory: boolean;
  /** Makes it, with a hook on its layers, for given worlds. */
  enter: (hook?: LayerHook) => Promise<{ enter: Enter; dispose: () => void }>;
}

/** A trained agent. */
export async function trainedSubject(
  title: string,
  policy: string,
  modules: string,
  seed: number,
): Promise<Subject> {
  const { setup, dispose } = await trainedAgent(policy, modules, { seed });
  dispose();
  return {
    title,
    setup,
    hasMemory: true,
    enter: (hook) => trainedAgent(policy, modules, { seed, ...(hook ? { hook } : {}) }),
  };
}

/** The scripted navigator that walks the vector between the present grid code and the one at the goal. */
export const vectorSubject = (title: string, setup: Setup, modules: string, seed: number): Subject => ({
  title,
  setup,
  hasMemory: false,
  enter: async (hook) => {
    const [parameters, ensembles] = [await modulesOf(setup, modules), await ensemblesIn(modules)];
    return {
      enter: gridVector(setup, parameters, ensembles, seed, hook),
      dispose: () => {
        disposeParameters(parameters);
      },
    };
  },
});

/** Who is looked into, in words: what a thread can be told. */
export interface SubjectSpec {
  /** Its name in result files. */
  name: string;
  /** Its name in words. */
  title: string;
  seed: number;
  /** The file of the trained modules. */
  modules: string;
  /** The file of its trained policy; without one it is the scripted navigator on the grid code. */
  policy?: string;
}

/** The subject of a specification. */
export async function subjectOf({ title, seed, modules, policy }: SubjectSpec): Promise<Subject> {
  if (policy !== undefined) return trainedSubject(title, policy, modules, seed);
  const setup = setupOf({ config: "fast", world: "square", agent: "grid", seed, modules });
  return Promise.resolve(vectorSubject(title, setup, modules, seed));
}

/** The same subject in episodes of that many seconds. */
export const inEpisodesOf = (subject: Subject, episodeDuration: number): Subject => ({
  ...subject,
  setup: { ...subject.setup, config: { ...subject.setup.config, episodeDuration } },
});

/** How a subject is let loose. */
export interface Trial {
  seed: number;
  episodes: number;
  hook?: LayerHook;
  /** Told the worlds before the subject is put into them. */
  onWorlds?: (worlds: Worlds) => void;
  /** Called before each step. */
  onStep?: () => void;
  /** Told after each step where the subject believes to be, metres, `[worlds, 2]`, if it has an opinion. */
  onBelief?: (beliefs: Float32Array) => void;
}

/** One episode in each of as many worlds, the same ones for each subject and condition of a seed. */
export async function liveThrough(
  subject: Subject,
  { seed, episodes, hook, onWorlds, onStep, onBelief }: Trial,
): Promise<Episode[]> {
  const made = await subject.enter(hook);
  const worldSeed = createRandomStream(seed).split("brain-analytics").seed();
  const worlds = worldsOf(subject.setup, { size: episodes, groups: 1, seed: worldSeed });
  onWorlds?.(worlds);
  const { navigator, dispose } = made.enter(worlds);
  const watched: Navigator = {
    ...navigator,
    act: () => {
      onStep?.();
      return navigator.act();
    },
    // To read a place from a code takes time: it is asked for only where someone listens.
    believe: () => {
      const beliefs = onBelief && navigator.believe();
      if (beliefs !== undefined) onBelief?.(beliefs);
      return beliefs;
    },
  };
  const lived = runEpisodes(worlds, watched, stepDurationOf(subject.setup.config));
  dispose?.();
  made.dispose();
  return lived;
}

/** Goals of each episode. */
export const goalsOf = (episodes: readonly Episode[]): number[] => episodes.map(({ trips }) => trips.length);
