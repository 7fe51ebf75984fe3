import { describe, expect, test } from "vitest";
import { liveAndSleep, sleepKinds } from "./sleep.ts";

/** Milliseconds: a busy machine takes many times what a free one does. */
const patience = 300_000;

describe("an old task after a new one was learned, seed 1", { timeout: patience }, () => {
  const options = { seed: 1, days: 15 };

  test("is kept where its memories are interleaved", () => {
    const { learned, final } = liveAndSleep(sleepKinds.interleaved, options);
    expect(learned).toBeGreaterThan(0.9);
    expect(final.old).toBeGreaterThan(0.9);
    expect(final.new).toBeGreaterThan(0.9);
  });

  test("is lost where they are not, and where they are shuffled", () => {
    const alone = liveAndSleep(sleepKinds.newOnly, options).final;
    const shuffled = liveAndSleep(sleepKinds.shuffled, options).final;
    expect(alone.new).toBeGreaterThan(0.9);
    expect(Math.max(alone.old, shuffled.old)).toBeLessThan(0.7);
  });
});
