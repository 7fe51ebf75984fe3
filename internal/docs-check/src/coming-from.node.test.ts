import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/lib.mjs";

const api = readdirSync(join(root, "api"))
  .map((file) => readFileSync(join(root, "api", file), "utf8"))
  .join("\n");

/** Names of ours in the tables of a page: the calls and bare names in code in the last column. */
function ourNames(markdown: string): string[] {
  const cells = [...markdown.matchAll(/^\|.*\|(.*)\|$/gm)].map(([, last]) => last!);
  return cells.flatMap((cell) => [...cell.matchAll(/`([a-z]\w*)(?:\([^`]*)?`/g)].map(([, name]) => name!));
}

test("what the tables for newcomers name is exported", () => {
  const names = ourNames(readFileSync(join(root, "docs", "guide", "coming-from.md"), "utf8"));
  expect(names).toContain("initDense");
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !new RegExp(`\\b(?:function|const) ${name}\\b`).test(api))).toEqual([]);
});
