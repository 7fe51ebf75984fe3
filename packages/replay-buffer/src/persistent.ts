import type { ArrayOf, DataType } from "./spec.ts";

/** What JSON can carry. */
export type Json = number | string | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Any array that a snapshot holds. */
export type SnapshotArray = ArrayOf[DataType] | Float64Array;

/** The whole state of a buffer: numbers as JSON, and live views (no copies) of the arrays that are in use. */
export interface Snapshot {
  /** Counters and settings. */
  readonly state: Json;
  /** The arrays, always in the same order. */
  readonly arrays: readonly SnapshotArray[];
}

/** A restore under way: fill the arrays, then commit. */
export interface Restore {
  /** The buffer's own arrays, to be filled with the snapshot's in the same order. */
  readonly arrays: readonly SnapshotArray[];
  /** Adopts the counters; until then the buffer still goes by its old ones. */
  readonly commit: () => void;
}

/** What can be saved and restored: every buffer here but the shared one, which other threads may be writing to. */
export interface Persistent {
  /** The present state. */
  readonly snapshot: () => Snapshot;
  /**
   * Begins a restore from a snapshot's `state`.
   * @throws RangeError if the state belongs to a buffer of another kind, spec or capacity.
   */
  readonly restore: (state: Json) => Restore;
}

/** Several persistent parts, and the settings that a snapshot must agree with, as one. */
export function combine(caller: string, settings: Json, parts: readonly Persistent[]): Persistent {
  return {
    snapshot: () => {
      const snapshots = parts.map((part) => part.snapshot());
      return {
        state: { settings, parts: snapshots.map(({ state }) => state) },
        arrays: snapshots.flatMap(({ arrays }) => arrays),
      };
    },
    restore: (state) => {
      const saved = readCombined(caller, settings, state, parts.length);
      const restores = parts.map((part, index) => part.restore(saved[index]!));
      return {
        arrays: restores.flatMap(({ arrays }) => arrays),
        commit: () => {
          for (const { commit } of restores) commit();
        },
      };
    },
  };
}

function readCombined(caller: string, settings: Json, state: Json, count: number): readonly Json[] {
  const { settings: savedSettings, parts } = asRecord(caller, state);
  const expected = JSON.stringify(settings);
  const got = JSON.stringify(savedSettings);
  if (got !== expected) {
    throw new RangeError(
      `${caller}.restore: expected a snapshot of a buffer made with ${expected}, got one made with ${got}; make the buffer with the snapshot's settings`,
    );
  }
  if (!Array.isArray(parts) || parts.length !== count) {
    throw new TypeError(`${caller}.restore: expected ${count} parts of saved state`);
  }
  return parts as readonly Json[];
}

/** @throws TypeError unless the value is a JSON object. */
export function asRecord(caller: string, value: Json): Readonly<Record<string, Json>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${caller}.restore: expected an object of saved state, got ${JSON.stringify(value)}`);
  }
  return value as Readonly<Record<string, Json>>;
}

/** Reads a whole number of at least `low` out of saved state. */
export function readCount(caller: string, state: Json, name: string, low = 0): number {
  const value = asRecord(caller, state)[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < low) {
    throw new TypeError(
      `${caller}.restore: expected "${name}" to be a whole number, got ${JSON.stringify(value)}`,
    );
  }
  return value;
}

/** Whole-number counters as a persistent part; the record itself is the live state. */
export function persistCounters(caller: string, counters: Record<string, number>): Persistent {
  return {
    snapshot: () => ({ state: { ...counters }, arrays: [] }),
    restore: (state) => {
      const saved = Object.keys(counters).map((name) => [name, readCount(caller, state, name)] as const);
      return {
        arrays: [],
        commit: () => {
          Object.assign(counters, Object.fromEntries(saved));
        },
      };
    },
  };
}
