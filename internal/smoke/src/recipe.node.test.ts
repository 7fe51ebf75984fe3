import { expect, test } from "vitest";
import { recipeSteps } from "./recipe.ts";

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
