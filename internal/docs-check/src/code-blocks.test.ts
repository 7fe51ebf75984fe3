import { expect, test } from "vitest";
import { codeBlocks } from "./code-blocks.ts";

test("blocks of ts are found with the line where they begin, others are left alone", () => {
  const markdown = "# A\n\n```ts\none();\n```\n\n```sh\nls\n```\n```ts no-run\ntwo();\nthree();\n```\n";
  expect(codeBlocks(markdown)).toEqual([
    { line: 4, code: "one();\n", isRun: true },
    { line: 11, code: "two();\nthree();\n", isRun: false },
  ]);
});

test("a text without blocks has none", () => {
  expect(codeBlocks("`ts` is a word\n```tsx\nno\n```\n")).toEqual([]);
});
