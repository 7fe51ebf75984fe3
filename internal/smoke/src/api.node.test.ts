import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apiModules, describeChanges, printApi, readApi } from "./api.ts";

test("the ways into a package are its exports that declare types", () => {
  const exports = {
    ".": { import: { types: "./dist/index.d.ts" }, require: { types: "./dist/index.d.cts" } },
    "./cpu": { import: { types: "./dist/cpu.d.ts" } },
    "./package.json": "./package.json",
  };
  expect(apiModules("/p", { name: "@our/engine", exports })).toEqual([
    { id: "@our/engine", file: join("/p", "dist/index.d.ts") },
    { id: "@our/engine/cpu", file: join("/p", "dist/cpu.d.ts") },
  ]);
});

test("a snapshot holds what is exported, by name, with its types and without its comments", () => {
  const folder = mkdtempSync(join(tmpdir(), "wayfield-api-"));
  try {
    writeFileSync(
      join(folder, "shared.d.ts"),
      "interface Size { readonly width: number }\nexport { Size as S };\n",
    );
    writeFileSync(
      join(folder, "index.d.ts"),
      [
        'import { S as Size } from "./shared";',
        "/** A comment. */",
        "declare function area(size: Size): number;",
        "declare function hidden(): void;",
        "declare const unit: Size;",
        "export { area, unit, type Size };",
      ].join("\n"),
    );
    expect(printApi(readApi([{ id: "@our/shapes", file: join(folder, "index.d.ts") }]))).toBe(
      [
        "# @our/shapes",
        "interface Size {\n    readonly width: number;\n}",
        "function area(size: Size): number;",
        "const unit: Size;",
        "",
      ]
        .join("\n\n")
        .replace(/\n\n$/, "\n"),
    );
    expect(() => readApi([{ id: "@our/gone", file: join(folder, "gone.d.ts") }])).toThrow(
      /@our\/gone: expected/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a difference names the way in and shows what was there and what is", () => {
  const before =
    "# a\n\nfunction f(x: number): void;\n\nfunction g(): void;\n\n# a/b\n\nfunction g(): void;\n";
  const after = "# a\n\nfunction f(x: string): void;\n\n# a/b\n\nfunction g(): void;\n\ntype T = 1;\n";
  expect(describeChanges(before, after)).toBe(
    [
      "# a\n- function f(x: number): void;",
      "# a\n+ function f(x: string): void;",
      "# a\n- function g(): void;",
      "# a/b\n+ type T = 1;",
    ].join("\n"),
  );
  expect(describeChanges(before, before)).toBe("");
});
