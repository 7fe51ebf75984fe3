// Runs after every install: bundles the one module of tfjs-core that registers all gradients, wrapped in a function.
// Node's ESM loader cannot resolve it (its imports have no file extension), so @wayfield/backend carries it; as a
// function it runs when asked and no bundler drops it for a side effect.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { buildKernels } from "./build-kernels.mjs";
import { root } from "./lib.mjs";

const require = createRequire(join(root, "package.json"));
const core = dirname(require.resolve("@tensorflow/tfjs-core/package.json"));
const generated = join(root, "packages", "backend", "generated");
await build({
  entryPoints: [join(core, "dist", "register_all_gradients.js")],
  outfile: join(generated, "tfjs-gradients.js"),
  bundle: true,
  format: "iife",
  banner: { js: "export function registerAllGradients() {" },
  footer: { js: "}" },
  platform: "neutral",
  mainFields: ["module", "main"],
  // esbuild would otherwise follow these into Node's and the browser's own modules.
  external: ["util", "crypto", "node-fetch", "string_decoder"],
  legalComments: "inline",
  logLevel: "error",
});
writeFileSync(join(generated, "tfjs-gradients.d.ts"), "export function registerAllGradients(): void;\n");
await buildKernels(generated);
