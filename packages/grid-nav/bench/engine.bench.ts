// The engine against its peers: whole training steps and one matrix product. Pin it to a core: `taskset -c 1 pnpm bench
// engine`. Peers run in processes of their own that inherit the core, one at a time, in turn with us. Everyone counts the
// processor time of its own process, so that other programs on the machine are not counted.
import { fileURLToPath } from "node:url";
import { useBackend } from "@wayfield/backend";
import { contest, startPeer, type BenchRow, type Peer, type Request } from "@wayfield/bench";
import { typescriptArguments } from "../../../scripts/lib.mjs";
import { createGridStep } from "./grid-step.ts";
import { createTask } from "./tasks.ts";

const pytorchPeer = fileURLToPath(new URL("peers/pytorch.py", import.meta.url));
const tfjsPeerFile = fileURLToPath(new URL("peers/tfjs.ts", import.meta.url));

/** One thread, and the OpenBLAS kernels named: old releases do not know new processors and then take very slow ones. */
const pythonPeer = (coreType?: string): Promise<Peer | undefined> =>
  startPeer("/usr/bin/python3", [pytorchPeer], {
    OMP_NUM_THREADS: "1",
    OPENBLAS_NUM_THREADS: "1",
    ...(coreType === undefined ? {} : { OPENBLAS_CORETYPE: coreType }),
  });

const tfjsPeer = (variant: string): Promise<Peer | undefined> =>
  startPeer(process.execPath, [...typescriptArguments, tfjsPeerFile, variant]);

async function best(peers: readonly Peer[], request: Request): Promise<Peer | undefined> {
  const times = peers.map(() => Infinity);
  for (let round = 0; round < 4; round++)
    for (const [index, peer] of peers.entries())
      times[index] = Math.min(times[index]!, await peer.run(request));
  return peers[times.indexOf(Math.min(...times))];
}

const present = <T>(values: readonly (T | undefined)[]): T[] => values.filter((value) => value !== undefined);

/** OpenBLAS as installed, and with each of its kernels that this processor can run; the fastest is the peer. */
async function fastestPython(): Promise<{ fastest?: Peer; installed?: Peer; stop: () => void }> {
  const installed = await pythonPeer();
  if (installed === undefined) return { stop: () => undefined };
  const named = present([await pythonPeer("Haswell"), await pythonPeer("SkylakeX"), await pythonPeer("Zen")]);
  const all = [installed, ...named];
  const fastest = (await best(all, ["gemm", 512]))!;
  return {
    fastest,
    installed,
    stop: () => {
      all.forEach((peer) => {
        peer.stop();
      });
    },
  };
}

/** Whole training steps of the grid network, the vision module and a classifier of digits, and a matrix product of 512. */
export async function rows(): Promise<BenchRow[]> {
  await useBackend("wasm");
  const python = await fastestPython();
  const [tuned, layers] = [await tfjsPeer("tuned"), await tfjsPeer("layers")];
  const torch = { pytorch: python.fastest, "pytorch-as-installed": python.installed };
  const found: BenchRow[] = [];
  for (const [batch, bottleneck, rounds] of [
    [10, 256, 25],
    [10, 512, 15],
    [100, 256, 5],
  ] as const) {
    const { step, dispose: free } = createGridStep({ batch, bottleneck });
    const request: Request = ["grid", batch, bottleneck];
    const name = `grid-step-b${batch}-l${bottleneck}`;
    // The slowest peer need not run as often as the others.
    found.push(
      ...(await contest({ name, ours: step, request, rounds, peers: { ...torch, "tfjs-tuned": tuned } })),
    );
    found.push(
      ...(await contest({ name, ours: step, request, rounds: 3, peers: { "tfjs-layers": layers } })),
    );
    free();
  }
  found.push(
    ...(await contest({
      name: "gemm-512",
      ours: createTask("gemm", 512),
      request: ["gemm", 512],
      rounds: 25,
      peers: { openblas: python.fastest, "openblas-as-installed": python.installed, tfjs: tuned },
    })),
  );
  for (const [task, batch] of [
    ["vision", 32],
    ["digits", 64],
  ] as const)
    found.push(
      ...(await contest({
        name: `${task}-step-b${batch}`,
        ours: createTask(task, batch),
        request: [task, batch],
        rounds: 11,
        peers: { ...torch, "tfjs-tuned": tuned },
      })),
    );
  python.stop();
  tuned?.stop();
  layers?.stop();
  return found;
}
