import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "./main.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-brain-"));
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

test("a folder that is not there is refused", async () => {
  for (const option of ["--policies", "--mazes"])
    expect(await main([option, join(folder, "none"), "--out", folder])).toBe(2);
  expect(await main(["shortcuts", "--policies", join(folder, "none"), "--out", folder])).toBe(2);
});

test("on the scripted navigator, whose answers are known: without the goal code it wanders, a fake one draws it", async () => {
  expect(await main(["--episodes", "12", "--draws", "1", "--policies", folder, "--out", folder])).toBe(0);
  const { metrics } = JSON.parse(await readFile(join(folder, "result.json"), "utf8")) as {
    metrics: Record<string, Record<string, [number, number, number]>>;
  };
  const found = metrics["vectorGridCode"]!;
  const mean = (name: string): number => found[name]![0];
  expect(mean("goals.goalCodeWithheld")).toBeLessThan(0.5 * mean("goals.intact"));
  // On the same worlds, the mean of the differences is the difference of the means.
  const difference = mean("goals.lesionRandom") - mean("goals.lesionGrid");
  expect(Math.abs(mean("goals.lesionRandomOverGrid") - difference)).toBeLessThan(0.002);
  expect(mean("fakeGoal.arrivalFraction")).toBeGreaterThan(mean("fakeGoal.chance") + 0.3);
  const { chance, oracle, shortestFraction, goals, ...others } = metrics["sunburst"]!;
  expect(oracle![0]).toBe(1);
  // The shipped agent takes the door that has opened: the lower end of the interval is above chance.
  expect(shortestFraction![1]).toBeGreaterThan(chance as unknown as number);
  // In a maze that it never saw it needs the code at the goal, and a network that learned.
  for (const control of ["gridWithoutGoalCode", "untrained-grid"])
    expect(goals![1]).toBeGreaterThan(others[`${control}.goals`]![2]);
  const report = await readFile(join(folder, "report.html"), "utf8");
  expect(report).toMatch(/^<!doctype html>/);
  // Nothing is fetched: the only addresses are the names of formats.
  expect(report.match(/(src|href)="(?!data:)[^"]*"/g) ?? []).toEqual([]);
}, 240_000);
