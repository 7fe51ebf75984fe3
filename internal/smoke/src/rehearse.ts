// pnpm rehearse: a whole release against a registry on this machine, from a clean clone of the last commit: versions and
// changelogs, publishing, installing by name into outside projects, then a second release with a breaking change.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../scripts/lib.mjs";
import { followRecipe, readRecipes } from "./recipe.ts";
import { flavours, installWithNpm, installWithPnpm, makeProject, type Flavour } from "./project.ts";
import { startRegistry, type Registry } from "./registry.ts";
import {
  addBreakingChange,
  assertVersions,
  dependentsOf,
  dropProvenance,
  installedCopies,
  publishedVersions,
  readManifests,
  readVersions,
  versionPackages,
  type Manifest,
  type Versions,
} from "./release.ts";
import { shell, shellWith, type Shell } from "./shell.ts";
import { assertSays, createStep } from "./steps.ts";
import { useProject } from "./use-project.ts";

const broken = "@wayfield/backend";
const folder = mkdtempSync(join(tmpdir(), "wayfield-rehearsal-"));
const workspace = join(folder, "clone");
const outcome = { passed: 0, failed: 0 };
const step = createStep(outcome);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const nameOf = (id: string): string => id.replace("@wayfield/", "");

/** A shell whose npm and pnpm know that registry alone; for the workspace. */
const insideOf = (registry: Registry): Shell =>
  shellWith({ ...registry.environment, npm_config_cache: join(folder, "cache") });

/** The same for outside projects: what they download stays in the rehearsal's folder. */
const outsideOf = (registry: Registry): Shell =>
  shellWith({
    ...registry.environment,
    npm_config_cache: join(folder, "cache"),
    npm_config_cache_dir: join(folder, "pnpm-cache"),
    npm_config_store_dir: join(folder, "store"),
    npm_config_state_dir: join(folder, "pnpm-state"),
    // What nothing needs any more goes at once, so that the copies that lie there are those in use.
    npm_config_modules_cache_max_age: "0",
  });

async function assertPublished(
  registry: Registry,
  wanted: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const [name, versions] of wanted) {
    const got = await publishedVersions(registry.url, name);
    if (got.join() !== versions.join()) {
      throw new Error(
        `${name}: expected ${versions.join(", ")} in the registry, got ${got.join(", ") || "none"}`,
      );
    }
  }
}

/** A clean clone, installed as on any machine, from its own registry. */
async function cloneAndInstall(): Promise<void> {
  await shell(folder, "git", "clone", "--quiet", "--no-hardlinks", root, workspace);
  await shell(workspace, process.execPath, join("scripts", "tool.mjs"), "turbo", "--version");
}

function assertChangelogs(): void {
  for (const { name, publishConfig } of readManifests(workspace)) {
    const changelog = join(workspace, "packages", nameOf(name), "CHANGELOG.md");
    if (!existsSync(changelog)) throw new Error(`${name}: expected a CHANGELOG.md, got none`);
    if (readFileSync(changelog, "utf8").trim().split("\n").length < 3)
      throw new Error(`${name}: empty changelog`);
    if (publishConfig?.provenance !== true) throw new Error(`${name}: expected publishConfig.provenance`);
  }
}

/** The manifests ask for provenance, so what no workflow signs is refused. */
async function assertRefusedWithoutSignature(shell: Shell): Promise<void> {
  const refusal = await shell(
    join(workspace, "packages", nameOf(broken)),
    "pnpm",
    "publish",
    "--no-git-checks",
  ).then(() => "none", String);
  assertSays(refusal, "provenance");
}

async function firstRelease(registry: Registry, shell: Shell): Promise<void> {
  say("First release");
  await step("a clean clone, installed", cloneAndInstall);
  const before = readVersions(workspace);
  await step(
    `pnpm changeset version: ${before.size} packages at 0.1.0, each with its changelog`,
    async () => {
      const after = await versionPackages(shell, workspace);
      assertVersions(after, new Map([...before.keys()].map((name) => [name, "0.1.0"])));
      assertChangelogs();
    },
  );
  await step("publishing without a signature is refused", () => assertRefusedWithoutSignature(shell));
  await step("pnpm release: build and publish, unsigned", async () => {
    await dropProvenance(shell, workspace);
    await shell(workspace, "pnpm", "run", "release");
  });
  const published = await step("every package is in the registry, and tagged", async () => {
    await assertPublished(registry, new Map([...before.keys()].map((name) => [name, ["0.1.0"]])));
    const tags = (await shell(workspace, "git", "tag")).trim().split("\n");
    const missing = [...before.keys()].filter((name) => !tags.includes(`${name}@0.1.0`));
    if (missing.length > 0)
      throw new Error(`expected a tag for each package, got none for ${missing.join(", ")}`);
    return true;
  });
  if (!published) throw new Error("nothing was published that the rest could use");
}

