import { expect, test } from "vitest";
import { compare, median } from "./compare.ts";

/** A clock that moves only when work is done on it. */
function workClock() {
  let time = 0;
  const calls: string[] = [];
  const work = (label: string, durations: number[]) => () => {
    calls.push(label);
    time += durations[Math.min(calls.filter((call) => call === label).length, durations.length) - 1]!;
  };
  return { now: () => time, work, calls };
}

test("the median of an even number of values is the mean of the middle two", () => {
  expect(median([9, 1, 4, 2])).toBe(3);
  expect(median([9, 1, 4])).toBe(4);
});

test("a row holds the median time of both sides and peer / ours", async () => {
  const { now, work } = workClock();
  const row = await compare({
    name: "work",
    ours: work("ours", [2, 100, 2]),
    peer: work("peer", [6]),
    peerName: "them",
    rounds: 3,
    warmUp: 0,
    now,
  });
  expect(row).toEqual({ name: "work", ours: 2, peer: 6, peerName: "them", ratio: 3 });
});

test("warm-up calls are not timed and who goes first alternates", async () => {
  const { now, work, calls } = workClock();
  const row = await compare({
    name: "work",
    ours: work("ours", [50, 1]),
    peer: work("peer", [50, 1]),
    peerName: "them",
    rounds: 2,
    warmUp: 1,
    now,
  });
  expect(row.ratio).toBe(1);
  expect(calls).toEqual(["ours", "peer", "ours", "peer", "peer", "ours"]);
});
