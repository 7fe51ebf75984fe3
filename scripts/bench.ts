// pnpm bench [NAME] [--json]: runs bench/NAME.bench.ts of the packages and examples, or every one.
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { getBackend } from "@tensorflow/tfjs-core";
import type { BenchRow } from "@wayfield/bench";
import { formatTable } from "@wayfield/example-kit";
import { root } from "./lib.mjs";

interface BenchModule {
  rows: () => Promise<BenchRow[]>;
}

const suffix = ".bench.ts";
const nameOf = (file: string): string => basename(file, suffix);

const listFolder = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((entry) => join(folder, entry))
    : [];

function findBenches(): string[] {
  const workspaces = ["packages", "examples"].flatMap((group) => listFolder(join(root, group)));
  return workspaces
    .flatMap((workspace) => listFolder(join(workspace, "bench")))
    .filter((file) => file.endsWith(suffix));
}

function fail(message: string): never {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(2);
}

function readCommandLine() {
  try {
    return parseArgs({ allowPositionals: true, options: { json: { type: "boolean" } } });
  } catch (error) {
    return fail(
      `${error instanceof Error ? error.message : String(error)}; usage: pnpm bench [NAME] [--json]`,
    );
  }
}

function describeMachine(): string {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  const engine = (getBackend() as string | undefined) ?? "none";
  return `${processor}, ${availableParallelism()} cores, ${process.platform}; Node ${process.version}; tfjs engine: ${engine}`;
}

const { values, positionals } = readCommandLine();
const [name] = positionals;
const benches = findBenches();
const chosen = benches.filter((file) => name === undefined || nameOf(file) === name);
if (name !== undefined && chosen.length === 0) {
  fail(`there is no bench "${name}"; expected one of ${benches.map(nameOf).join(", ")}`);
}
const rows: BenchRow[] = [];
for (const file of chosen) {
  process.stderr.write(`${nameOf(file)} …\n`);
  const bench = (await import(pathToFileURL(file).href)) as BenchModule;
  rows.push(...(await bench.rows()));
}
if (values.json) {
  process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
} else {
  const table = formatTable({
    columns: ["bench", "ours (ms)", "peer (ms)", "peer / ours", "peer"],
    rows: rows.map(({ name: row, ours, peer, ratio, peerName }) => [row, ours, peer, ratio, peerName]),
  });
  process.stdout.write(`${describeMachine()}\n\n${table}`);
}
