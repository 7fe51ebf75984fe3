import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { root } from "../../../scripts/lib.mjs";
import type { Tarball } from "./pack.ts";
import { shell } from "./shell.ts";

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

function entry(names: string[], { name, pageSetUp }: Flavour, isPage: boolean): string {
  const identifier = (id: string): string => id.replaceAll("-", "_");
  const imports = names.map((id) => `import * as ${identifier(id)} from "./${id}";`);
  return [
    ...(isPage ? [pageSetUp] : name === "union" ? ['import "@tensorflow/tfjs";'] : []),
    ...imports,
    `const checks = { ${names.map((id) => `${JSON.stringify(id)}: ${identifier(id)}`).join(", ")} };`,
    "async function main(): Promise<string> {",
    "  for (const [name, { check, expected }] of Object.entries(checks)) {",
    "    const got = await check();",
    "    if (got !== expected) throw new Error(`${name}: expected ${expected}, got ${got}`);",
    "  }",
    '  const { getBackend } = await import("@tensorflow/tfjs-core");',
    "  return `ok ${getBackend()}`;",
    "}",
    isPage
      ? "void main().then((text) => { document.title = text; }, (error: unknown) => { document.title = `failed: ${String(error)}`; });"
      : "void main().then((text) => { console.log(text); }, (error: unknown) => { console.error(error); process.exit(1); });",
    "",
  ].join("\n");
}

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

function writePage(folder: string, sources: Map<string, string>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><title>running</title><script type="module" src="/main.ts"></script>',
  );
  for (const [name, source] of sources) writeFileSync(join(folder, `${name}.ts`), source);
}

/** Makes an outside npm project with the tarballs installed and the snippets in every form. */
export async function makeProject(folder: string, flavour: Flavour, tarballs: Tarball[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "outside", version: "1.0.0", private: true }),
  );
  const tools = ["typescript", "vite"].map(pinned);
  const files = tarballs.map(({ file }) => file);
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  await shell(folder, "npm", "install", ...quiet, ...files, ...flavour.tfjs.map(pinned), ...tools);

  const names = tarballs.map(({ name }) => name);
  const snippets = names.map((name) => [name, snippetFor(name, flavour)] as const);
  const nodeSources = new Map([...snippets, ["main", entry(names, flavour, false)] as const]);
  writeJavaScript(join(folder, "esm"), nodeSources, "esm");
  writeJavaScript(join(folder, "cjs"), nodeSources, "cjs");
  for (const way of ["bundler", "nodenext"] as const) {
    writeTypeScript(join(folder, way), new Map(snippets), way);
  }
  writePage(join(folder, "page"), new Map([...snippets, ["main", entry(names, flavour, true)] as const]));
  const wasm = join(folder, "node_modules", "@tensorflow", "tfjs-backend-wasm", "dist");
  if (existsSync(wasm)) {
    cpSync(wasm, join(folder, "page", "public", "wasm"), {
      recursive: true,
      filter: (file) => file === wasm || file.endsWith(".wasm"),
    });
  }
}
