import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, toolEnvironment } from "../../../scripts/lib.mjs";
import { shell } from "./shell.ts";

/** A packed package: its folder's name, its file, and the files in it. */
export interface Tarball {
  name: string;
  file: string;
  contents: string[];
}

/** The folders under `packages/`. */
export const packageNames = readdirSync(join(root, "packages")).filter((name) =>
  existsSync(join(root, "packages", name, "package.json")),
);

/** Builds every package and packs each into `folder`. */
export async function packAll(folder: string): Promise<Tarball[]> {
  const settings = { cwd: root, env: toolEnvironment, stdio: ["ignore", "ignore", "inherit"] as const };
  execFileSync("turbo", ["run", "build", "--output-logs=errors-only"], {
    ...settings,
    stdio: ["ignore", 2, 2],
  });
  const tarballs: Tarball[] = [];
  for (const name of packageNames) {
    const file = join(folder, `${name}.tgz`);
    execFileSync("pnpm", ["pack", "--out", file], {
      cwd: join(root, "packages", name),
      env: toolEnvironment,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const listing = await shell(folder, "tar", "-tzf", file);
    tarballs.push({ name, file, contents: listing.trim().split("\n").sort() });
  }
  return tarballs;
}

/**
 * Checks that a tarball carries what its readers need and nothing that only the workspace needs.
 * @throws Error that names what is missing or superfluous.
 */
export function assertContents({ name, contents }: Tarball): void {
  const needed = [
    "package.json",
    "README.md",
    "LICENSE",
    "dist/index.js",
    "dist/index.cjs",
    "dist/index.d.ts",
  ];
  const missing = needed.filter((file) => !contents.includes(`package/${file}`));
  const superfluous = contents.filter((file) => /\/(src|bench|node_modules|generated)\/|\.test\./.test(file));
  if (missing.length > 0) throw new Error(`the tarball of ${name} lacks ${missing.join(", ")}`);
  if (superfluous.length > 0) throw new Error(`the tarball of ${name} carries ${superfluous.join(", ")}`);
}
