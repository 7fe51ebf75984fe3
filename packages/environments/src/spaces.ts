import type { UniformSource } from "./random.ts";

/**
 * The set of values that an observation or an action may take (Gymnasium's `Space`): it tells members from strangers
 * and draws a member at random.
 */
export interface Space<Value> {
  /** The family of the space, e.g. `"discrete"`; narrows {@link AnySpace}. */
  readonly kind: string;
  /** Whether a value belongs to the space. NaN never does. */
  readonly contains: (value: unknown) => value is Value;
  /** Draws a member; uniform over the space. */
  readonly sample: (random: UniformSource) => Value;
}

/** The integers 0, 1, …, `count` − 1. */
export interface DiscreteSpace extends Space<number> {
  /** Tells this family from the others. */
  readonly kind: "discrete";
  /** How many members the space has. */
  readonly count: number;
}

/** Arrays of one shape (flat, row by row) whose elements each lie between two bounds, both included. */
export interface BoxSpace<Values extends Float32Array | Uint8Array = Float32Array> extends Space<Values> {
  /** Tells this family from the others. */
  readonly kind: "box";
  /** The dimensions; the members have as many elements as their product. */
  readonly shape: readonly number[];
  /** The lower bound of each element. */
  readonly low: Values;
  /** The upper bound of each element. */
  readonly high: Values;
}

/** Records of values, each from a space of its own (Gymnasium's `Dict`). */
export interface RecordSpace<Values extends Readonly<Record<string, unknown>>> extends Space<Values> {
  /** Tells this family from the others. */
  readonly kind: "record";
  /** The space of each field. */
  readonly spaces: { readonly [Name in keyof Values]: Space<Values[Name]> };
}

/** Every family of spaces that this package builds. */
export type AnySpace =
  DiscreteSpace | BoxSpace | BoxSpace<Uint8Array> | RecordSpace<Readonly<Record<string, unknown>>>;

/**
 * The space {0, 1, …, count − 1}.
 *
 * @param count - How many members, an integer of at least 1.
 * @throws RangeError for any other count.
 * @example
 * const actions = discrete(6);
 * actions.contains(6); // false
 */
export function discrete(count: number): DiscreteSpace {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`discrete: expected a count that is an integer of at least 1, got ${count}`);
  }
  return {
    kind: "discrete",
    count,
    contains: (value): value is number =>
      Number.isInteger(value) && (value as number) >= 0 && (value as number) < count,
    sample: (random) => Math.floor(random() * count),
  };
}

/** What {@link box} needs. */
export interface BoxOptions {
  /** The dimensions of a member, e.g. `[2]` for a point in the plane. */
  readonly shape: readonly number[];
  /** The lower bound: one number for all elements, or one for each. */
  readonly low: number | ArrayLike<number>;
  /** The upper bound: one number for all elements, or one for each. */
  readonly high: number | ArrayLike<number>;
}

/**
 * A box of 32-bit floats, low ≤ x ≤ high element by element. Members are flat `Float32Array`s, row by row.
 *
 * @throws RangeError if a dimension is not a positive integer, a bound is not finite, a list of bounds has the wrong
 * length, or a lower bound is above its upper bound.
 * @example
 * const positions = box({ shape: [2], low: -1.1, high: 1.1 });
 * positions.contains(Float32Array.of(0, 1)); // true
 */
export function box({ shape, low, high }: BoxOptions): BoxSpace {
  const size = sizeOf(shape, "box");
  const lower = boundsOf(low, size, "low");
  const upper = boundsOf(high, size, "high");
  lower.forEach((value, index) => {
    if (value > upper[index]!) {
      throw new RangeError(`box: expected low ≤ high, got ${value} > ${upper[index]!} at element ${index}`);
    }
  });
  return {
    kind: "box",
    shape: [...shape],
    low: lower,
    high: upper,
    contains: (value): value is Float32Array => value instanceof Float32Array && within(value, lower, upper),
    sample: (random) => lower.map((value, index) => value + random() * (upper[index]! - value)),
  };
}

/**
 * All byte arrays of one shape, such as images `[height, width, channels]`. Members are flat `Uint8Array`s, row by row.
 *
 * @param shape - The dimensions.
 * @throws RangeError if a dimension is not a positive integer.
 * @example
 * const images = bytes([64, 64, 3]);
 */
export function bytes(shape: readonly number[]): BoxSpace<Uint8Array> {
  const size = sizeOf(shape, "bytes");
  return {
    kind: "box",
    shape: [...shape],
    low: new Uint8Array(size),
    high: new Uint8Array(size).fill(255),
    contains: (value): value is Uint8Array => value instanceof Uint8Array && value.length === size,
    sample: (random) => new Uint8Array(size).map(() => Math.floor(random() * 256)),
  };
}

/**
 * Records whose fields each belong to a space of their own; no field more, none less.
 *
 * @param spaces - The space of each field.
 * @example
 * const observations = record({ position: box({ shape: [2], low: 0, high: 1 }), cue: discrete(4) });
 */
export function record<Values extends Readonly<Record<string, unknown>>>(spaces: {
  readonly [Name in keyof Values]: Space<Values[Name]>;
}): RecordSpace<Values> {
  const entries = Object.entries<Space<unknown>>(spaces);
  return {
    kind: "record",
    spaces,
    contains: (value): value is Values =>
      typeof value === "object" &&
      value !== null &&
      Object.keys(value).length === entries.length &&
      entries.every(([name, space]) => space.contains((value as Record<string, unknown>)[name])),
    sample: (random) =>
      Object.fromEntries(entries.map(([name, space]) => [name, space.sample(random)])) as unknown as Values,
  };
}

function sizeOf(shape: readonly number[], caller: string): number {
  if (shape.length === 0 || !shape.every((length) => Number.isSafeInteger(length) && length > 0)) {
    throw new RangeError(
      `${caller}: expected a shape of positive integers such as [2], got [${shape.join(", ")}]`,
    );
  }
  return shape.reduce((product, length) => product * length, 1);
}

function boundsOf(bound: number | ArrayLike<number>, size: number, name: string): Float32Array {
  const values = typeof bound === "number" ? new Float32Array(size).fill(bound) : Float32Array.from(bound);
  if (values.length !== size) {
    throw new RangeError(`box: expected ${size} values in ${name}, one an element, got ${values.length}`);
  }
  if (!values.every(Number.isFinite)) {
    throw new RangeError(`box: expected finite bounds, got ${name} = [${values.join(", ")}]`);
  }
  return values;
}

function within(values: Float32Array, low: Float32Array, high: Float32Array): boolean {
  if (values.length !== low.length) return false;
  for (let index = 0; index < values.length; index++) {
    // Written so that NaN, which compares false with everything, is outside.
    if (!(values[index]! >= low[index]! && values[index]! <= high[index]!)) return false;
  }
  return true;
}
