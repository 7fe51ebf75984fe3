import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { decodeSafetensors } from "@wayfield/backend";
import { readFileOrExplain } from "@wayfield/backend/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasRedisServer, startRedisServer, type RedisServer } from "./redis-server.fixture.ts";
import { RedisFlow } from "./redis-flow.ts";
import { readStatus, type TrainingStatus } from "./registry.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

let [server, folder]: [RedisServer | undefined, string] = [undefined, ""];
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-processes-"));
  if (hasRedisServer) server = await startRedisServer();
});
afterAll(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) signalTo(child, "SIGKILL");
  await server?.stop();
  await rm(folder, { recursive: true });
});

/** A command of the example as a user starts it. */
function start(...words: string[]): ChildProcess {
  const command = ["scripts/run-typescript.mjs", "scripts/example.ts", "navigation-agent", ...words];
  const child = spawn(process.execPath, [...command, "--redis", server!.address, "--out", folder], {
    cwd: root,
    // A group of its own, to be killed with what it starts in turn.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.push(child);
  return child;
}

/** Interrupts a command as Ctrl-C does, or kills it with all that it started. */
function signalTo(child: ChildProcess, signal: "SIGINT" | "SIGKILL"): void {
  if (signal === "SIGKILL") process.kill(-child.pid!, signal);
  else child.kill(signal);
}

async function end(child: ChildProcess, signal: "SIGINT" | "SIGKILL"): Promise<number | null> {
  const ended = once(child, "exit");
  signalTo(child, signal);
  return ((await ended) as [number | null])[0];
}

test.skipIf(!hasRedisServer)(
  "a training outlives each of its parts: an actor, the learner, the server",
  async () => {
    const flow = new RedisFlow({ address: server!.address, name: "wayfield" });
    const reached = async (isReached: (status: TrainingStatus) => boolean): Promise<TrainingStatus> => {
      for (;;) {
        const status = await readStatus(flow);
        if (isReached(status)) return status;
        await setTimeout(100);
      }
    };
    const later = async (than: number): Promise<number> =>
      (await reached(({ learner }) => (learner?.version ?? 0) > than)).learner!.version;
    const learning = ["learner", "--agent", "pose", "--checkpoint-every", "0"];
    const learner = start(...learning);
    const actors = [0, 1].map(() => start("actor", "--worlds", "32"));
    await reached((status) => status.actors.length === 2);
    const withTwo = await later(1);

    await end(actors[0]!, "SIGKILL");
    await later(withTwo + 1);

    await end(learner, "SIGKILL");
    const file = join(folder, "pose-training.safetensors");
    const { state } = decodeSafetensors(await readFileOrExplain(file)).metadata;
    const saved = (JSON.parse(state!) as { step: number }).step;
    expect(saved).toBeGreaterThan(0);
    await flow.redis.del(flow.key("learner"));
    const resumed = start(...learning, "--resume", file);
    const first = await later(0);
    expect(first).toBeGreaterThan(saved);

    await server!.kill();
    await server!.start();
    await later(first);

    const before = (await stat(file)).mtimeMs;
    expect(await end(resumed, "SIGINT")).toBe(130);
    expect((await stat(file)).mtimeMs).toBeGreaterThan(before);
    expect(await end(actors[1]!, "SIGINT")).toBe(130);
    flow.close();
  },
  240_000,
);
