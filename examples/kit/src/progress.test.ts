import { expect, test } from "vitest";
import { formatDuration, startProgress } from "./progress.ts";

function recorder(isTTY: boolean) {
  const written: string[] = [];
  const clock = { time: 0 };
  const stream = { write: (text: string) => written.push(text), isTTY, columns: 80 };
  const progress = startProgress("training", 200, { stream, now: () => clock.time, unit: "steps" });
  return { written, clock, progress };
}

test.each([
  [0, "0s"],
  [59.4, "59s"],
  [60, "1m00s"],
  [185, "3m05s"],
  [3599.6, "1h00m"],
  [7800, "2h10m"],
])("%d seconds read %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("the line holds rate and time left: 50 of 200 in 5 s is 10/s and 15 s", () => {
  const { written, clock, progress } = recorder(true);
  clock.time = 5000;
  progress.update(50, "loss 1.5");
  expect(written.at(-1)).toContain("50/200 steps  10/s  15s left  loss 1.5");
});

test("work that is taken up at 100 counts from there: 50 in 5 s are 10/s, and the last 50 take 5 s", () => {
  const { written, clock, progress } = recorder(true);
  clock.time = 2000;
  progress.goOnFrom(100);
  clock.time = 7000;
  progress.update(150);
  expect(written.at(-1)).toContain("150/200 steps  10/s  5s left");
  clock.time = 12_000;
  progress.update(200);
  progress.finish();
  expect(written.at(-2)).toContain("200/200 steps  10/s  in 10s");
});

test("work that was over before it was taken up says so", () => {
  const { written, progress } = recorder(false);
  progress.goOnFrom(200);
  progress.finish();
  expect(written).toEqual([expect.stringContaining("200/200 steps  0.0/s  in 0s")]);
});

test("on a terminal the line is rewritten, at most ten times a second", () => {
  const { written, clock, progress } = recorder(true);
  for (let step = 1; step <= 100; step++) {
    clock.time = step * 10;
    progress.update(step);
  }
  expect(written.length).toBeLessThanOrEqual(11);
  expect(written.every((text) => text.startsWith("\r"))).toBe(true);
});

test("elsewhere nothing is said in the first seconds, then a line now and then", () => {
  const { written, clock, progress } = recorder(false);
  for (let second = 1; second <= 60; second++) {
    clock.time = second * 1000;
    progress.update(second);
  }
  expect(written.length).toBe(4);
  expect(written[0]).toMatch(/^training .*\n$/);
});

test("the last line says how long it took", () => {
  const { written, clock, progress } = recorder(false);
  clock.time = 90_000;
  progress.update(200);
  progress.finish();
  expect(written.at(-1)).toContain("200/200 steps  2.2/s  in 1m30s");
});
