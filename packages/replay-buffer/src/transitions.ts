import { layoutOf, makeBatch, requireLayout, type Batch } from "./batch.ts";
import { copyRow, gatherRows, writeRow, type RowTarget } from "./column.ts";
import { combine, persistCounters, type Persistent } from "./persistent.ts";
import { drawInto, describe, checkPriority, createUpdater, type Samples } from "./replay.ts";
import { requireBetween, requireInteger, requirePositiveInteger } from "./require.ts";
import { checkItem, createRing, type ColumnSet, type Ring } from "./ring.ts";
import { uniform, type RandomSource, type Sampler, type SamplerFactory } from "./sampler.ts";
import { float32, uint8, type Columns, type FieldSpec, type Row, type Spec } from "./spec.ts";

/** Options of {@link createTransitionBuffer}. */
export interface TransitionBufferOptions<O extends FieldSpec, A extends FieldSpec> {
  /** One observation, e.g. one video frame. */
  observation: O;
  /** One action. */
  action: A;
  /** Observations held at most: one a step, and one more for each truncated episode. */
  capacity: number;
  /** Seeded uniform source. */
  random: RandomSource;
  /** How transitions are drawn. Default {@link uniform}. */
  sampler?: SamplerFactory;
  /** Number of successive observations that make one state, up to 255. Default 1. */
  stack?: number;
  /** Rewards n in one return. Default 1. */
  steps?: number;
  /** Discount γ of one step, in [0, 1]. Default 0.99. */
  discount?: number;
}

/** What a {@link TransitionBatch} is made of. */
export interface TransitionSpec<O extends FieldSpec, A extends FieldSpec> extends Readonly<
  Record<string, FieldSpec>
> {
  /** State Sₜ, `[batch, stack, …shape]`, oldest observation first; `[batch, …shape]` when the stack is 1. */
  readonly observation: FieldSpec<O["dtype"]>;
  /** Action Aₜ. */
  readonly action: A;
  /** n-step return R = Σ_{k<m} γᵏ Rₜ₊ₖ₊₁, m = n or fewer where the episode ended. */
  readonly reward: FieldSpec<"float32", readonly []>;
  /** γᵐ, or 0 if the episode terminated within the m steps. Truncation keeps it. */
  readonly discount: FieldSpec<"float32", readonly []>;
  /** State Sₜ₊ₘ from which to bootstrap. After termination there is none: the last state is repeated, at discount 0. */
  readonly nextObservation: FieldSpec<O["dtype"]>;
}

/** Sampled n-step transitions. */
export type TransitionBatch<O extends FieldSpec, A extends FieldSpec> = Batch<TransitionSpec<O, A>>;

/** What an action led to. */
export interface Outcome<A extends FieldSpec> {
  /** Aₜ, taken at the last observation. */
  action: Row<A>;
  /** Rₜ₊₁. */
  reward: number;
  /** Oₜ₊₁. */
  observation: number | ArrayLike<number>;
  /** Whether the task itself ended: no reward can follow. */
  terminated: boolean;
  /** Whether the episode was cut short: value remains. */
  truncated: boolean;
}

/** One stream of experience, each observation stored once, sampled as n-step transitions between stacked states. */
export interface TransitionBuffer<O extends FieldSpec, A extends FieldSpec> extends Samples<
  TransitionBatch<O, A>
> {
  /** Observations held at most. */
  readonly capacity: number;
  /** Makes arrays for `size` transitions. */
  readonly createBatch: (size: number) => TransitionBatch<O, A>;
  /**
   * Begins an episode with its first observation. An episode that is still open counts as truncated here.
   * @throws TypeError or RangeError, with nothing changed, if the observation is missing or of the wrong length.
   */
  readonly begin: (observation: number | ArrayLike<number>) => void;
  /**
   * Records a step. Transitions can be sampled once their n rewards are in or the episode is over.
   * @param priority Priority of the transitions that this completes; the largest seen so far unless given.
   * @throws Error if no episode is open; TypeError or RangeError, with nothing changed, if something is missing or of the
   * wrong length, or a flag is neither true nor false.
   */
  readonly step: (outcome: Outcome<A>, priority?: number) => void;
}

const caller = "createTransitionBuffer";

/** Small columns then fit one chunk each. */
const largestTransitionCapacity = 2 ** 28;

/** What follows the observation in a slot. */
const continues = 0;
const terminates = 1;
const truncates = 2;
/** Nothing: the observation is the episode's last, or its action is still to come. */
const closes = 3;

/** Everything that the parts of one buffer share. */
interface Parts {
  ring: Ring<Spec>;
  sampler: Sampler;
  stack: number;
  steps: number;
  discount: number;
  reward: Float32Array;
  /** What follows each observation. */
  end: Uint8Array;
  /** Earlier observations of the same episode that belong to a slot's state, at most stack − 1. */
  age: Uint8Array;
}

