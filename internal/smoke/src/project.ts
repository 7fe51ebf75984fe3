import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { root } from "../../../scripts/lib.mjs";
import type { Shell } from "./shell.ts";

/** How an outside app has its TensorFlow.js. */
export interface Flavour {
  name: string;
  /** The packages of TensorFlow.js that it installs. */
  tfjs: string[];
  /** Where its code imports tensor operations from. */
  operations: string;
  /** What a page does before it uses an engine. */
  pageSetUp: string;
  /** The engine that `useBackend("auto")` is to choose in Node. */
  nodeEngine: string;
}

export const flavours: Flavour[] = [
  {
    name: "union",
    tfjs: ["@tensorflow/tfjs"],
    operations: "@tensorflow/tfjs",
    pageSetUp: 'import "@tensorflow/tfjs";',
    nodeEngine: "cpu",
  },
  {
    name: "core + wasm",
    tfjs: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"],
    operations: "@tensorflow/tfjs-core",
    pageSetUp: 'import { setWasmFolder } from "@wayfield/backend/wasm";\nsetWasmFolder("/wasm/");',
    nodeEngine: "wasm",
  },
];

const snippetFile = (name: string): string => join(root, "internal", "smoke", "snippets", `${name}.ts`);

/** The snippet of a package as this flavour's user would write it. */
function snippetFor(name: string, { operations }: Flavour): string {
  const file = snippetFile(name);
  if (!existsSync(file)) {
    throw new Error(`@wayfield/${name} has no snippet; write internal/smoke/snippets/${name}.ts`);
  }
  return readFileSync(file, "utf8").replaceAll('"@tensorflow/tfjs-core"', `"${operations}"`);
}

/** The version of a third-party package that the workspace's catalog pins. */
function pinned(name: string): string {
  const catalog = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  const match = new RegExp(`^ {2}"?${name}"?: (\\S+)$`, "m").exec(catalog);
  if (!match) throw new Error(`pnpm-workspace.yaml has no catalog entry for ${name}`);
  return `${name}@${match[1]!}`;
}

/** Where a program runs and whom it tells how it went. */
interface Host {
  /** What must happen before anything else. */
  setUp: string[];
  /** Where "ok …" goes. */
  succeed: string;
  /** Where what went wrong goes. */
  fail: string;
}

const nodeHost = ({ name }: Flavour): Host => ({
  setUp: name === "union" ? ['import "@tensorflow/tfjs";'] : [],
  succeed: "console.log(text);",
  fail: "console.error(error); process.exit(1);",
});

const pageHost = ({ pageSetUp }: Flavour): Host => ({
  setUp: [pageSetUp],
  succeed: "document.title = text;",
  fail: "document.title = `failed: ${String(error)}`;",
});

const webWorkerHost = ({ pageSetUp }: Flavour): Host => ({
  setUp: [pageSetUp],
  succeed: "postMessage(text);",
  fail: "postMessage(`failed: ${String(error)}`);",
});

/** A program that runs every snippet's check. */
function entry(names: readonly string[], { setUp, succeed, fail }: Host): string {
  const identifier = (id: string): string => id.replaceAll("-", "_");
  return [
    ...setUp,
    ...names.map((id) => `import * as ${identifier(id)} from "./${id}";`),
    `const checks = { ${names.map((id) => `${JSON.stringify(id)}: ${identifier(id)}`).join(", ")} };`,
    "async function main(): Promise<string> {",
    "  for (const [name, { check, expected }] of Object.entries(checks)) {",
    "    const got = await check();",
    "    if (got !== expected) throw new Error(`${name}: expected ${expected}, got ${got}`);",
    "  }",
    '  const { getBackend } = await import("@tensorflow/tfjs-core");',
    "  return `ok ${getBackend()}`;",
    "}",
    `void main().then((text) => { ${succeed} }, (error: unknown) => { ${fail} });`,
    "",
  ].join("\n");
}

/** Runs main.js, whose output is this thread's, in a worker thread. */
const threadEntry = [
  'import { Worker } from "node:worker_threads";',
  'new Worker(new URL("./main.js", import.meta.url)).on("error", (error) => { throw error; });',
  "",
].join("\n");

