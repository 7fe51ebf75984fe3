import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "./main.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-agent-"));
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

type Result = { metrics: Record<string, number | null | Record<string, number | null>> };

async function run(...words: string[]): Promise<Result["metrics"]> {
  expect(await main([...words, "--out", folder])).toBe(0);
  return (JSON.parse(await readFile(join(folder, "result.json"), "utf8")) as Result).metrics;
}

const under = (metrics: Result["metrics"], name: string) => metrics[name] as Record<string, number>;

test("without learning: the vector leads home, chance does not", async () => {
  const metrics = await run("--episodes", "6");
  expect(under(metrics, "vectorTruePosition")["goalsPerEpisode"]).toBeGreaterThan(
    5 * under(metrics, "randomWalker")["goalsPerEpisode"]!,
  );
  expect(metrics["goalsPerEpisode"]).toBe(under(metrics, "vectorTruePosition")["goalsPerEpisode"]);
  expect(await readFile(join(folder, "goals.svg"), "utf8")).toMatch(/^<svg/);
}, 240_000);

test("the stages follow on each other: modules, then a policy, then the comparison; and a training goes on", async () => {
  expect((await run("pretrain", "--updates", "1"))["updates"]).toBe(1);
  const trained = await run("train", "--steps", "6400", "--threads", "1");
  expect(trained["environmentSteps"]).toBe(6400);
  const further = [
    "--steps",
    "12800",
    "--threads",
    "1",
    "--resume",
    join(folder, "grid-training.safetensors"),
  ];
  expect((await run("train", ...further))["environmentSteps"]).toBe(12_800);
  const lines = (await readFile(join(folder, "grid.jsonl"), "utf8")).trim().split("\n");
  expect((JSON.parse(lines.at(-1)!) as { done: number }).done).toBe(12_800);
  const metrics = await run("evaluate", "--episodes", "1");
  for (const name of ["grid", "vectorGridCode", "randomWalker"])
    expect(under(metrics, name)["success"]).toBeGreaterThanOrEqual(0);
  expect(metrics["localisationErrorCm"]).toBe(under(metrics, "grid")["localisationErrorCm"]);
  expect(metrics["localisationErrorCm"]).toBeGreaterThan(0);
  const { localisationErrorFirst3sCm, localisationErrorWithoutVisionCm } = under(metrics, "localisation");
  expect(localisationErrorFirst3sCm).toBeGreaterThan(0);
  expect(localisationErrorWithoutVisionCm).toBeGreaterThan(0);
}, 400_000);

test("a comparison learns what is not there yet, and only that", async () => {
  await run("pretrain", "--updates", "1");
  const compare = ["compare", "--seeds", "1", "--episodes", "1", "--steps", "6400", "--threads", "1"];
  const first = await run(...compare);
  const written = await stat(join(folder, "seed-1", "policies", "grid.safetensors"));
  for (const name of ["grid", "place-cells", "a3c", "untrained-grid"])
    expect(under(first, name)["goalsPerEpisode"]).toBeGreaterThanOrEqual(0);
  await rm(join(folder, "seed-1", "policies", "a3c.safetensors"));
  expect(await run(...compare)).toEqual(first);
  expect((await stat(join(folder, "seed-1", "policies", "grid.safetensors"))).mtimeMs).toBe(written.mtimeMs);
  // Agents of another world are not told as this one's.
  expect(await main([...compare, "--world", "goal-driven", "--out", folder])).toBe(2);
}, 400_000);

test("threads that cannot share the worlds, and modules that are not there, are refused", async () => {
  const train = (...words: string[]) => main(["train", "--steps", "6400", ...words, "--out", folder]);
  expect(await train("--threads", "3")).toBe(2);
  // Modules are shipped for the square arena; a file that is named must be there.
  expect(await train("--threads", "1", "--modules", join(folder, "none.safetensors"))).toBe(2);
  expect(await train("--threads", "1", "--config", "maze")).toBe(2);
  expect(await main(["evaluate", "--policies", folder, "--out", folder])).toBe(2);
});

test("without a training of one's own the shipped weights are evaluated, and the agent comes back to its goal", async () => {
  const metrics = await run("evaluate", "--episodes", "8");
  const [grid, walker] = [under(metrics, "grid"), under(metrics, "randomWalker")];
  expect(grid["goalsPerEpisode"]).toBeGreaterThan(3 * walker["goalsPerEpisode"]!);
  expect(grid["localisationErrorCm"]).toBeLessThan(25);
}, 240_000);