/** The slot a few steps before (negative) or after another. */
function shifted(slot: number, offset: number, capacity: number): number {
  const moved = slot + offset;
  if (moved < 0) return moved + capacity;
  return moved < capacity ? moved : moved - capacity;
}

/** Copies the stacked state at a slot; before the first observation of an episode that one is repeated. */
function copyState({ ring, stack, age }: Parts, slot: number, target: RowTarget, row: number): void {
  const observation = ring.columns["observation"]!;
  for (let back = 0; back < stack; back++) {
    const from = shifted(slot, -Math.min(back, age[slot]!), ring.capacity);
    copyRow(observation, from, target, row * stack + stack - 1 - back);
  }
}

/** Writes the n-step return and discount of the transition that starts at a slot; returns where it bootstraps. */
function accumulate(
  parts: Parts,
  start: number,
  row: number,
  columns: Columns<TransitionSpec<FieldSpec, FieldSpec>>,
): number {
  const { ring, steps, discount, reward, end } = parts;
  let total = 0;
  let power = 1;
  let slot = start;
  for (let step = 0; step < steps; step++) {
    total += power * reward[slot]!;
    power *= discount;
    if (end[slot] === terminates) {
      power = 0;
      break;
    }
    const last = end[slot] === truncates;
    slot = shifted(slot, 1, ring.capacity);
    if (last) break;
  }
  columns.reward[row] = total;
  columns.discount[row] = power;
  return slot;
}

function makeRing(observation: FieldSpec, action: FieldSpec, capacity: number): Ring<Spec> {
  const spec = { observation, action, reward: float32(), end: uint8(), age: uint8() };
  return createRing<Spec>(caller, spec, capacity);
}

function checkOptions(capacity: number, stack: number, steps: number, discount: number): void {
  requirePositiveInteger(caller, "steps", steps);
  requireInteger(caller, "stack", stack, 1, 255);
  requireInteger(caller, "the capacity", capacity, steps + stack, largestTransitionCapacity);
  requireBetween(caller, "discount", discount, 0, 1);
}

/** Where the writing stands. */
interface Position extends Record<string, number> {
  /** 1 while an episode is open. */
  open: number;
  /** Id of the episode's first observation. */
  start: number;
  /** Id of the episode's first transition that cannot be sampled yet. */
  pending: number;
}

/** Takes out what the next observation overwrites: the oldest slot and the states that reach back to it. */
function evict({ ring, sampler, stack, age }: Parts): void {
  if (ring.size() < ring.capacity) return;
  const oldest = ring.nextSlot();
  for (let ahead = 0; ahead < stack; ahead++) {
    const slot = shifted(oldest, ahead, ring.capacity);
    if (age[slot]! >= ahead) sampler.remove(slot);
  }
}

/** Lets the transitions before an id be sampled. */
function complete(
  { ring, sampler }: Parts,
  position: Position,
  until: number,
  priority: number | undefined,
): void {
  for (; position.pending < until; position.pending++)
    sampler.insert(ring.slotOf(position.pending), priority);
}

/** Ends the episode at its newest observation, from which the last transitions bootstrap. */
function truncate(parts: Parts, position: Position, priority: number | undefined): void {
  const last = parts.ring.count() - 1;
  if (last > position.start) parts.end[parts.ring.slotOf(last - 1)] = truncates;
  complete(parts, position, last, priority);
  position.open = 0;
}

/** @throws TypeError unless a flag is one: what is missing would count as false, and the episode would go on. */
function checkFlag(name: "terminated" | "truncated", value: unknown): void {
  if (typeof value === "boolean") return;
  throw new TypeError(
    `${caller}.step: expected ${name} to be true or false, got ${String(value)}; say both how an episode ends and how it does not`,
  );
}