/** The title of worker.html becomes what its worker says. */
const workerPageEntry = [
  'const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });',
  "worker.onmessage = ({ data }) => { document.title = String(data); };",
  "worker.onerror = ({ message }) => { document.title = `failed: ${message}`; };",
  "",
].join("\n");

/** Writes a folder of plain JavaScript made of the same code, as ES modules or as CommonJS. */
function writeJavaScript(folder: string, sources: Map<string, string>, format: "esm" | "cjs"): void {
  mkdirSync(folder, { recursive: true });
  const type = format === "esm" ? "module" : "commonjs";
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type }));
  for (const [name, source] of sources) {
    const { code } = transformSync(source, { loader: "ts", format, target: "es2022" });
    writeFileSync(join(folder, `${name}.js`), code.replaceAll(/(["']\.\/[\w-]+)(["'])/g, "$1.js$2"));
  }
}

const typescriptSettings = (moduleResolution: "bundler" | "nodenext"): string =>
  JSON.stringify({
    compilerOptions: {
      target: "es2022",
      lib: ["es2022", "dom"],
      module: moduleResolution === "bundler" ? "esnext" : "nodenext",
      moduleResolution,
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
    },
    include: ["*.ts"],
  });

/** Writes the snippets as a TypeScript project in the given way of resolving modules. */
function writeTypeScript(folder: string, sources: Map<string, string>, way: "bundler" | "nodenext"): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "tsconfig.json"), typescriptSettings(way));
  for (const [name, source] of sources) writeFileSync(join(folder, `${name}.ts`), source);
}

const html = (script: string): string =>
  `<!doctype html><title>running</title><script type="module" src="/${script}.ts"></script>`;

const viteSettings = `export default {
  build: { rollupOptions: { input: ["index.html", "worker.html"] } },
  worker: { format: "es" },
};
`;

function writePage(folder: string, sources: Map<string, string>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), html("main"));
  writeFileSync(join(folder, "worker.html"), html("worker-page"));
  writeFileSync(join(folder, "vite.config.js"), viteSettings);
  for (const [name, source] of sources) writeFileSync(join(folder, `${name}.ts`), source);
}

/** Installs packages into a folder. */
export type Install = (folder: string, others: readonly string[]) => Promise<unknown>;

/** Installs our packages (files, or names with versions) beside others, with npm. */
export const installWithNpm =
  (shell: Shell, ours: readonly string[]): Install =>
  (folder, others) =>
    shell(folder, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error", ...ours, ...others);

/** The same with pnpm. */
export const installWithPnpm =
  (shell: Shell, ours: readonly string[]): Install =>
  (folder, others) =>
    shell(folder, "pnpm", "add", "--reporter=silent", ...ours, ...others);

/** Makes an outside project with the packages installed and their snippets in every form. */
export async function makeProject(
  folder: string,
  flavour: Flavour,
  names: readonly string[],
  install: Install,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "outside", version: "1.0.0", private: true }),
  );
  await install(folder, [...flavour.tfjs, "typescript", "vite"].map(pinned));
  writeSources(folder, flavour, names);
  const wasm = join(folder, "node_modules", "@tensorflow", "tfjs-backend-wasm", "dist");
  if (existsSync(wasm)) {
    cpSync(wasm, join(folder, "page", "public", "wasm"), {
      recursive: true,
      filter: (file) => file === wasm || file.endsWith(".wasm"),
    });
  }
}

function writeSources(folder: string, flavour: Flavour, names: readonly string[]): void {
  const snippets = names.map((name) => [name, snippetFor(name, flavour)] as const);
  const nodeSources = new Map([...snippets, ["main", entry(names, nodeHost(flavour))] as const]);
  writeJavaScript(join(folder, "esm"), nodeSources, "esm");
  writeFileSync(join(folder, "esm", "thread.js"), threadEntry);
  writeJavaScript(join(folder, "cjs"), nodeSources, "cjs");
  for (const way of ["bundler", "nodenext"] as const) {
    writeTypeScript(join(folder, way), new Map(snippets), way);
  }
  const pageSources = new Map([
    ...snippets,
    ["main", entry(names, pageHost(flavour))] as const,
    ["worker", entry(names, webWorkerHost(flavour))] as const,
    ["worker-page", workerPageEntry] as const,
  ]);
  writePage(join(folder, "page"), pageSources);
}
