import js from "@eslint/js";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Who may import whom: the table of ARCHITECTURE.md. Whatever is not listed is refused. */
const allowedImports = {
  environments: { ours: [], tfjs: [] },
  "replay-buffer": { ours: [], tfjs: [] },
  backend: {
    ours: [],
    tfjs: [
      "@tensorflow/tfjs-core",
      "@tensorflow/tfjs-backend-cpu",
      "@tensorflow/tfjs-backend-wasm",
      "@tensorflow/tfjs-backend-webgl",
      "@tensorflow/tfjs-backend-webgpu",
    ],
  },
  "core-neuron": { ours: ["backend"], tfjs: ["@tensorflow/tfjs-core"] },
  conv: { ours: ["backend"], tfjs: ["@tensorflow/tfjs-core"] },
  "td-learning": { ours: ["backend"], tfjs: ["@tensorflow/tfjs-core"] },
  "recurrent-attention": { ours: ["backend", "core-neuron"], tfjs: ["@tensorflow/tfjs-core"] },
  "grid-nav": { ours: ["backend", "core-neuron"], tfjs: ["@tensorflow/tfjs-core"] },
};

/** Source shared by packages that may not import each other; the build inlines it into each. */
const inlined = ["portable"];

const tests = ["**/*.test.ts", "**/*.test-d.ts"];

const directionRules = Object.entries(allowedImports).map(([name, { ours, tfjs }]) => ({
  files: [`packages/${name}/src/**/*.ts`],
  ignores: tests,
  rules: {
    "no-console": "error",
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `^@wayfield/(?!(?:${[...ours, ...inlined].join("|")})(?:/|$))`,
            message: `@wayfield/${name} may import of ours: ${ours.join(", ") || "nothing"}. See ARCHITECTURE.md.`,
          },
          {
            regex:
              tfjs.length > 0
                ? `^@tensorflow/(?!(?:${tfjs.map((id) => id.split("/")[1]).join("|")})$)`
                : "^@tensorflow/",
            message: `@wayfield/${name} may import of TensorFlow.js: ${tfjs.join(", ") || "nothing"}.`,
          },
          {
            regex: "^node:",
            message: "Packages run in the browser too; Node helpers live behind a /node subpath.",
          },
        ],
      },
    ],
    "no-restricted-properties": [
      "error",
      { object: "Math", property: "random", message: "Take a seeded random source as an argument." },
      { object: "Date", property: "now", message: "Take the time as an argument." },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      "**/dist/**",
      "**/generated/**",
      // AssemblyScript: decorates functions, which no TypeScript parser takes; its own compiler checks it.
      "packages/backend/assembly/**",
      "**/coverage/**",
      "**/out/**",
      "docs/api/**",
      "docs/.vitepress/{dist,cache}/**",
      ".tools/**",
      "**/.turbo/**",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      // One program for everything: a program for each workspace takes more memory than Node allows itself.
      parserOptions: { project: "tsconfig.lint.json", tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [] },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-default-export": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      // Index loops over typed arrays are this project's daily bread, and `!` is how strict indexing is paid for there.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/prefer-for-of": "off",
      "max-lines": ["error", { max: 400, skipBlankLines: false, skipComments: false }],
      "max-lines-per-function": ["error", { max: 80 }],
    },
  },
  {
    files: ["**/*.config.ts", "tsup.preset.ts", "docs/.vitepress/**/*.ts"],
    rules: { "import-x/no-default-export": "off" },
  },
  {
    files: [...tests, "**/*.bench.ts"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", URL: "readonly", performance: "readonly" },
    },
  },
  ...directionRules,
  {
    files: ["packages/*/src/node/**/*.ts", "packages/*/src/node.ts"],
    rules: { "no-restricted-imports": "off" },
  },
);
