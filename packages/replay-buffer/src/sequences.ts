import { layoutOf, makeBatch, requireLayout, type Batch } from "./batch.ts";
import { clearRow, copyRow, gatherRows, writeRow, type RowTarget } from "./column.ts";
import { combine, persistCounters, type Persistent } from "./persistent.ts";
import { describe, drawInto, checkPriority, createUpdater, type Samples } from "./replay.ts";
import { requireInteger, requirePositiveInteger } from "./require.ts";
import { checkItem, createRing, largestCapacity, type Ring } from "./ring.ts";
import { uniform, type RandomSource, type Sampler, type SamplerFactory } from "./sampler.ts";
import { int32, type Columns, type Item, type Spec } from "./spec.ts";

/** Options of {@link createSequenceBuffer}. */
export interface SequenceBufferOptions<S extends Spec, R extends Spec> {
  /** What one time step is made of. */
  spec: S;
  /** The recurrent state that is stored with each sequence, `{}` for none. */
  state: R;
  /** Time steps held at most. */
  capacity: number;
  /** Trained time steps of one sequence. */
  length: number;
  /** Time steps before them that only warm up the recurrent state. Default 0. */
  burnIn?: number;
  /** Trained time steps that two successive sequences share, fewer than `length`. Default 0. */
  overlap?: number;
  /** Sequences held at most. Default 2 ⌈capacity / (length − overlap)⌉, and as many more as can be under way at once. */
  sequences?: number;
  /** Seeded uniform source. */
  random: RandomSource;
  /** How sequences are drawn. Default {@link uniform}. */
  sampler?: SamplerFactory;
}

/** Sampled sequences, time-major. */
export interface SequenceBatch<S extends Spec, R extends Spec> extends Batch<S> {
  /** Time steps in `columns`: burnIn + length. */
  readonly time: number;
  /** Recurrent state before the first time step, `[batch, …shape]`. */
  readonly state: Columns<R>;
  /** @internal The recurrent states in the units in which rows are copied. */
  readonly stateTargets: Readonly<Record<string, RowTarget>>;
  /**
   * `[time, batch]`: 1 for the trained steps, 0 for burn-in and for what lies beyond the end of an episode (there the
   * columns are 0).
   */
  readonly mask: Float32Array;
  /** Burn-in steps of each sequence: fewer than asked for near an episode's beginning. */
  readonly burnIn: Int32Array;
  /** Time steps of each sequence that are real, burn-in included. */
  readonly lengths: Int32Array;
}

/** Sequences of successive time steps, each inside one episode. */
export interface SequenceBuffer<S extends Spec, R extends Spec> extends Samples<SequenceBatch<S, R>> {
  /** Time steps held at most. */
  readonly capacity: number;
  /** Makes arrays for `size` sequences, columns `[time, batch, …shape]`. */
  readonly createBatch: (size: number) => SequenceBatch<S, R>;
  /**
   * Adds a time step.
   * @param state Recurrent state before this step; kept only where a sequence begins.
   * @param priority Priority of the sequences that this step completes; the largest seen so far unless given.
   * @throws TypeError or RangeError, with nothing changed, if a field is missing or of the wrong length.
   */
  readonly add: (step: Item<S>, state: Item<R>, priority?: number) => void;
  /** Ends the episode: no sequence reaches over this point. Shorter sequences become whole here. */
  readonly endEpisode: (priority?: number) => void;
}

/** Everything that the parts of one buffer share. */
interface Parts {
  /** The function that made the buffer: errors give its name. */
  caller: string;
  steps: Ring<Spec>;
  /** One item a sequence: its recurrent state, and where it lies. */
  index: Ring<Spec>;
  sampler: Sampler;
  length: number;
  burnIn: number;
  overlap: number;
}

/** Where a sequence lies. Its start is an id of the step ring in two words, for a float32 could not hold it. */
const indexSpec = { "#high": int32(), "#low": int32(), "#warm": int32(), "#rows": int32() };
const lowRange = 2 ** 24;

function readIndex({ index }: Parts, name: keyof typeof indexSpec, slot: number): number {
  const { chunks, shift, mask } = index.columns[name]!;
  return chunks[slot >>> shift]![slot & mask]!;
}

const startOf = (parts: Parts, slot: number): number =>
  readIndex(parts, "#high", slot) * lowRange + readIndex(parts, "#low", slot);

/** Where the writing stands. */
interface Position extends Record<string, number> {
  /** Id of the episode's first step. */
  start: number;
  /** Index id of the oldest sequence held … */
  oldest: number;
  /** … of the first that is not whole yet … */
  open: number;
  /** … and of the first of this episode. */
  first: number;
}

