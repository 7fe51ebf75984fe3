// pnpm sizes: what each package weighs in a bundle, minified and gzipped, beside its nearest peer on npm, and what
// importing one function of it costs. Peers are installed under .tools on first use.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root, runOrExit } from "./lib.mjs";

interface Row {
  /** The package. */
  name: string;
  /** One function that does something by itself. */
  one: string;
  /** Its nearest peer, with the version that is measured. */
  peer?: { name: string; version: string };
}

const layers = { name: "@tensorflow/tfjs-layers", version: "4.22.0" };
const rows: Row[] = [
  { name: "backend", one: "clipByGlobalNorm" },
  { name: "core-neuron", one: "lstm", peer: layers },
  { name: "conv", one: "convolution", peer: { name: "convnetjs", version: "0.3.0" } },
  { name: "td-learning", one: "createTdLambda", peer: { name: "reinforce-js", version: "1.5.1" } },
  { name: "recurrent-attention", one: "dotProductAttention" },
  { name: "replay-buffer", one: "createReplayBuffer" },
  { name: "grid-nav", one: "createPlaceCells" },
  { name: "environments", one: "createCartPole" },
];

const peers = join(root, ".tools", "peers");

function ensurePeers(): void {
  const wanted = [...new Set(rows.flatMap(({ peer }) => (peer ? [`${peer.name}@${peer.version}`] : [])))];
  if (existsSync(join(peers, "node_modules"))) return;
  mkdirSync(peers, { recursive: true });
  writeFileSync(join(peers, "package.json"), '{ "private": true }\n');
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", "--loglevel=error"];
  runOrExit("npm", ["install", ...flags, ...wanted], { cwd: peers, stdio: ["ignore", "ignore", "inherit"] });
}

/** Kilobytes of a bundle without TensorFlow.js, whose size an app pays once; NaN if it cannot be bundled for a page. */
async function kilobytes(folder: string, source: string, external: readonly string[]): Promise<number> {
  try {
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: folder },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      platform: "browser",
      logLevel: "silent",
      external: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-core/*", "@tensorflow/tfjs", ...external],
    });
    return gzipSync(outputFiles[0]!.contents, { level: 9 }).length / 1000;
  } catch {
    return NaN;
  }
}

const shown = (size: number): string => (Number.isNaN(size) ? "no bundle for pages" : size.toFixed(1));

async function describeRow({ name, one, peer }: Row): Promise<string> {
  const folder = join(root, "packages", name);
  const from = JSON.stringify(`./dist/index.js`);
  const everything = `export * from ${from};`;
  const alone = await kilobytes(folder, everything, ["@wayfield/*"]);
  const whole = await kilobytes(folder, everything, []);
  const single = await kilobytes(folder, `export { ${one} } from ${from};`, []);
  const beside = peer && (await kilobytes(peers, `export * from ${JSON.stringify(peer.name)};`, []));
  const cells = [
    `\`${name}\``,
    shown(alone),
    shown(whole),
    `${shown(single)} (\`${one}\`)`,
    peer && beside !== undefined ? `${shown(beside)} (${peer.name} ${peer.version})` : "none found",
  ];
  return `| ${cells.join(" | ")} |`;
}

ensurePeers();
const heading = [
  "package",
  "its own code",
  "with all it uses",
  "one function with all it uses",
  "nearest peer",
];
const lines = [`| ${heading.join(" | ")} |`, `|${" --- |".repeat(heading.length)}`];
for (const row of rows) lines.push(await describeRow(row));
process.stdout.write(`kB, minified and gzipped, without TensorFlow.js\n\n${lines.join("\n")}\n`);
