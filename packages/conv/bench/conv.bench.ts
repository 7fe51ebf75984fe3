// The network of examples/vision against its peers: a training step and a pass forward. Pin it to a core: `taskset -c 1 pnpm
// bench conv`. Peers run in processes of their own, in turn with us; everyone counts the processor time of its own process.
import { fileURLToPath } from "node:url";
import { useBackend } from "@wayfield/backend";
import { contest, startPeer, type BenchRow, type Peer } from "@wayfield/bench";
import { typescriptArguments } from "../../../scripts/lib.mjs";
import { createConvForward, createConvStep } from "./conv-step.ts";

const pytorchPeer = fileURLToPath(new URL("peers/pytorch.py", import.meta.url));
const tfjsPeer = fileURLToPath(new URL("peers/tfjs.ts", import.meta.url));
const oneThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

/** Peers that are here, by name. tfjs's own wasm engine trains no convolution: it has our composed filter gradient. */
async function startPeers(): Promise<Record<string, Peer | undefined>> {
  return {
    pytorch: await startPeer("/usr/bin/python3", [pytorchPeer], oneThread),
    "tfjs-wasm": await startPeer(process.execPath, [...typescriptArguments, tfjsPeer, "wasm"]),
    "tfjs-cpu": await startPeer(process.execPath, [...typescriptArguments, tfjsPeer, "cpu"]),
  };
}

const tasks = { step: createConvStep, forward: createConvForward } as const;

/** A training step and a pass forward: batch 64, and batch 8 against tfjs's cpu engine, which takes seconds. */
export async function rows(): Promise<BenchRow[]> {
  await useBackend("wasm");
  const { "tfjs-cpu": slowest, ...quick } = await startPeers();
  const found: BenchRow[] = [];
  for (const [task, create] of Object.entries(tasks)) {
    for (const [batch, rounds, peers] of [
      [64, 15, quick],
      [8, 3, { "tfjs-cpu": slowest }],
    ] as const) {
      const request = [task, batch] as const;
      found.push(
        ...(await contest({ name: `conv-${task}-b${batch}`, ours: create(batch), request, rounds, peers })),
      );
    }
  }
  for (const peer of [slowest, ...Object.values(quick)]) peer?.stop();
  return found;
}
