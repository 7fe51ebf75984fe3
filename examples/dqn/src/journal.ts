import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readFileOrExplain, writeFileAtomically } from "@wayfield/backend/node";
import { UsageError } from "@wayfield/example-kit";
import { loadTraining, saveTraining, trainingFiles, type Look, type Training } from "./training.ts";

/** One trained agent. */
export interface Run {
  seed: number;
  looks: readonly Look[];
  /** Environment steps used. */
  steps: number;
  /** Returns of 100 greedy episodes of the final network, that nothing was chosen by. */
  returns: number[];
}

interface Content {
  format: "wayfield-dqn-1";
  /** Trainings that are done, by their key. */
  finished: Record<string, Run>;
  /** The training under way, and the files that hold it. */
  current?: { key: string; stem: string };
}

/**
 * What a series of trainings has got through, in one small file that names the two files of the training under way.
 * Those are written first, under names of their own, so at every moment the small file points at a whole state.
 */
export interface Journal {
  /** Key of the training under way, if there is one. It has to be finished before another is begun. */
  underWay: () => string | undefined;
  /** A training that is done. */
  find: (key: string) => Run | undefined;
  /** Notes that a training is done. */
  finish: (key: string, run: Run) => Promise<void>;
  /** Writes a training under way. */
  save: (key: string, training: Training) => Promise<void>;
  /** Brings a fresh training to where the journal has it, if it has. */
  resume: (key: string, training: Training) => Promise<void>;
}

const emptyContent: Content = { format: "wayfield-dqn-1", finished: {} };

async function readContent(file: string): Promise<Content> {
  const text = new TextDecoder().decode(await readFileOrExplain(file));
  let content: Partial<Content> = {};
  try {
    content = JSON.parse(text) as Partial<Content>;
  } catch {
    // told below, as any other file that is none of ours
  }
  if (content.format === "wayfield-dqn-1") return content as Content;
  throw new UsageError(
    `--resume: expected a file that "pnpm example dqn --checkpoint FILE" wrote, got ${file}`,
  );
}

/**
 * Opens a journal.
 * @param file Where it is written.
 * @param from A journal to go on from.
 */
export async function openJournal(file: string, from: string | undefined): Promise<Journal> {
  let content = from === undefined ? emptyContent : await readContent(from);
  const stemAt = (path: string, stem: string): string => join(dirname(path), stem);
  let source = from ?? file;

  /** Writes the journal anew, then removes the files that only the old one named. Files of another journal stay. */
  const replaceContent = async (next: Content): Promise<void> => {
    const old = source === file ? content.current?.stem : undefined;
    await writeFileAtomically(file, JSON.stringify(next));
    [content, source] = [next, file];
    if (old === undefined || old === next.current?.stem) return;
    await Promise.all(trainingFiles(stemAt(file, old)).map((path) => rm(path, { force: true })));
  };

  /** There is a place for one training under way: that of another would be lost. */
  const assertUnderWay = (key: string): void => {
    const current = content.current?.key ?? key;
    if (current !== key) throw new Error(`journal: expected to go on with ${current} first, got ${key}`);
  };

  return {
    underWay: () => content.current?.key,
    find: (key) => content.finished[key],
    finish: async (key, run) => {
      assertUnderWay(key);
      await replaceContent({ format: content.format, finished: { ...content.finished, [key]: run } });
    },
    save: async (key, training) => {
      assertUnderWay(key);
      const stem = `${basename(file)}.${Object.keys(content.finished).length}-${training.step()}`;
      await saveTraining(training, stemAt(file, stem));
      await replaceContent({ ...content, current: { key, stem } });
    },
    resume: async (key, training) => {
      if (content.current?.key === key) await loadTraining(training, stemAt(source, content.current.stem));
    },
  };
}
