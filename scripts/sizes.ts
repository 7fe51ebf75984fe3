// pnpm sizes: what every package adds to a page (bundled by esbuild, minified, gzipped), what one function of it adds,
// and what the nearest package on npm adds, measured alike. Needs pnpm build. Writes docs/sizes.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root, runOrExit } from "./lib.mjs";

/** Peers that are no dependency of the workspace; installed on first use. */
const peerVersions = { "@tensorflow/tfjs": "4.22.0", "reinforce-js": "1.5.1" };
const peersFolder = join(root, ".tools", "peers");
/** The workspace that depends on every package of ours. */
const ours = join(root, "docs");

interface Row {
  readonly name: string;
  readonly oneFunction: string;
  /** What to say where there is none to measure. */
  readonly noPeer?: string;
  readonly peer?: { readonly name: string; readonly because: string };
}

const layers = "@tensorflow/tfjs-layers";
const rows: readonly Row[] = [
  {
    name: "backend",
    oneFunction: "stopGradient",
    peer: {
      name: "@tensorflow/tfjs",
      because: "gradients and optimisers, with two engines and Keras's layers",
    },
  },
  {
    name: "core-neuron",
    oneFunction: "dense",
    peer: { name: layers, because: "dense and recurrent layers" },
  },
  { name: "core-neuron/spiking", oneFunction: "createLeakyIntegrateAndFire" },
  { name: "conv", oneFunction: "gabor", peer: { name: layers, because: "convolutional layers" } },
  { name: "td-learning", oneFunction: "createTd", peer: { name: "reinforce-js", because: "TD, SARSA, DQN" } },
  { name: "td-learning/tensors", oneFunction: "vTrace" },
  { name: "replay-buffer", oneFunction: "anneal" },
  {
    name: "environments",
    oneFunction: "wrapAngle",
    noPeer: "`@tszone/gym`, not measured",
  },
  { name: "recurrent-attention", oneFunction: "senseGlimpses" },
  { name: "grid-nav", oneFunction: "decodePositions" },
  { name: "grid-nav/analysis", oneFunction: "rateMaps" },
];

const isInstalled = ([name, version]: readonly [string, string]): boolean => {
  const file = join(peersFolder, "node_modules", name, "package.json");
  return (
    existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version === version
  );
};

function ensurePeers(): void {
  if (Object.entries(peerVersions).every(isInstalled)) return;
  mkdirSync(peersFolder, { recursive: true });
  writeFileSync(
    join(peersFolder, "package.json"),
    JSON.stringify({ private: true, dependencies: peerVersions }),
  );
  runOrExit("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: peersFolder });
}

/** Bytes of a page that is nothing but one line, minified and gzipped. */
async function bytesOf(line: string, resolveDir: string, external: readonly string[] = []): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: line, resolveDir },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: [...external],
    write: false,
    logLevel: "error",
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

async function sizeRow({ name, oneFunction, peer, noPeer = "no peer" }: Row): Promise<string[]> {
  const id = `@wayfield/${name}`;
  const tensorflow = ["@tensorflow/*"];
  const whole = await bytesOf(`export * from "${id}";`, ours);
  const withoutTensorflow = await bytesOf(`export * from "${id}";`, ours, tensorflow);
  const one = await bytesOf(`export { ${oneFunction} } from "${id}";`, ours, tensorflow);
  const beside = peer
    ? `${kilobytes(await bytesOf(`export * from "${peer.name}";`, peersFolder))}, \`${peer.name}\`: ${peer.because}`
    : noPeer;
  return [
    `\`${name}\``,
    kilobytes(withoutTensorflow),
    kilobytes(whole),
    `${kilobytes(one)}, \`${oneFunction}\``,
    beside,
  ];
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

ensurePeers();
const table = [
  line([
    "package",
    "without TensorFlow.js",
    "with all it uses",
    "one function",
    "nearest peer, with all it uses",
  ]),
  line(["---", "---", "---", "---", "---"]),
];
for (const row of rows) table.push(line(await sizeRow(row)));
const page = `# Sizes

What a page grows by when it takes a whole package (\`export * from …\`), or one function of it (without TensorFlow.js);
bundled by esbuild, minified, gzipped. The parts of ours that a package uses are counted with it, and so is
\`@tensorflow/tfjs-core\` in the third column; no engine is. \`pnpm build && pnpm sizes\` measures and writes this page.

${table.join("\n")}

Peers, from npm: ${Object.entries(peerVersions)
  .map(([name, version]) => `\`${name}\` ${version}`)
  .join(", ")}
(the layers are those that \`@tensorflow/tfjs\` brings); the same bundler, the same line. "No peer": we know of no package
on npm that does the same; \`@tszone/gym\`, the nearest to environments, was not in the registry that we asked. A peer
does not do all that ours does, nor ours all that it does: the numbers say what a page pays, not which is better.

The limits that \`pnpm check\` holds each package to are in \`.size-limit.json\`.
`;
const file = join(root, "docs", "sizes.md");
writeFileSync(file, page);
runOrExit("pnpm", ["exec", "prettier", "--write", "--log-level=warn", file]);
process.stdout.write(readFileSync(file, "utf8"));
