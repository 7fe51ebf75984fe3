import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { decodeSafetensors } from "@wayfield/backend";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root, typescriptArguments } from "../../../scripts/lib.mjs";

let folder = "";
let checkpoint = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-path-integration-"));
  checkpoint = join(folder, "state.safetensors");
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function start(...words: string[]): ChildProcess {
  const script = [...typescriptArguments, "scripts/example.ts", "path-integration"];
  return spawn(process.execPath, [...script, "--out", folder, "--checkpoint", checkpoint, ...words], {
    cwd: root,
  });
}

async function finish(
  child: ChildProcess,
): Promise<{ status: number | null; output: string; errors: string }> {
  let output = "";
  let errors = "";
  child.stdout?.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr?.on("data", (text: Buffer) => (errors += text.toString()));
  const [status] = (await once(child, "exit")) as [number | null];
  return { status, output, errors };
}

const waitForFile = async (file: string): Promise<void> => {
  while (!existsSync(file)) await wait(20);
};

const stepIn = async (): Promise<number> => {
  const { metadata } = decodeSafetensors(await readFile(checkpoint));
  return (JSON.parse(metadata["state"]!) as { step: number }).step;
};

test("killed while it writes a checkpoint after every update, it leaves a whole one, and goes on from it", async () => {
  const child = start("--updates", "100000", "--paths", "2", "--checkpoint-every", "0");
  await waitForFile(checkpoint);
  await wait(700);
  child.kill("SIGKILL");
  await once(child, "exit");
  const reached = await stepIn();
  expect(reached).toBeGreaterThan(0);
  const resumed = start("--updates", String(reached + 2), "--paths", "20", "--resume", checkpoint, "--json");
  const { status, output } = await finish(resumed);
  expect(status).toBe(0);
  const { metrics } = JSON.parse(output) as { metrics: Record<string, number> };
  expect(metrics["updates"]).toBe(reached + 2);
  expect(metrics["sequenceSteps"]).toBe(20);
  for (const name of ["positionErrorCm", "untrainedPositionErrorCm", "stayErrorCm"])
    expect(metrics[name]).toBeGreaterThan(0);
  expect(await readFile(join(folder, "error.svg"), "utf8")).toMatch(/^<svg/);
});

test("an interrupt writes the checkpoint and leaves", async () => {
  const child = start("--updates", "100000", "--paths", "2", "--checkpoint-every", "1");
  await waitForFile(checkpoint);
  await rm(checkpoint);
  child.kill("SIGINT");
  const { status } = await finish(child);
  expect(status).toBe(130);
  expect(await stepIn()).toBeGreaterThan(0);
});

test("a word it does not know is explained and ends with status 2", async () => {
  const { status, errors } = await finish(start("--config", "slow"));
  expect(status).toBe(2);
  expect(errors).toMatch(/--config: expected fast, paper, got "slow"/);
});
