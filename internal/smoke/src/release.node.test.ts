import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  assertVersions,
  dependenciesOf,
  dependentsOf,
  installedCopies,
  moved,
  withoutProvenance,
} from "./release.ts";

const manifests = [
  { name: "base", version: "1.0.0" },
  { name: "middle", version: "1.0.0", dependencies: { base: "^1.0.0" } },
  { name: "top", version: "1.0.0", dependencies: { middle: "^1.0.0" } },
  { name: "alone", version: "1.0.0" },
];

test("what a package needs, and who needs it, is followed to any distance", () => {
  expect(dependenciesOf(["top"], manifests)).toEqual(["top", "middle", "base"]);
  expect(dependentsOf("base", manifests)).toEqual(["middle", "top"]);
  expect(dependentsOf("alone", manifests)).toEqual([]);
});

test("a manifest loses the wish for provenance and nothing else", () => {
  const manifest = { name: "a", version: "1.0.0", publishConfig: { access: "public", provenance: true } };
  expect(JSON.parse(withoutProvenance(JSON.stringify(manifest)))).toEqual({
    name: "a",
    version: "1.0.0",
    publishConfig: { access: "public", provenance: false },
  });
});

test("the versions that moved, and a complaint about any other", () => {
  const after = moved(
    new Map([
      ["a", "1.0.0"],
      ["b", "1.0.0"],
    ]),
    new Map([
      ["a", "1.0.0"],
      ["b", "1.1.0"],
    ]),
  );
  expect([...after]).toEqual([["b", "1.1.0"]]);
  expect(() => {
    assertVersions(after, new Map([["b", "2.0.0"]]));
  }).toThrow("expected b@2.0.0, got b@1.1.0");
});

test("a second copy of a package in an outside project is found, wherever it lies", () => {
  const project = mkdtempSync(join(tmpdir(), "wayfield-copies-"));
  const place = (path: string, name: string, version: string): void => {
    mkdirSync(join(project, path), { recursive: true });
    writeFileSync(join(project, path, "package.json"), JSON.stringify({ name, version }));
  };
  try {
    place("node_modules/@our/base", "@our/base", "2.0.0");
    place("node_modules/@our/top", "@our/top", "1.0.0");
    place("node_modules/@our/top/node_modules/@our/base", "@our/base", "1.0.0");
    place("node_modules/other", "other", "1.0.0");
    expect(installedCopies(project, ["@our/base", "@our/top"])).toEqual([
      "@our/base@1.0.0",
      "@our/base@2.0.0",
      "@our/top@1.0.0",
    ]);
  } finally {
    rmSync(project, { recursive: true });
  }
});