/** Enters a sequence into the index; a full index forgets its oldest. */
function begin({ steps, index, sampler }: Parts, position: Position, state: Item<Spec>, warm: number): void {
  if (index.size() === index.capacity) {
    sampler.remove(index.nextSlot());
    position.oldest = Math.max(position.oldest, index.count() - index.capacity + 1);
  }
  const id = steps.count();
  index.add({
    ...state,
    "#high": Math.floor(id / lowRange),
    "#low": id % lowRange,
    "#warm": warm,
    "#rows": 0,
  });
}

/** Begins every sequence whose first step is the one to come: near an episode's beginning several share it. */
function beginDue(parts: Parts, position: Position, state: Item<Spec>): void {
  const { steps, length, burnIn, overlap } = parts;
  const period = length - overlap;
  const elapsed = steps.count() - position.start;
  if (elapsed === 0) {
    for (let warm = 0; warm <= burnIn; warm += period) begin(parts, position, state, warm);
  } else if ((elapsed + burnIn) % period === 0) begin(parts, position, state, burnIn);
}

/** Takes out the sequences whose first step the next one overwrites. */
function evict(parts: Parts, position: Position): void {
  const lost = parts.steps.count() - parts.steps.capacity;
  for (; position.oldest < position.open; position.oldest++) {
    const slot = parts.index.slotOf(position.oldest);
    if (startOf(parts, slot) > lost) return;
    parts.sampler.remove(slot);
  }
}

/** Steps, and trained steps, of the first sequence that is not whole yet. */
function openRows(parts: Parts, position: Position): { rows: number; trained: number } {
  const slot = parts.index.slotOf(position.open);
  const rows = parts.steps.count() - startOf(parts, slot);
  return { rows, trained: rows - readIndex(parts, "#warm", slot) };
}

/** Lets the first sequence that is not whole yet be sampled with the rows it has. */
function finish(
  { index, sampler }: Parts,
  position: Position,
  rows: number,
  priority: number | undefined,
): void {
  const slot = index.slotOf(position.open);
  writeRow(index.columns["#rows"]!, slot, rows);
  sampler.insert(slot, priority);
  position.open++;
}

/**
 * The writing side. Sequences enter the index where they begin, with 0 rows; they become whole in the same order, and
 * leave in the same order when their first step is overwritten.
 */
function createWriter(parts: Parts): Pick<SequenceBuffer<Spec, Spec>, "add" | "endEpisode"> & Persistent {
  const { caller, steps, index, sampler, length, overlap } = parts;
  const [whereAdd, whereEnd] = [`${caller}.add`, `${caller}.endEpisode`];
  const position: Position = { start: 0, oldest: 0, open: 0, first: 0 };
  return {
    add: (step, state, priority) => {
      checkItem(whereAdd, steps.columns, step);
      checkState(whereAdd, index, state);
      checkPriority(whereAdd, sampler, priority);
      beginDue(parts, position, state);
      evict(parts, position);
      steps.add(step);
      while (position.open < index.count()) {
        const { rows, trained } = openRows(parts, position);
        if (trained < length) break;
        finish(parts, position, rows, priority);
      }
    },
    endEpisode: (priority) => {
      checkPriority(whereEnd, sampler, priority);
      while (position.open < index.count()) {
        const { rows, trained } = openRows(parts, position);
        // What the sequence before this one holds already is no reason for another.
        if (trained > (position.open === position.first ? 0 : overlap))
          finish(parts, position, rows, priority);
        else position.open++;
      }
      position.start = steps.count();
      position.first = index.count();
    },
    ...persistCounters(caller, position),
  };
}

/** Checks the recurrent state alone: the rest of an index item is ours. */
function checkState(where: string, index: Ring<Spec>, state: Item<Spec>): void {
  const own = Object.entries(index.columns).filter(([name]) => !Object.hasOwn(indexSpec, name));
  checkItem(`${where} (state)`, Object.fromEntries(own), state);
}

/** Copies the sequence at an index slot to one batch column; the rows past its end become 0. */
function copySequence(parts: Parts, batch: SequenceBatch<Spec, Spec>, row: number): void {
  const { steps, length } = parts;
  const slot = batch.slots[row]!;
  const rows = readIndex(parts, "#rows", slot);
  const warm = readIndex(parts, "#warm", slot);
  const start = steps.slotOf(startOf(parts, slot));
  batch.burnIn[row] = warm;
  batch.lengths[row] = rows;
  for (let time = 0; time < batch.time; time++) {
    const place = time * batch.size + row;
    const real = time < rows;
    batch.mask[place] = real && time >= warm && time < warm + length ? 1 : 0;
    const from = start + time < steps.capacity ? start + time : start + time - steps.capacity;
    for (const name in steps.columns) {
      if (real) copyRow(steps.columns[name]!, from, batch.targets[name]!, place);
      else clearRow(steps.columns[name]!, batch.targets[name]!, place);
    }
  }
}

/** What a batch of sequences must fit: two buffers may differ in the state or the time alone. */
const sequenceLayout = (spec: Spec, state: Spec, time: number): string =>
  layoutOf(spec, { time, state: `{ ${layoutOf(state)} }` });

