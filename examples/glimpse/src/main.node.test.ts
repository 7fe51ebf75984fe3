import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root, typescriptArguments } from "../../../scripts/lib.mjs";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-glimpse-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const start = (...words: string[]) =>
  spawnSync(
    process.execPath,
    [...typescriptArguments, "scripts/example.ts", "glimpse", ...words, "--out", folder],
    { cwd: root, encoding: "utf8" },
  );

test("the shipped weights read digits, better the more they look", async () => {
  const { status, stdout } = start("--tests", "200", "--json");
  expect(status).toBe(0);
  const { metrics } = JSON.parse(stdout) as { metrics: Record<string, number> };
  expect(metrics["mnistTestErrorOneCopy"]).toBeLessThan(0.12);
  expect(metrics["mnistTestError"]).toBeLessThanOrEqual(metrics["mnistTestErrorOneCopy"]!);
  const [afterOne, afterTwo] = metrics["mnistTestErrorByGlimpses"] as unknown as number[];
  expect(afterTwo).toBeLessThan(afterOne!);
  expect(metrics["mnistTestErrorOneCopy"]).toBeLessThan(afterTwo!);
  expect(metrics["mnistTestError"]).toBeLessThan(metrics["mnistRandomGlimpseTestError"]!);
  expect(await readFile(join(folder, "digits-paths.svg"), "utf8")).toMatch(/^<svg/);
});

test("a training that is cut off says how far it came and leaves a checkpoint to resume", () => {
  const file = join(folder, "state.safetensors");
  const train = ["train", "--model", "conv", "--seconds", "0.01", "--checkpoint", file, "--json"];
  const first = start(...train);
  expect(first.status).toBe(0);
  const second = start(...train, "--resume", file);
  const updates = [first, second].map(
    ({ stdout }) => (JSON.parse(stdout) as { metrics: { updates: number } }).metrics.updates,
  );
  expect(updates[1]).toBeGreaterThan(updates[0]!);
  // The same words with another model in them.
  const other = start(...train, "--model", "random", "--resume", file);
  expect(other.status).toBe(2);
  expect(other.stderr).toMatch(/--resume: expected a checkpoint of .*--model random.*, got one of .*conv/);
});

test("a quick training is of one pass, and its checkpoint has a name of its own", async () => {
  const { stdout } = start("train", "--quick", "--model", "conv", "--seconds", "0.01", "--json");
  const { metrics } = JSON.parse(stdout) as { metrics: Record<string, number> };
  // Whole batches of 128 among 60 000 digits.
  expect(metrics["updatesOfTheWholeTraining"]).toBe(468);
  expect(await readdir(folder)).toEqual([
    "digits-conv-checkpoint.safetensors",
    "digits-conv.safetensors",
    "result.json",
  ]);
});

test("weights of one's own are tested alike", () => {
  const weights = join(root, "examples", "glimpse", "weights", "digits-learned.safetensors");
  const { status, stdout } = start("test", "--weights", weights, "--tests", "100", "--json");
  expect(status).toBe(0);
  const { metrics } = JSON.parse(stdout) as { metrics: Record<string, number> };
  expect(metrics["testError"]).toBeLessThan(0.1);
  const none = start("test", "--tests", "100");
  expect(none.status).toBe(2);
  expect(none.stderr).toContain("--weights: expected a file");
});

test("a word it does not know is explained and ends with status 2", () => {
  const { status, stderr } = start("train", "--model", "lucky");
  expect(status).toBe(2);
  expect(stderr).toMatch(/--model: expected learned, random, conv, got "lucky"/);
});
