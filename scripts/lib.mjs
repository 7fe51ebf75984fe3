// Helpers shared by the plain-Node scripts. They run before anything is installed, so: no dependencies.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const toolsFolder = join(root, ".tools");

/** The environment in which the pinned pnpm and the workspace's own binaries come first. */
export const toolEnvironment = {
  ...process.env,
  PATH: [
    join(root, "node_modules", ".bin"),
    join(toolsFolder, "node_modules", ".bin"),
    process.env.PATH,
  ].join(delimiter),
};

/** Runs a command from the root with the pinned tools on the path and returns its exit status. */
export function run(command, commandArguments, options = {}) {
  const result = spawnSync(command, commandArguments, {
    cwd: root,
    env: toolEnvironment,
    stdio: "inherit",
    shell: process.platform === "win32",
    ...options,
  });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

/** Runs a command and ends this process with its status if it fails. */
export function runOrExit(command, commandArguments, options = {}) {
  const status = run(command, commandArguments, options);
  if (status !== 0) process.exit(status);
}

function pinnedPnpmVersion() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return packageManager.split("@").at(-1);
}

function ensurePnpm() {
  const version = pinnedPnpmVersion();
  const probe = spawnSync("pnpm", ["--version"], {
    cwd: root,
    env: toolEnvironment,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (probe.status === 0 && probe.stdout.trim() === version) return;
  process.stderr.write(`Installing pnpm ${version} into .tools (once) …\n`);
  mkdirSync(toolsFolder, { recursive: true });
  writeFileSync(join(toolsFolder, "package.json"), '{ "private": true }\n');
  // In the folder rather than with --prefix, which would move npm's global settings (certificates, proxies) there too.
  runOrExit("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", `pnpm@${version}`], {
    cwd: toolsFolder,
    stdio: ["ignore", process.stderr, process.stderr],
  });
}

/** A hash of what an installation is made from: the locked dependencies, and what is generated after they are there. */
function hashOfSources() {
  const assembly = join("packages", "backend", "assembly");
  const files = [
    "pnpm-lock.yaml",
    ...["prepare.mjs", "build-kernels.mjs"].map((name) => join("scripts", name)),
    ...readdirSync(join(root, assembly))
      .sort()
      .map((name) => join(assembly, name)),
  ];
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** Installs the pinned pnpm, the locked dependencies and the generated modules if any is missing or out of date. */
export function ensureInstalled() {
  const stamp = join(root, "node_modules", ".wayfield-lock");
  const lock = hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  ensurePnpm();
  process.stderr.write("Installing the dependencies (once) …\n");
  // stdout belongs to the command that follows (it may be JSON), so the installer speaks on stderr.
  runOrExit("pnpm", ["install", "--frozen-lockfile", "--reporter=append-only"], {
    stdio: ["ignore", process.stderr, process.stderr],
  });
  writeFileSync(stamp, lock);
}

/** Arguments with which Node runs a TypeScript file against the workspace's sources. */
export const typescriptArguments = ["--conditions=@wayfield/source", "--import", "tsx"];

/** Runs a TypeScript file against the workspace's sources and ends this process with its status. */
export function runTypescript(file, fileArguments) {
  const child = spawn(process.execPath, [...typescriptArguments, file, ...fileArguments], {
    cwd: root,
    env: toolEnvironment,
    stdio: "inherit",
  });
  // The child decides what an interrupt means (it writes its checkpoint first), so this process only waits.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
}

/** A Chromium that the browser tests can drive, or undefined. */
export function findChromium() {
  const candidates = [
    process.env.CHROMIUM_PATH,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  return candidates.find((path) => path && existsSync(path));
}
