/** What {@link serveShard} is given: the memory that all shards share, and which of them this one is. Can be posted. */
export interface WorldShard {
  /** Where actions, results and signals lie. */
  readonly memory: SharedArrayBuffer;
  /** How many worlds there are in all shards together. */
  readonly size: number;
  /** How many numbers one world's observation has. */
  readonly width: number;
  /** Whether they are bytes; otherwise 32-bit floats. */
  readonly hasByteObservations: boolean;
  /** How many shards there are. */
  readonly shards: number;
  /** Which of them this one is, from 0. */
  readonly index: number;
}

/** What a worker is asked to do. */
export const request = { step: 1, reset: 2, resetWithSeeds: 3, stop: 4 } as const;

/** The words of a shard's signals. A request is open while `asked` is ahead of `answered`. */
export const word = { asked: 0, answered: 1, request: 2, failureLength: 3, isReady: 4 } as const;

const wordsPerShard = 5;

/** The longest message of a failure that is passed on, in UTF-16 code units. */
const failureCapacity = 500;

/** The shared memory as typed arrays. */
export interface ShardViews {
  /** Five words a shard, see {@link word}. */
  readonly signals: Int32Array;
  readonly failures: Uint16Array;
  readonly seeds: Float64Array;
  readonly actions: Float64Array;
  readonly observations: Float32Array | Uint8Array;
  readonly finalObservations: Float32Array | Uint8Array;
  readonly rewards: Float32Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
}

type Plan = Omit<WorldShard, "memory" | "index">;

/** Bytes of each section, in the order of {@link viewShards}, widest elements first so that all are aligned. */
function sections({ size, width, hasByteObservations, shards }: Plan): number[] {
  const observations = size * width * (hasByteObservations ? 1 : 4);
  const padded = Math.ceil(observations / 4) * 4;
  return [
    8 * size,
    8 * size,
    4 * wordsPerShard * shards,
    4 * size,
    padded,
    padded,
    2 * failureCapacity * shards,
    size,
    size,
  ];
}

/** How many bytes the shards of a plan share. */
export const sharedBytes = (plan: Plan): number => sections(plan).reduce((sum, bytes) => sum + bytes, 0);

/** The shared memory, divided. */
export function viewShards(shard: Omit<WorldShard, "index">): ShardViews {
  const { memory, size, width, hasByteObservations, shards } = shard;
  const starts: number[] = [];
  sections(shard).reduce((start, bytes) => (starts.push(start), start + bytes), 0);
  const observations = (section: number): Float32Array | Uint8Array =>
    hasByteObservations
      ? new Uint8Array(memory, starts[section], size * width)
      : new Float32Array(memory, starts[section], size * width);
  return {
    seeds: new Float64Array(memory, starts[0], size),
    actions: new Float64Array(memory, starts[1], size),
    signals: new Int32Array(memory, starts[2], wordsPerShard * shards),
    rewards: new Float32Array(memory, starts[3], size),
    observations: observations(4),
    finalObservations: observations(5),
    failures: new Uint16Array(memory, starts[6], failureCapacity * shards),
    terminated: new Uint8Array(memory, starts[7], size),
    truncated: new Uint8Array(memory, starts[8], size),
  };
}

/** The first world of a shard; of shard `shards`, the number of worlds. Shards differ by one world at most. */
export const firstWorld = (size: number, shards: number, index: number): number =>
  Math.floor((index * size) / shards);

/** Where a word of a shard's signals lies. */
export const signalIndex = (shard: number, which: number): number => wordsPerShard * shard + which;

/** Leaves the message of a failure for the other side. */
export function writeFailure({ failures, signals }: ShardViews, shard: number, message: string): void {
  const length = Math.min(message.length, failureCapacity);
  for (let position = 0; position < length; position++) {
    failures[shard * failureCapacity + position] = message.charCodeAt(position);
  }
  signals[signalIndex(shard, word.failureLength)] = length;
}

/** Takes the message that a shard left, so that it is told once; or nothing. */
export function takeFailure({ failures, signals }: ShardViews, shard: number): string | undefined {
  const length = signals[signalIndex(shard, word.failureLength)]!;
  if (length === 0) return undefined;
  signals[signalIndex(shard, word.failureLength)] = 0;
  return String.fromCharCode(...failures.subarray(shard * failureCapacity, shard * failureCapacity + length));
}