/** The writing side: where the episode stands, and which transitions have become whole. */
function createWriter<A extends FieldSpec>(
  parts: Parts,
): Pick<TransitionBuffer<FieldSpec, A>, "begin" | "step"> & Persistent {
  const { ring, sampler, stack, steps, reward, end, age } = parts;
  const [whereBegin, whereStep] = [`${caller}.begin`, `${caller}.step`];
  const { observation: seen, action: done, reward: earned } = ring.columns;
  const beginColumns = { observation: seen! } satisfies ColumnSet;
  const stepColumns = { action: done!, observation: seen!, reward: earned! } satisfies ColumnSet;
  const position: Position = { open: 0, start: 0, pending: 0 };
  const noAction = new Float32Array(ring.columns["action"]!.length);
  const push = (observation: number | ArrayLike<number>, reach: number): void => {
    evict(parts);
    ring.add({ observation, action: noAction, reward: 0, end: closes, age: reach });
  };
  return {
    begin: (observation) => {
      checkItem(whereBegin, beginColumns, { observation });
      if (position.open === 1) truncate(parts, position, undefined);
      position.start = position.pending = ring.count();
      push(observation, 0);
      position.open = 1;
    },
    step: (outcome, priority) => {
      if (position.open === 0) {
        throw new Error(`${whereStep}: expected an open episode; call begin(observation) first`);
      }
      checkItem(whereStep, stepColumns, outcome);
      const { action, observation, terminated, truncated } = outcome;
      checkFlag("terminated", terminated);
      checkFlag("truncated", truncated);
      checkPriority(whereStep, sampler, priority);
      const id = ring.count() - 1;
      const slot = ring.slotOf(id);
      writeRow(ring.columns["action"]!, slot, action);
      reward[slot] = outcome.reward;
      end[slot] = terminated ? terminates : continues;
      if (terminated) {
        complete(parts, position, id + 1, priority);
        position.open = 0;
        return;
      }
      push(observation, Math.min(age[slot]! + 1, stack - 1));
      if (truncated) truncate(parts, position, priority);
      else complete(parts, position, id + 2 - steps, priority);
    },
    ...persistCounters(caller, position),
  };
}

/**
 * Transitions with every observation stored once: a state of `stack` observations and the state n steps later share
 * frames with their neighbours, so a million transitions of 84 × 84 bytes cost a million frames (7.06 GB) where
 * states and next states side by side cost 56 GB.
 *
 *   (Sₜ, Aₜ, R, γᵐ, Sₜ₊ₘ)  with  R = Σ_{k<m} γᵏ Rₜ₊ₖ₊₁,  m = min(n, steps to the end of the episode)
 *
 * The discount is 0 if the episode terminated and stays γᵐ if it was truncated, so the target is always
 * R + discount · V(next). No state reaches across an episode's beginning or into overwritten observations.
 * @throws TypeError or RangeError for fields or settings that cannot be; the capacity must be at least stack + steps.
 * @example
 * const buffer = createTransitionBuffer({
 *   observation: uint8(84, 84), action: int32(), capacity: 100_000, random, stack: 4, steps: 3, discount: 0.99,
 * });
 * buffer.begin(frame);
 * buffer.step({ action: 2, reward: 0, observation: nextFrame, terminated: false, truncated: false });
 * @see Mnih et al. 2015 (stacked frames); Sutton & Barto 2018, section 7.1 (n-step returns); Hessel et al. 2018, "Rainbow".
 */
export function createTransitionBuffer<const O extends FieldSpec, const A extends FieldSpec>({
  observation,
  action,
  capacity,
  random,
  sampler: createSampler = uniform,
  stack = 1,
  steps = 1,
  discount = 0.99,
}: TransitionBufferOptions<O, A>): TransitionBuffer<O, A> {
  checkOptions(capacity, stack, steps, discount);
  const ring = makeRing(observation, action, capacity);
  const sampler = createSampler(capacity);
  const [reward, end, age] = ["reward", "end", "age"].map((name) => ring.columns[name]!.chunks[0]);
  const parts: Parts = {
    ring,
    sampler,
    stack,
    steps,
    discount,
    reward: reward as Float32Array,
    end: end as Uint8Array,
    age: age as Uint8Array,
  };
  const { begin, step, ...writer } = createWriter<A>(parts);
  const state =
    stack === 1 ? observation : { dtype: observation.dtype, shape: [stack, ...observation.shape] };
  const batchSpec = {
    observation: state,
    action,
    reward: float32(),
    discount: float32(),
    nextObservation: state,
  };
  const layout = layoutOf(batchSpec);
  const settings = { ...describe({ observation, action }), capacity, stack, steps, discount };
  return {
    capacity,
    size: sampler.size,
    createBatch: (size) => makeBatch(caller, batchSpec, size, size, {}),
    begin,
    step,
    sample: (batch, beta = 0) => {
      requireLayout(caller, batch, layout);
      drawInto(caller, sampler, batch, random, beta);
      ring.identify(batch);
      gatherRows(ring.columns["action"]!, batch.slots, batch.size, batch.targets["action"]!);
      for (let row = 0; row < batch.size; row++) {
        const slot = batch.slots[row]!;
        copyState(parts, slot, batch.targets["observation"]!, row);
        copyState(parts, accumulate(parts, slot, row, batch.columns), batch.targets["nextObservation"]!, row);
      }
    },
    updatePriorities: createUpdater(caller, sampler, ring.locate),
    byteLength: ring.byteLength + sampler.byteLength,
    ...combine(caller, settings, [ring, sampler, writer]),
  };
}
