import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium, type Browser } from "playwright";
import { preview } from "vite";
import { findChromium } from "../../../../scripts/lib.mjs";

const configFile = fileURLToPath(new URL("../../vite.config.ts", import.meta.url));

/** The lab as its users get it: built, and served as plain files under some path. */
export interface ServedLab {
  /** Where it begins, with a slash at the end. */
  url: string;
  /** The folder with its files. */
  folder: string;
  close: () => Promise<void>;
}

/** Builds in a process of its own: what a test runner sets in this one would change what is built. */
async function build(outDir: string): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin", "vite.js");
  const words = ["build", "--config", configFile, "--logLevel", "error", "--outDir", outDir, "--emptyOutDir"];
  await promisify(execFile)(process.execPath, [vite, ...words], {
    env: { ...process.env, NODE_ENV: "production" },
  });
}

/** Builds the lab into a folder that goes with it, and serves it. */
export async function serveLab(base = "/any/where/"): Promise<ServedLab> {
  const folder = await mkdtemp(join(tmpdir(), "wayfield-lab-"));
  const outDir = join(folder, "dist");
  await build(outDir);
  const server = await preview({
    configFile,
    base,
    logLevel: "error",
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0, strictPort: false, open: false },
  });
  return {
    url: server.resolvedUrls!.local[0]!,
    folder: outDir,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** @throws Error if there is no Chromium. */
export function openChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error("no Chromium found: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH");
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}
