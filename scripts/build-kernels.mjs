// Compiles packages/backend/assembly (AssemblyScript) to the WebAssembly module that @wayfield/backend/wasm carries,
// and writes it as base64 in a JavaScript file, so that Node and a page load it without fetching anything.
// `node scripts/build-kernels.mjs` does so at once; every command that installs does too, if the sources have changed.
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { root } from "./lib.mjs";

const require = createRequire(join(root, "package.json"));
const source = join(root, "packages", "backend", "assembly");

const options = [
  ..."-O3 --noAssert --runtime stub --enable simd --importMemory --initialMemory 1 --maximumMemory 65536".split(
    " ",
  ),
  // Addresses are 32 bits wide here, and no vector leaves the module.
  ..."--noExportMemory --disableWarning 112 --disableWarning 201".split(" "),
];

function sourceHash() {
  const hash = createHash("sha256").update(options.join(" "));
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  hash.update(readFileSync(require.resolve("assemblyscript/package.json")));
  for (const name of readdirSync(source).sort()) hash.update(name).update(readFileSync(join(source, name)));
  return hash.digest("hex");
}

async function compile(extraOptions) {
  const compiler = join(dirname(require.resolve("assemblyscript/package.json")), "dist", "asc.js");
  const { default: asc } = await import(pathToFileURL(compiler).href);
  const files = new Map();
  const { error, stderr } = await asc.main(
    ["index.ts", ...options, ...extraOptions, "--outFile", "kernels.wasm"],
    {
      readFile: (name, folder) => {
        const path = join(folder, name);
        return existsSync(path) ? readFileSync(path, "utf8") : null;
      },
      writeFile: (name, contents) => files.set(name, contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`kernels: ${error.message}\n${stderr.toString()}`);
  return files.get("kernels.wasm");
}

/** Writes `kernels.js` and its types into `folder`, unless the ones there were made from the same sources. */
export async function buildKernels(folder) {
  const target = join(folder, "kernels.js");
  const stamp = `// ${sourceHash()}\n`;
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(stamp)) return;
  const base64 = async (...extraOptions) =>
    Buffer.from(await compile(["--baseDir", source, ...extraOptions])).toString("base64");
  const plain = `export const kernelModule = "${await base64()}";\n`;
  // The same with fused multiply-adds, for platforms that have them.
  const relaxed = `export const relaxedKernelModule = "${await base64("--enable", "relaxed-simd")}";\n`;
  writeFileSync(target, stamp + plain + relaxed);
  writeFileSync(
    join(folder, "kernels.d.ts"),
    "export const kernelModule: string;\nexport const relaxedKernelModule: string;\n",
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(root, "packages", "backend", "generated");
  await buildKernels(folder);
  process.stdout.write(`${join(folder, "kernels.js")}\n`);
}
