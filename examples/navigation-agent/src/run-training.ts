import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { writeFileAtomically } from "@wayfield/backend/node";
import type { Progress } from "@wayfield/example-kit";

/** Something that learns piece by piece. */
export interface Learning {
  /** How much is done, in the unit of the total. */
  done: () => number;
  /** Goes on by one piece; tells its numbers. */
  advance: () => Promise<Record<string, number>>;
  /** The state to go on from. */
  save: () => Promise<Uint8Array>;
}

/** How a training is run. */
export interface RunOptions {
  total: number;
  /** Pieces whose means make a line of the log. */
  perLine: number;
  checkpoint: string;
  /** Seconds between two writings of the checkpoint. */
  checkpointEvery: number;
  /** The file of JSON lines. */
  log: string;
  signal: AbortSignal;
  progress: Progress;
  /** What the progress line says of a line of the log. */
  note: (line: Record<string, number>) => string;
}

/** Means over pieces, number by number; what is not a number in a piece does not count. */
function meansOf(pieces: readonly Record<string, number>[]): Record<string, number> {
  const names = Object.keys(pieces[0] ?? {});
  return Object.fromEntries(
    names.flatMap((name) => {
      const values = pieces.map((piece) => piece[name]!).filter((value) => Number.isFinite(value));
      return values.length === 0
        ? []
        : [[name, values.reduce((sum, value) => sum + value, 0) / values.length]];
    }),
  );
}

/** What a piece of learning came to; nothing if it was given up because of the interrupt. */
async function unlessInterrupted<Value>(
  piece: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> {
  try {
    return await piece;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** Whether a line of a log tells of something up to a moment of a training; a broken one tells of nothing. */
function isUntil(line: string, done: number): boolean {
  try {
    return (JSON.parse(line) as { done: number }).done <= done;
  } catch {
    return false;
  }
}

/** Drops what a log tells of later moments than the one that a training goes on from: they will come again. */
async function forgetLater(log: string, done: number): Promise<void> {
  if (!existsSync(log)) return;
  const lines = (await readFile(log, "utf8")).split("\n").filter((line) => isUntil(line, done));
  await writeFileAtomically(log, new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
}

/**
 * Learns until the total or an interrupt: writes a line of JSON now and then, and the checkpoint now and then and at the
 * end.
 * @returns The lines.
 */
export async function runTraining(
  learning: Learning,
  options: RunOptions,
): Promise<Record<string, number>[]> {
  const { total, perLine, checkpoint, checkpointEvery, log, signal, progress, note } = options;
  const lines: Record<string, number>[] = [];
  let pieces: Record<string, number>[] = [];
  let savedAt = performance.now();
  let wroteAt = { time: savedAt, done: learning.done() };
  await mkdir(dirname(log), { recursive: true });
  await forgetLater(log, learning.done());
  progress.goOnFrom(learning.done());
  while (learning.done() < total && !signal.aborted) {
    const piece = await unlessInterrupted(learning.advance(), signal);
    if (piece === undefined) break;
    pieces.push(piece);
    if (pieces.length === perLine || learning.done() >= total) {
      const now = performance.now();
      const perSecond = (1000 * (learning.done() - wroteAt.done)) / (now - wroteAt.time);
      wroteAt = { time: now, done: learning.done() };
      const line = { done: learning.done(), perSecond: Math.round(perSecond), ...meansOf(pieces) };
      lines.push(line);
      await appendFile(log, `${JSON.stringify(line)}\n`);
      progress.update(learning.done(), note(line));
      pieces = [];
    }
    // Lets an interrupt in.
    await setImmediate();
    if (performance.now() - savedAt < 1000 * checkpointEvery) continue;
    await writeFileAtomically(checkpoint, await learning.save());
    savedAt = performance.now();
  }
  progress.finish();
  await writeFileAtomically(checkpoint, await learning.save());
  return lines;
}
