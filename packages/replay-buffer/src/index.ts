export type { Batch, BatchOptions } from "./batch.ts";
export {
  createEpisodicBuffer,
  type EpisodeBatch,
  type EpisodicBuffer,
  type EpisodicBufferOptions,
} from "./episodes.ts";
export type { Json, Persistent, Restore, Snapshot, SnapshotArray } from "./persistent.ts";
export { prioritised, type PrioritisedOptions } from "./prioritised.ts";
export { createReplayBuffer, type ReplayBuffer, type ReplayBufferOptions, type Samples } from "./replay.ts";
export { createReservoirBuffer, type ReservoirBuffer, type ReservoirBufferOptions } from "./reservoir.ts";
export { uniform, type Draw, type RandomSource, type Sampler, type SamplerFactory } from "./sampler.ts";
export { anneal, type AnnealOptions } from "./schedule.ts";
export { sequencePriorities, type SequencePrioritiesOptions } from "./sequence-priorities.ts";
export {
  createSequenceBuffer,
  type SequenceBatch,
  type SequenceBuffer,
  type SequenceBufferOptions,
} from "./sequences.ts";
export { attachShared, createSharedStore, type SharedBuffer, type SharedStore } from "./shared.ts";
export {
  float32,
  int32,
  itemBytes,
  uint8,
  type ArrayOf,
  type Columns,
  type DataType,
  type FieldSpec,
  type Item,
  type Row,
  type Spec,
} from "./spec.ts";
export { createSumTree, type SumTree } from "./sum-tree.ts";
export {
  createTransitionBuffer,
  type Outcome,
  type TransitionBatch,
  type TransitionBuffer,
  type TransitionBufferOptions,
  type TransitionSpec,
} from "./transitions.ts";
