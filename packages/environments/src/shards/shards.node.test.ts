import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { vectorEnvironmentChecks } from "../testing.ts";
import { goalDrivenMaze } from "../worlds/goal-mazes.ts";
import { createNavigation } from "../worlds/navigation.ts";
import { shardWorlds, type ShardedWorlds } from "./shard-worlds.ts";

/** Episodes of 40 steps, so that many end. */
const short = { episodeDuration: 40 * (4 / 60) };

const bundle = async (serve: string): Promise<string> => {
  const built = await build({
    stdin: {
      contents: `
        import { parentPort } from "node:worker_threads";
        import { goalDrivenMaze } from "../worlds/goal-mazes.ts";
        import { createNavigation } from "../worlds/navigation.ts";
        import { serveShard } from "./serve-shard.ts";
        parentPort.once("message", (shard) => { ${serve} });
      `,
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    conditions: ["@wayfield/source"],
    write: false,
  });
  return built.outputFiles[0]!.text;
};

const mazeCode = `serveShard(shard, (worlds) =>
  createNavigation(goalDrivenMaze(), { episodeDuration: ${short.episodeDuration}, worlds }));`;

let code = "";
const made: ShardedWorlds<Float32Array>[] = [];

const startWorkers = (count: number, source: string): Worker[] =>
  Array.from({ length: count }, () => new Worker(source, { eval: true }));

async function shardMazes(size: number, count: number): Promise<ShardedWorlds<Float32Array>> {
  const one = createNavigation(goalDrivenMaze(), short);
  const worlds = await shardWorlds(startWorkers(count, code), {
    size,
    observationSpace: one.observationSpace,
    actionSpace: one.actionSpace,
  });
  made.push(worlds);
  return worlds;
}

/** Enough for every check to make the two that it needs. */
const supply: ShardedWorlds<Float32Array>[] = [];
const takeFromSupply = (): ShardedWorlds<Float32Array> => supply.pop()!;

beforeAll(async () => {
  code = await bundle(mazeCode);
  for (let count = 0; count < 16; count++) supply.push(await shardMazes(3, 2));
});
afterAll(() => {
  for (const worlds of made) worlds.dispose();
});

describe("sharded worlds keep every rule of a vector environment", () => {
  test.each(vectorEnvironmentChecks(takeFromSupply, { steps: 200 }))("$name", ({ run }) => {
    run();
  });
});

test.each([1, 2, 3])("%i workers do bit for bit what one thread does", async (count) => {
  const [alone, sharded] = [
    createNavigation(goalDrivenMaze(), { ...short, worlds: 7 }),
    await shardMazes(7, count),
  ];
  for (const worlds of [alone, sharded]) worlds.reset({ seed: 5 });
  for (let step = 0; step < 100; step++) {
    const actions = Int32Array.from({ length: 7 }, (_, world) => (step + 2 * world) % 6);
    for (const worlds of [alone, sharded]) worlds.step(actions);
    for (const name of ["observations", "finalObservations", "rewards", "terminated", "truncated"] as const) {
      expect(Array.from(sharded[name])).toEqual(Array.from(alone[name]));
    }
    if (step === 60) for (const worlds of [alone, sharded]) worlds.reset();
  }
});

test("a step may be sent and received apart", async () => {
  const [apart, together] = [await shardMazes(4, 2), await shardMazes(4, 2)];
  for (const worlds of [apart, together]) worlds.reset({ seed: 1 });
  apart.send([2, 2, 2, 2]);
  expect(() => {
    apart.send([2, 2, 2, 2]);
  }).toThrow("call receive first");
  apart.receive();
  together.step([2, 2, 2, 2]);
  expect(apart.observations).toEqual(together.observations);
  expect(() => {
    apart.receive();
  }).toThrow("call send first");
});

test("worlds that were disposed of are refused", async () => {
  const worlds = await shardMazes(2, 1);
  worlds.reset({ seed: 1 });
  worlds.dispose();
  worlds.dispose();
  expect(() => {
    worlds.step([0, 0]);
  }).toThrow("disposed");
});

describe("what goes wrong in a worker is told", () => {
  const { observationSpace, actionSpace } = createNavigation(goalDrivenMaze(), short);

  test("worlds that cannot be made", async () => {
    const source = await bundle(`serveShard(shard, () => { throw new Error("no cheese"); });`);
    await expect(
      shardWorlds(startWorkers(1, source), { size: 2, observationSpace, actionSpace }),
    ).rejects.toThrow("worker 0 failed: no cheese");
  });

  test("worlds of another shape", async () => {
    const source = await bundle(
      `serveShard(shard, () => createNavigation(goalDrivenMaze(), { worlds: 5 }));`,
    );
    await expect(
      shardWorlds(startWorkers(1, source), { size: 2, observationSpace, actionSpace }),
    ).rejects.toThrow("expected create(2) to make 2 worlds");
  });

  test("a worker that never answers", async () => {
    const source = await bundle(`void shard; void serveShard; void goalDrivenMaze; void createNavigation;`);
    await expect(
      shardWorlds(startWorkers(1, source), { size: 2, observationSpace, actionSpace, timeout: 0.2 }),
    ).rejects.toThrow("does it call serveShard");
  });

  test("a worker that has ended; the others still end when told to", async () => {
    const workers = startWorkers(2, code);
    const ends = once(workers[0]!, "exit");
    const worlds = await shardWorlds(workers, { size: 2, observationSpace, actionSpace, timeout: 1.5 });
    worlds.reset({ seed: 1 });
    await workers[1]!.terminate();
    expect(() => {
      worlds.step([0, 0]);
    }).toThrow("still running");
    worlds.dispose();
    await ends;
    expect(() => {
      worlds.receive();
    }).toThrow("call send first");
  });

  test("once: a reset that works after one that failed is heard of as such", async () => {
    const source = await bundle(`serveShard(shard, (worlds) => {
      const made = createNavigation(goalDrivenMaze(), { worlds });
      const reset = (options) => {
        if (options.seeds?.includes(13)) throw new Error("unlucky");
        made.reset(options);
      };
      return { ...made, reset };
    });`);
    const worlds = await shardWorlds(startWorkers(2, source), { size: 2, observationSpace, actionSpace });
    made.push(worlds);
    expect(() => {
      worlds.reset({ seeds: [13, 13] });
    }).toThrow("worker 0 failed: unlucky; worker 1 failed: unlucky");
    expect(() => {
      worlds.step([2, 2]);
    }).toThrow("call reset first");
    worlds.reset({ seeds: [1, 2] });
    worlds.step([2, 2]);
    const alone = createNavigation(goalDrivenMaze(), { worlds: 2 });
    alone.reset({ seeds: [1, 2] });
    alone.step([2, 2]);
    expect(worlds.observations).toEqual(alone.observations);
  });

  test("worlds that one worker cannot make: the other worker ends too", async () => {
    const failing = await bundle(`serveShard(shard, () => { throw new Error("no cheese"); });`);
    const workers = [...startWorkers(1, code), ...startWorkers(1, failing)];
    const ends = Promise.all(workers.map((worker) => once(worker, "exit")));
    await expect(shardWorlds(workers, { size: 2, observationSpace, actionSpace })).rejects.toThrow(
      "worker 1 failed: no cheese",
    );
    await ends;
  });

  test("a seed that is none, before any worker hears of it", async () => {
    const worlds = await shardMazes(2, 2);
    expect(() => {
      worlds.reset({ seeds: [1, -1] });
    }).toThrow(/reset \(seeds, world 1\): expected a seed/);
    worlds.reset({ seeds: [1, 2] });
    worlds.step([0, 0]);
  });
});

test("fewer worlds than workers are refused", async () => {
  const { observationSpace, actionSpace } = createNavigation(goalDrivenMaze(), short);
  await expect(shardWorlds([], { size: 2, observationSpace, actionSpace })).rejects.toThrow("got 0 workers");
});
