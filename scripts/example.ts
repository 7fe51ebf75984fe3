// pnpm example NAME [options]: runs one of the examples. Without a name it lists them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./lib.mjs";

interface ExampleModule {
  main: (argv: string[]) => Promise<number>;
}

const folder = join(root, "examples");
const entryOf = (name: string): string => join(folder, name, "src", "main.ts");

function listExamples(): string {
  const names = readdirSync(folder).filter((name) => existsSync(entryOf(name)));
  const lines = names.map((name) => {
    const manifest = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as {
      description?: string;
    };
    return `  ${name.padEnd(20)}  ${manifest.description ?? ""}\n`;
  });
  return `Examples:\n${lines.join("")}`;
}

const usage =
  "pnpm example NAME [--seed N] [--quick] [--out DIR] [--json] …   (pnpm example NAME --help says more)\n\n";
const [name, ...argv] = process.argv.slice(2);
if (name === undefined || name === "--help") {
  process.stdout.write(usage + listExamples());
} else if (!/^[a-z0-9-]+$/.test(name) || !existsSync(entryOf(name))) {
  process.stderr.write(`There is no example "${name}".\n${listExamples()}`);
  process.exitCode = 2;
} else {
  const { main } = (await import(pathToFileURL(entryOf(name)).href)) as ExampleModule;
  process.exitCode = await main(argv);
}
