import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Shell } from "./shell.ts";

/** The part of a package's manifest that a release is about. */
export interface Manifest {
  name: string;
  version: string;
  dependencies?: Readonly<Record<string, string>>;
  publishConfig?: { provenance?: boolean };
}

/** Versions by package name. */
export type Versions = ReadonlyMap<string, string>;

/** The manifests of a workspace's published packages. */
export function readManifests(workspace: string): Manifest[] {
  const folder = join(workspace, "packages");
  return readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as Manifest,
  );
}

/** What version each published package of a workspace has. */
export const readVersions = (workspace: string): Versions =>
  new Map(readManifests(workspace).map(({ name, version }) => [name, version]));

/** The packages whose version differs, with their new one. */
export const moved = (before: Versions, after: Versions): Versions =>
  new Map([...after].filter(([name, version]) => before.get(name) !== version));

/** The packages that depend on `changed`, at any distance. */
export function dependentsOf(changed: string, manifests: readonly Manifest[]): string[] {
  const found = new Set([changed]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const { name, dependencies = {} } of manifests) {
      if (Object.keys(dependencies).some((dependency) => found.has(dependency))) found.add(name);
    }
  }
  found.delete(changed);
  return [...found].sort();
}

/** The packages among `manifests` that `names` need, at any distance, and themselves. */
export function dependenciesOf(names: readonly string[], manifests: readonly Manifest[]): string[] {
  const found = new Set(names);
  for (const name of found) {
    const { dependencies = {} } = manifests.find((manifest) => manifest.name === name) ?? {};
    for (const { name: other } of manifests) if (other in dependencies) found.add(other);
  }
  return [...found];
}

/** Collects the changesets of a workspace into versions and changelogs, and commits them, as the workflow's pull request does. */
export async function versionPackages(shell: Shell, workspace: string): Promise<Versions> {
  const before = readVersions(workspace);
  await shell(workspace, "pnpm", "changeset", "version");
  await commit(shell, workspace, "Version packages");
  return moved(before, readVersions(workspace));
}

/** A manifest's text without the wish for provenance. */
export function withoutProvenance(manifest: string): string {
  const { publishConfig, ...rest } = JSON.parse(manifest) as Manifest;
  return `${JSON.stringify({ ...rest, publishConfig: { ...publishConfig, provenance: false } }, undefined, 2)}\n`;
}

/**
 * Publishes without provenance from here on: only a build service that npm knows can sign it, and what a manifest says
 * about it counts for more than the environment.
 */
export async function dropProvenance(shell: Shell, workspace: string): Promise<void> {
  const folder = join(workspace, "packages");
  for (const name of readdirSync(folder)) {
    const file = join(folder, name, "package.json");
    writeFileSync(file, withoutProvenance(readFileSync(file, "utf8")));
  }
  await commit(shell, workspace, "No provenance");
}

/** Adds a change that breaks users of a package: below 1.0 a minor. */
export async function addBreakingChange(shell: Shell, workspace: string, name: string): Promise<void> {
  const text = `---\n"${name}": minor\n---\n\nRehearsal: a change that breaks its users.\n`;
  writeFileSync(join(workspace, ".changeset", "rehearsal.md"), text);
  await commit(shell, workspace, "A breaking change");
}

async function commit(shell: Shell, workspace: string, message: string): Promise<void> {
  const author = ["-c", "user.name=Maintainer", "-c", "user.email=maintainer@example.org"];
  await shell(workspace, "git", "add", "--all");
  await shell(workspace, "git", ...author, "commit", "--quiet", "--no-verify", "--message", message);
}

/** Every version of a package that a registry holds. */
export async function publishedVersions(url: string, name: string): Promise<string[]> {
  const response = await fetch(`${url}${name.replace("/", "%2f")}`);
  if (!response.ok) return [];
  const { versions } = (await response.json()) as { versions: Record<string, unknown> };
  return Object.keys(versions);
}

/** Every copy of our packages in an outside project that npm or pnpm installed, with its version, without repetition. */
export function installedCopies(project: string, names: readonly string[]): string[] {
  const copies = readdirSync(join(project, "node_modules"), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) =>
      names.some((name) => file === `${name}/package.json` || file.endsWith(`/${name}/package.json`)),
    )
    .map((file) => JSON.parse(readFileSync(join(project, "node_modules", file), "utf8")) as Manifest)
    .map(({ name, version }) => `${name}@${version}`);
  return [...new Set(copies)].sort();
}

/** @throws Error unless two lists of versions are equal. */
export function assertVersions(got: Versions, wanted: Versions): void {
  const show = (versions: Versions): string =>
    [...versions]
      .map(([name, version]) => `${name}@${version}`)
      .sort()
      .join(", ");
  if (show(got) !== show(wanted)) throw new Error(`expected ${show(wanted)}, got ${show(got)}`);
}
