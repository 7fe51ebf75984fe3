import { expect, test } from "vitest";
import { recipeSteps } from "./recipe.ts";
import { dependenciesOf, dependentsOf } from "./release.ts";

test("a recipe is its files, its commands and what they print", () => {
  const markdown =
    "# A\n\n```sh\nnpm init --yes\nnpm install a\n```\n\n```js [a.mjs]\na();\n```\n\n```ts\nleft(alone);\n```\n\n```txt\nok\n```\n";
  expect(recipeSteps(markdown)).toEqual([
    { kind: "run", command: "npm init --yes" },
    { kind: "run", command: "npm install a" },
    { kind: "write", file: "a.mjs", text: "a();\n" },
    { kind: "expect", output: "ok" },
  ]);
});

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
