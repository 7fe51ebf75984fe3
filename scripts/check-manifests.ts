// pnpm check:manifests: what publint and attw cannot know about this workspace's own conventions.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { root } from "./lib.mjs";

type Conditions = Record<string, unknown>;

interface Manifest {
  name?: string;
  version?: string;
  description?: string;
  license?: string;
  type?: string;
  homepage?: string;
  repository?: { directory?: string };
  engines?: { node?: string };
  sideEffects?: boolean | string[];
  files?: string[];
  exports?: Record<string, string | Conditions>;
  publishConfig?: { access?: string; provenance?: boolean; exports?: Record<string, string | Conditions> };
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

const sourceCondition = "@wayfield/source";

/** The exports as published: the same without the condition that points at the sources. */
const withoutSource = (exports: Record<string, string | Conditions>): Record<string, string | Conditions> =>
  Object.fromEntries(
    Object.entries(exports).map(([path, target]) => [
      path,
      typeof target === "string"
        ? target
        : Object.fromEntries(Object.entries(target).filter(([condition]) => condition !== sourceCondition)),
    ]),
  );

function checkFields(manifest: Manifest, name: string): string[] {
  const expected: [string, unknown, unknown][] = [
    ["name", manifest.name, `@wayfield/${name}`],
    ["license", manifest.license, "MIT"],
    ["type", manifest.type, "module"],
    ["engines.node", manifest.engines?.node, ">=20.19"],
    ["repository.directory", manifest.repository?.directory, `packages/${name}`],
    ["publishConfig.access", manifest.publishConfig?.access, "public"],
    ["publishConfig.provenance", manifest.publishConfig?.provenance, true],
  ];
  return [
    ...expected
      .filter(([, got, wanted]) => !isDeepStrictEqual(got, wanted))
      .map(
        ([field, got, wanted]) => `${field}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`,
      ),
    ...(manifest.description ? [] : ["description: missing"]),
    ...(manifest.homepage ? [] : ["homepage: missing"]),
  ];
}

function checkExports({ exports = {}, publishConfig }: Manifest, folder: string): string[] {
  const problems: string[] = [];
  if (!isDeepStrictEqual(publishConfig?.exports, withoutSource(exports))) {
    problems.push(`publishConfig.exports: expected the exports without "${sourceCondition}"`);
  }
  for (const [path, target] of Object.entries(exports)) {
    if (typeof target === "string") continue;
    const source = target[sourceCondition];
    if (Object.keys(target)[0] !== sourceCondition || typeof source !== "string") {
      problems.push(`exports["${path}"]: "${sourceCondition}" must come first`);
    } else if (!existsSync(join(folder, source))) {
      problems.push(`exports["${path}"]: there is no ${source}`);
    }
  }
  return problems;
}

/** A file with a side effect must be named as it is in the workspace and as it is published, in both formats. */
function checkSideEffects({ sideEffects }: Manifest): string[] {
  if (sideEffects === false) return [];
  if (!Array.isArray(sideEffects)) return ["sideEffects: expected false or a list of files"];
  return sideEffects
    .filter((file) => file.startsWith("./src/"))
    .map((file) => file.replace("./src/", "./dist/").replace(/\.ts$/, ".*"))
    .filter((file) => !sideEffects.includes(file))
    .map((file) => `sideEffects: ${file} is missing beside its source`);
}

function checkDependencies({
  dependencies = {},
  peerDependencies = {},
  devDependencies = {},
}: Manifest): string[] {
  return [
    ...Object.entries(dependencies)
      .filter(([id, range]) => (id.startsWith("@wayfield/") ? range !== "workspace:^" : range !== "catalog:"))
      .map(
        ([id, range]) =>
          `dependencies: ${id} is ${range}; expected "workspace:^" of ours, "catalog:" of others`,
      ),
    ...Object.keys(peerDependencies)
      .filter((id) => id.startsWith("@wayfield/") || devDependencies[id] !== "catalog:")
      .map((id) => `peerDependencies: ${id} must be of others and a devDependency from the catalog too`),
    // What useBackend accepts: kernels and gradients are written against the inside of one minor version.
    ...Object.entries(peerDependencies)
      .filter(([id, range]) => id.startsWith("@tensorflow/") && range !== "~4.22.0")
      .map(
        ([id, range]) => `peerDependencies: ${id} is ${range}; expected ~4.22.0, as backend's guard has it`,
      ),
  ];
}

function checkFiles(manifest: Manifest, folder: string, name: string): string[] {
  const extra = (manifest.files ?? []).filter((file) => file !== "dist" && !existsSync(join(folder, file)));
  return [
    ...(manifest.files?.includes("dist") ? [] : ['files: expected "dist" among them']),
    ...extra.map((file) => `files: there is no ${file}`),
    ...(existsSync(join(folder, "README.md")) ? [] : ["README.md: missing"]),
    ...(existsSync(join(root, "internal", "smoke", "snippets", `${name}.ts`))
      ? []
      : [`internal/smoke/snippets/${name}.ts: missing (what an outside project does with the package)`]),
  ];
}

/** A package never published needs a changeset, or its first release would leave it out. */
function checkChangeset({ name = "", version }: Manifest, changesets: string): string[] {
  if (version !== "0.0.0" || changesets.includes(`"${name}":`)) return [];
  return [`.changeset: no changeset names ${name}, which was never released`];
}

/** Every package has size budgets, whole and for a single function. */
function checkBudgets(name: string, budgets: { path: string; import?: string }[]): string[] {
  const own = budgets.filter(({ path }) => path === `packages/${name}/dist/index.js`);
  const isComplete = own.some((budget) => budget.import) && own.some((budget) => !budget.import);
  return isComplete ? [] : [".size-limit.json: expected a budget of the whole and one of a single function"];
}

const budgets = JSON.parse(readFileSync(join(root, ".size-limit.json"), "utf8")) as { path: string }[];
const changesetFolder = join(root, ".changeset");
const changesets = readdirSync(changesetFolder)
  .filter((file) => file.endsWith(".md") && file !== "README.md")
  .map((file) => readFileSync(join(changesetFolder, file), "utf8"))
  .join("\n");
const names = readdirSync(join(root, "packages")).filter((name) =>
  existsSync(join(root, "packages", name, "package.json")),
);
const problems = names.flatMap((name) => {
  const folder = join(root, "packages", name);
  const manifest = readManifest(folder);
  return [
    ...checkFields(manifest, name),
    ...checkExports(manifest, folder),
    ...checkSideEffects(manifest),
    ...checkDependencies(manifest),
    ...checkFiles(manifest, folder, name),
    ...checkChangeset(manifest, changesets),
    ...checkBudgets(name, budgets),
  ].map((problem) => `packages/${name}: ${problem}\n`);
});
process.stdout.write(problems.join("") || `${names.length} manifests follow the conventions\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
