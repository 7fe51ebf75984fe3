export { loadSnapshot, saveSnapshot, SnapshotError, type SaveSnapshotOptions } from "./node/snapshot.ts";
