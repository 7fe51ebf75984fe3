import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { root } from "../../../scripts/lib.mjs";
import { typeErrors, writeBlocks } from "./workspace-blocks.ts";

const blocks = writeBlocks();
const errors = typeErrors(blocks.map(({ file }) => file));

test("the documentation has code", () => {
  expect(blocks.length).toBeGreaterThan(0);
});

describe.each(blocks)("the code at $place", ({ file, isRun }) => {
  test("type-checks", () => {
    expect(errors.get(file)).toEqual([]);
  });
  test.runIf(isRun)("runs", async () => {
    const settings = ["--conditions=@wayfield/source", "--import", "tsx"];
    await promisify(execFile)(process.execPath, [...settings, file], { cwd: root, timeout: 60_000 });
  });
});
