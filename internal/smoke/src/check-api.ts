// pnpm check:api: what every package exports, from its built declarations, beside what api/NAME.txt says it exports.
// With --write it writes those files; a change in them is a change that users may notice, and wants a changeset.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/lib.mjs";
import {
  apiModules,
  describeChanges,
  printApi,
  readApi,
  type ApiModule,
  type ExportsManifest,
} from "./api.ts";
import { packageNames } from "./pack.ts";

const write = process.argv.includes("--write");
const folder = join(root, "api");
const snapshotFile = (name: string): string => join(folder, `${name}.txt`);

function modulesOf(name: string): ApiModule[] {
  const packageFolder = join(root, "packages", name);
  const manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as ExportsManifest;
  return apiModules(packageFolder, manifest);
}

const modules = new Map(packageNames.map((name) => [name, modulesOf(name)]));
const api = readApi([...modules.values()].flat());
const currentApi = (name: string): string =>
  printApi(new Map(modules.get(name)!.map(({ id }) => [id, api.get(id)!])));

mkdirSync(folder, { recursive: true });
let changed = 0;
for (const name of packageNames) {
  const file = snapshotFile(name);
  const recorded = existsSync(file) ? readFileSync(file, "utf8") : "";
  const current = currentApi(name);
  if (recorded === current) continue;
  changed++;
  process.stdout.write(`${name}:\n${describeChanges(recorded, current)}\n`);
  if (write) writeFileSync(file, current);
}
const advice = "if that is meant: pnpm check:api --write, and a changeset";
process.stdout.write(
  `api: ${packageNames.length} packages, ${changed} changed${changed > 0 && !write ? `; ${advice}` : ""}\n`,
);
process.exitCode = changed > 0 && !write ? 1 : 0;
