import { expect, test } from "vitest";
import { takeTurns } from "./turns.ts";

/** An action that notes when it begins and ends, and ends when it is told to. */
function slow(name: string, course: string[]): { run: () => Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    run: async () => {
      course.push(`${name} begins`);
      await ended;
      course.push(`${name} ends`);
    },
    end,
  };
}

test("the newest runs last, and what it has overtaken does not run", async () => {
  const course: string[] = [];
  const inTurn = takeTurns();
  const [one, two, three] = [slow("one", course), slow("two", course), slow("three", course)];
  const first = inTurn(one.run);
  await Promise.resolve();
  const all = [first, inTurn(two.run), inTurn(three.run)];
  three.end();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(course).toEqual(["one begins"]);
  one.end();
  await Promise.all(all);
  expect(course).toEqual(["one begins", "one ends", "three begins", "three ends"]);
});

test("one that fails says so to those who asked for it, and holds nobody up", async () => {
  const course: string[] = [];
  const inTurn = takeTurns();
  const next = slow("next", course);
  const failed = inTurn(async () => {
    await Promise.resolve();
    throw new Error("no");
  });
  await Promise.resolve();
  const followed = inTurn(next.run);
  next.end();
  await expect(failed).rejects.toThrow("no");
  await followed;
  expect(course).toEqual(["next begins", "next ends"]);
});