function makeSequenceBatch<S extends Spec, R extends Spec>(
  caller: string,
  spec: S,
  state: R,
  time: number,
  size: number,
): SequenceBatch<S, R> {
  const { columns, targets } = makeBatch(caller, state, size, size, {});
  return {
    ...makeBatch(caller, spec, size, size * time, {}),
    layout: sequenceLayout(spec, state, time),
    time,
    state: columns,
    stateTargets: targets,
    mask: new Float32Array(time * size),
    burnIn: new Int32Array(size),
    lengths: new Int32Array(size),
  };
}

function checkOptions(
  caller: string,
  capacity: number,
  length: number,
  burnIn: number,
  overlap: number,
  sequences: number,
): void {
  requirePositiveInteger(caller, "length", length);
  requireInteger(caller, "burnIn", burnIn, 0, largestCapacity);
  requireInteger(caller, "overlap", overlap, 0, length - 1);
  requireInteger(caller, "the capacity", capacity, burnIn + length, largestCapacity);
  const pending = windowsAtOnce(length, burnIn, overlap);
  requireInteger(caller, "sequences", sequences, pending, largestCapacity);
}

/** Sequences that can be under way at the same time. */
const windowsAtOnce = (length: number, burnIn: number, overlap: number): number =>
  Math.ceil((burnIn + length) / (length - overlap));

/** A sequence buffer, and what another buffer that is made of it must know. */
interface SequenceBufferParts<S extends Spec, R extends Spec> {
  readonly buffer: SequenceBuffer<S, R>;
  /** The id of the sequence that began last. */
  readonly newest: () => number;
}

/**
 * Sequences of time steps with the recurrent state that held before their first one, for training recurrent networks.
 *
 * Sequence k of an episode trains steps [k·p, k·p + length), p = length − overlap, and begins up to `burnIn` steps
 * earlier, from the stored state: unroll all rows, and let `mask` say which enter the loss. Each step is stored once
 * however many sequences share it. The last sequence of an episode is as long as the episode leaves it; none reaches
 * across an episode's end or into overwritten steps. For a bootstrap value let sequences overlap by one step and use
 * the last row for nothing else.
 * @throws TypeError or RangeError for fields or settings that cannot be.
 * @example
 * const buffer = createSequenceBuffer({
 *   spec: { observation: float32(8), action: int32(), reward: float32() },
 *   state: { h: float32(64), c: float32(64) }, capacity: 100_000, length: 80, burnIn: 40, overlap: 40, random,
 * });
 * @see Kapturowski et al. 2019, "Recurrent Experience Replay in Distributed Reinforcement Learning" (R2D2), section 3.
 */
export function createSequenceBuffer<const S extends Spec, const R extends Spec>(
  options: SequenceBufferOptions<S, R>,
): SequenceBuffer<S, R> {
  return createSequenceParts("createSequenceBuffer", options).buffer;
}

/** As {@link createSequenceBuffer}, with the id of the newest sequence, for a function whose name its errors give. */
export function createSequenceParts<S extends Spec, R extends Spec>(
  caller: string,
  {
    spec,
    state,
    capacity,
    length,
    burnIn = 0,
    overlap = 0,
    sequences = 2 * Math.ceil(capacity / (length - overlap)) + windowsAtOnce(length, burnIn, overlap),
    random,
    sampler: createSampler = uniform,
  }: SequenceBufferOptions<S, R>,
): SequenceBufferParts<S, R> {
  checkOptions(caller, capacity, length, burnIn, overlap, sequences);
  const steps = createRing<Spec>(caller, spec, capacity);
  const index = createRing<Spec>(caller, { ...state, ...indexSpec }, sequences);
  const sampler = createSampler(sequences);
  const parts: Parts = { caller, steps, index, sampler, length, burnIn, overlap };
  const { add, endEpisode, ...writer } = createWriter(parts);
  const layout = sequenceLayout(spec, state, burnIn + length);
  const settings = {
    spec: describe(spec),
    state: describe(state),
    capacity,
    length,
    burnIn,
    overlap,
    sequences,
  };
  const buffer: SequenceBuffer<S, R> = {
    capacity,
    size: sampler.size,
    createBatch: (size) => makeSequenceBatch(caller, spec, state, burnIn + length, size),
    add,
    endEpisode,
    sample: (batch, beta = 0) => {
      requireLayout(caller, batch, layout);
      drawInto(caller, sampler, batch, random, beta);
      index.identify(batch);
      for (const name in state)
        gatherRows(index.columns[name]!, batch.slots, batch.size, batch.stateTargets[name]!);
      for (let row = 0; row < batch.size; row++) copySequence(parts, batch, row);
    },
    updatePriorities: createUpdater(caller, sampler, index.locate),
    byteLength: steps.byteLength + index.byteLength + sampler.byteLength,
    ...combine(caller, settings, [steps, index, sampler, writer]),
  };
  return { buffer, newest: () => index.count() - 1 };
}
