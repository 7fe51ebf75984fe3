// node scripts/new-package.mjs NAME "description" [--tfjs] [--uses backend,core-neuron] [--subpaths testing]
// Writes the manifest, build, type and documentation settings of a new package in the house's shape.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./lib.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tfjs: { type: "boolean" }, uses: { type: "string" }, subpaths: { type: "string" } },
});
const [name, description] = positionals;
if (!name || !description) {
  console.error(
    'usage: node scripts/new-package.mjs NAME "description" [--tfjs] [--uses a,b] [--subpaths x,y]',
  );
  process.exit(2);
}
const list = (text) => (text ? text.split(",") : []);
const entries = ["index", ...list(values.subpaths)];
const target = (entry) => ({
  import: { types: `./dist/${entry}.d.ts`, default: `./dist/${entry}.js` },
  require: { types: `./dist/${entry}.d.cts`, default: `./dist/${entry}.cjs` },
});
const exportsOf = (withSource) =>
  Object.fromEntries([
    ...entries.map((entry) => [
      entry === "index" ? "." : `./${entry}`,
      { ...(withSource ? { "@wayfield/source": `./src/${entry}.ts` } : {}), ...target(entry) },
    ]),
    ["./package.json", "./package.json"],
  ]);
const dependencies = Object.fromEntries(list(values.uses).map((id) => [`@wayfield/${id}`, "workspace:^"]));
const manifest = {
  name: `@wayfield/${name}`,
  version: "0.0.0",
  description,
  keywords: ["neuroscience", "deep-learning", ...(values.tfjs ? ["tensorflow.js"] : [])],
  homepage: `https://github.com/wayfield/wayfield/tree/main/packages/${name}#readme`,
  bugs: "https://github.com/wayfield/wayfield/issues",
  repository: {
    type: "git",
    url: "git+https://github.com/wayfield/wayfield.git",
    directory: `packages/${name}`,
  },
  license: "MIT",
  type: "module",
  sideEffects: false,
  engines: { node: ">=20.19" },
  files: ["dist"],
  main: "./dist/index.cjs",
  module: "./dist/index.js",
  types: "./dist/index.d.ts",
  exports: exportsOf(true),
  publishConfig: { access: "public", provenance: true, exports: exportsOf(false) },
  scripts: {
    build: "tsup",
    typecheck: "tsc",
    "check:package": "publint --strict && attw --pack . --profile node16",
  },
  ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}),
  ...(values.tfjs ? { peerDependencies: { "@tensorflow/tfjs-core": "~4.22.0" } } : {}),
  ...(values.tfjs ? { devDependencies: { "@tensorflow/tfjs-core": "catalog:" } } : {}),
};
const folder = join(root, "packages", name);
mkdirSync(join(folder, "src"), { recursive: true });
const write = (file, text) => writeFileSync(join(folder, file), text);
write("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
write(
  "tsconfig.json",
  '{ "extends": "../../tsconfig.base.json", "include": ["src", "tsup.config.ts", "../../internal/test-kit/types"] }\n',
);
write(
  "tsup.config.ts",
  `import { preset } from "../../tsup.preset.ts";\n\nexport default preset(${
    entries.length > 1 ? `{ entry: ${JSON.stringify(entries.map((entry) => `src/${entry}.ts`))} }` : ""
  });\n`,
);
write(
  "typedoc.json",
  `${JSON.stringify({ extends: ["../../typedoc.base.json"], entryPoints: entries.map((entry) => `src/${entry}.ts`) }, null, 2)}\n`,
);
