import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/lib.mjs";

/** The values in a package's list of exports, which `check:api` keeps true. */
function valuesOf(name: string): string[] {
  const list = readFileSync(join(root, "api", `${name}.txt`), "utf8");
  return Array.from(
    list.matchAll(/^ *(?:abstract )?(?:const|function|class) (\w+)/gm),
    ([, value]) => value!,
  );
}

test.each(readdirSync(join(root, "packages")))(
  "the README of %s names every value that it exports",
  (name) => {
    const readme = readFileSync(join(root, "packages", name, "README.md"), "utf8");
    const words = new Set(readme.match(/\w+/g));
    const values = valuesOf(name);
    expect(values.length).toBeGreaterThan(10);
    expect(values.filter((value) => !words.has(value))).toEqual([]);
  },
);