interface OutsideProject {
  readonly folder: string;
  readonly flavour: Flavour;
  readonly tool: "npm" | "pnpm";
  readonly install: typeof installWithNpm;
}

const outsideProjects = flavours.map((flavour, index): OutsideProject => {
  const tool = index % 2 === 0 ? "npm" : "pnpm";
  const install = tool === "npm" ? installWithNpm : installWithPnpm;
  return { folder: join(folder, `project-${index}`), flavour, tool, install };
});

async function useRelease(shell: Shell): Promise<void> {
  const ids = [...readVersions(workspace).keys()];
  for (const { folder: project, flavour, tool, install } of outsideProjects) {
    const made = await step(`${flavour.name}: ${tool} installs all by name`, async () => {
      await makeProject(project, flavour, ids.map(nameOf), install(shell, ids));
      return true;
    });
    if (made) await useProject(step, project, flavour);
  }
}

async function useRecipes(shell: Shell): Promise<void> {
  for (const recipe of readRecipes()) {
    await step(`recipe ${recipe.name}, from npm init to its result`, () =>
      followRecipe(recipe, join(folder, recipe.name), shell, new Map()),
    );
  }
}

/** @returns The newest version of every package afterwards. */
async function secondRelease(registry: Registry, shell: Shell): Promise<Versions> {
  say(`Second release: ${broken} breaks its users`);
  const dependents = dependentsOf(broken, readManifests(workspace));
  const wanted = new Map([[broken, "0.2.0"], ...dependents.map((name) => [name, "0.1.1"] as const)]);
  const ids = [...readVersions(workspace).keys()];
  await step(`only it and what depends on it move: ${dependents.map(nameOf).join(", ")}`, async () => {
    await addBreakingChange(shell, workspace, broken);
    assertVersions(await versionPackages(shell, workspace), wanted);
  });
  await step("pnpm release", () => shell(workspace, "pnpm", "run", "release"));
  await step("the others were not published again", () =>
    assertPublished(
      registry,
      new Map(ids.map((name) => [name, ["0.1.0", ...[wanted.get(name) ?? []].flat()]])),
    ),
  );
  return new Map(ids.map((name) => [name, wanted.get(name) ?? "0.1.0"]));
}

const copiesOf = (versions: Versions): string[] => [...versions].map((entry) => entry.join("@")).sort();

/** An outside project on the first release stays there on an update, and gets the second when it asks. */
async function upgrade(
  { folder: project, flavour, tool, install }: OutsideProject,
  shell: Shell,
  latest: Versions,
): Promise<void> {
  const ids = [...latest.keys()];
  const assertInstalled = (wanted: Versions): void => {
    assertSays(installedCopies(project, ids).join(", "), copiesOf(wanted).join(", "));
  };
  await step(`${flavour.name}: ${tool} update within 0.1 does not cross to the breaking one`, async () => {
    await shell(project, tool, "update", ...(tool === "npm" ? ["--no-audit", "--no-fund"] : []));
    const { version } = JSON.parse(
      readFileSync(join(project, "node_modules", ...broken.split("/"), "package.json"), "utf8"),
    ) as Manifest;
    assertSays(version, "0.1.0");
  });
  await step(`${flavour.name}: ${tool} installs the newest of each, one copy of ${broken}`, async () => {
    await install(
      shell,
      ids.map((name) => `${name}@latest`),
    )(project, []);
    assertInstalled(latest);
    assertSays(await shell(project, process.execPath, join("esm", "main.js")), `ok ${flavour.nodeEngine}`);
  });
}

async function rehearse(registry: Registry): Promise<void> {
  const [inside, outside] = [insideOf(registry), outsideOf(registry)];
  await firstRelease(registry, inside);
  say("What was published, as outside projects use it");
  await useRelease(outside);
  await useRecipes(outside);
  const latest = await secondRelease(registry, inside);
  for (const project of outsideProjects) await upgrade(project, outside, latest);
}

let registry: Registry | undefined;
const cleanUp = (): void => {
  registry?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    cleanUp();
    process.exit(1);
  });
}
try {
  registry = await step("start the registry", () => startRegistry(join(folder, "registry")));
  if (registry !== undefined) await rehearse(registry);
} catch (error) {
  outcome.failed++;
  say(error instanceof Error ? error.message : String(error));
} finally {
  cleanUp();
}
say(`rehearsal: ${outcome.passed} passed, ${outcome.failed} failed`);
process.exitCode = outcome.failed > 0 ? 1 : 0;
