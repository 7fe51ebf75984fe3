// pnpm bench replay: this package against an array of objects and against numpy, in turn within one run.
import { freemem } from "node:os";
import { median, type BenchRow } from "@wayfield/bench";
import {
  createReplayBuffer,
  float32,
  int32,
  prioritised,
  uint8,
  uniform,
  type FieldSpec,
} from "@wayfield/replay-buffer";
import { hasNumpy, startNumpy, type NumpyPeer, type NumpyRequest } from "./numpy-process.ts";
import { PlainBuffer, stack } from "./plain-peer.ts";

const size = 32;
const rounds = 11;

/** What is stored: its name, one observation, and how many of them. */
interface Load {
  label: string;
  observation: FieldSpec<"float32" | "uint8">;
  capacity: number;
  calls: number;
}

const thousand = (count: number): string => (count >= 1e6 ? `${count / 1e6} M` : `${count / 1e3} k`);

function createLoads(): Load[] {
  // Three copies of a million frames (ours and the two peers', one after the other beside ours) want 14 GB and more.
  const frames = freemem() > 24 * 2 ** 30 ? 1_000_000 : 50_000;
  return [
    {
      label: `64 floats, capacity ${thousand(1e6)}`,
      observation: float32(64),
      capacity: 1_000_000,
      calls: 1000,
    },
    {
      label: `84×84 bytes, capacity ${thousand(frames)}`,
      observation: uint8(84, 84),
      capacity: frames,
      calls: 100,
    },
  ];
}

function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 16777216;
  };
}

type Work = NumpyRequest["work"];
type Works = Record<Work, () => unknown>;

const rowOf = ({ observation }: Load): Float32Array | Uint8Array => {
  const length = observation.shape.reduce((product, count) => product * count, 1);
  return observation.dtype === "uint8" ? new Uint8Array(length).fill(1) : new Float32Array(length).fill(1);
};

function ourWorks(load: Load): Works {
  const spec = { x: load.observation, action: int32(), reward: float32() };
  const random = createRandom();
  const row = rowOf(load);
  const ranked = createReplayBuffer({ spec, capacity: load.capacity, random, sampler: prioritised() });
  const flat = createReplayBuffer({ spec, capacity: load.capacity, random, sampler: uniform });
  for (let index = 0; index < load.capacity; index++)
    ranked.add({ x: row, action: index, reward: 1 }, random());
  for (let index = 0; index < load.capacity; index++) flat.add({ x: row, action: index, reward: 1 });
  const batch = ranked.createBatch(size);
  const priorities = new Float64Array(size);
  return {
    uniform: () => {
      flat.sample(batch);
      return batch.columns.x[0];
    },
    prioritised: () => {
      ranked.sample(batch, 0.4);
      for (let index = 0; index < size; index++) priorities[index] = random();
      ranked.updatePriorities(batch.ids, priorities);
      return batch.columns.x[0];
    },
    add: () => {
      for (let index = 0; index < 1000; index++) flat.add({ x: row, action: index, reward: 1 });
    },
  };
}

function plainWorks(load: Load): Works {
  const random = createRandom();
  const buffer = new PlainBuffer(load.capacity, random);
  const row = rowOf(load);
  for (let index = 0; index < load.capacity; index++)
    buffer.add({ x: row.slice(), action: index, reward: 1 });
  const target =
    load.observation.dtype === "uint8"
      ? new Uint8Array(size * row.length)
      : new Float32Array(size * row.length);
  return {
    uniform: () => stack(buffer.sample(size), target)[0],
    prioritised: () => {
      const { slots, items } = buffer.samplePrioritised(size);
      for (const slot of slots) buffer.setPriority(slot, (random() + 1e-6) ** 0.6);
      return stack(items, target)[0];
    },
    add: () => {
      for (let index = 0; index < 1000; index++) buffer.add({ x: row.slice(), action: index, reward: 1 });
    },
  };
}

const sink: unknown[] = [];

function timeCalls(work: () => unknown, calls: number): number {
  const start = performance.now();
  for (let call = 0; call < calls; call++) sink[0] = work();
  return (performance.now() - start) / calls;
}

const titles: Record<Work, string> = {
  uniform: "uniform sample of 32",
  prioritised: "prioritised sample + update of 32",
  add: "1000 adds",
};

/** One row: ours and a peer's, timed in turn, the medians of the rounds. */
async function compareInTurn(
  load: Load,
  work: Work,
  ours: () => unknown,
  peerName: string,
  peer: (calls: number) => number | Promise<number>,
): Promise<BenchRow> {
  const calls = work === "add" ? Math.max(2, load.calls / 50) : load.calls;
  timeCalls(ours, calls);
  await peer(calls);
  const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(timeCalls(ours, calls));
    times.peer.push(await peer(calls));
  }
  const [oursMedian, peerMedian] = [median(times.ours), median(times.peer)];
  return {
    name: `${titles[work]}, ${load.label}`,
    ours: oursMedian,
    peer: peerMedian,
    peerName,
    ratio: peerMedian / oursMedian,
  };
}

const works: readonly Work[] = ["uniform", "prioritised", "add"];

async function compareLoad(load: Load, numpy: NumpyPeer | undefined): Promise<BenchRow[]> {
  const ours = ourWorks(load);
  const table: BenchRow[] = [];
  const plain = plainWorks(load);
  for (const work of works) {
    table.push(
      await compareInTurn(load, work, ours[work], "array of objects", (calls) =>
        timeCalls(plain[work], calls),
      ),
    );
  }
  if (!numpy) return table;
  const { shape, dtype } = load.observation;
  for (const work of works) {
    const time = (calls: number): Promise<number> =>
      numpy.time({ work, shape, dtype, capacity: load.capacity, calls });
    table.push(await compareInTurn(load, work, ours[work], "numpy", time));
  }
  return table;
}

/** The table of `pnpm bench replay`; the numpy rows are left out where there is no Python with numpy. */
export async function rows(): Promise<BenchRow[]> {
  const numpy = hasNumpy() ? startNumpy() : undefined;
  try {
    const tables: BenchRow[] = [];
    for (const load of createLoads()) tables.push(...(await compareLoad(load, numpy)));
    return tables;
  } finally {
    numpy?.stop();
  }
}
