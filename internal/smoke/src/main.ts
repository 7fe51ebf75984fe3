// pnpm check:tarballs: packs the packages, installs them with npm into outside projects and uses them there.
// The folder of npm's cache can be chosen with npm_config_cache; an empty one will do.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "../../../scripts/lib.mjs";
import { titleOfPage } from "./browser.ts";
import { assertContents, packAll } from "./pack.ts";
import { flavours, makeProject, type Flavour } from "./project.ts";
import { shell } from "./shell.ts";

const folder = mkdtempSync(join(tmpdir(), "wayfield-smoke-"));
const outcome = { passed: 0, failed: 0 };

/** Runs one step and says how it went; a step that fails does not keep the next ones from running. */
async function step<T>(label: string, work: () => T | Promise<T>): Promise<T | undefined> {
  const start = performance.now();
  const seconds = (): string => `(${((performance.now() - start) / 1000).toFixed(1)} s)`;
  try {
    const result = await work();
    outcome.passed++;
    process.stdout.write(`  ✓ ${label} ${seconds()}\n`);
    return result;
  } catch (error) {
    outcome.failed++;
    process.stdout.write(
      `  ✗ ${label} ${seconds()}\n${error instanceof Error ? error.message : String(error)}\n`,
    );
    return undefined;
  }
}

function assertSays(got: string, wanted: string): void {
  if (!got.includes(wanted)) throw new Error(`expected "${wanted}", got "${got.trim()}"`);
}

async function useProject(project: string, { name, nodeEngine }: Flavour): Promise<void> {
  for (const format of ["esm", "cjs"]) {
    await step(
      `${name}: ${format === "esm" ? "ES modules" : "CommonJS"} in Node, on ${nodeEngine}`,
      async () => {
        assertSays(await shell(project, process.execPath, join(format, "main.js")), `ok ${nodeEngine}`);
      },
    );
  }
  for (const way of ["bundler", "nodenext"]) {
    await step(`${name}: types, moduleResolution ${way}`, () =>
      shell(project, process.execPath, "node_modules/typescript/bin/tsc", "-p", way),
    );
  }
  const built = await step(`${name}: Vite build`, () =>
    shell(
      join(project, "page"),
      process.execPath,
      "../node_modules/vite/bin/vite.js",
      "build",
      "--logLevel",
      "error",
    ),
  );
  const chromium = findChromium();
  if (built === undefined) return;
  if (chromium === undefined) {
    process.stdout.write(
      `  - ${name}: the page in Chromium: skipped, no Chromium found (apt-get install chromium)\n`,
    );
    return;
  }
  await step(`${name}: the page in Chromium`, async () => {
    assertSays(await titleOfPage(join(project, "page", "dist"), chromium), "ok ");
  });
}

try {
  const tarballs = await step("build and pack", () => packAll(folder));
  for (const tarball of tarballs ?? []) {
    await step(`contents of ${tarball.name}.tgz`, () => {
      assertContents(tarball);
    });
  }
  for (const [index, flavour] of (tarballs ? flavours : []).entries()) {
    const project = join(folder, `project-${index}`);
    const made = await step(`${flavour.name}: npm install of the tarballs`, async () => {
      await makeProject(project, flavour, tarballs ?? []);
      return true;
    });
    if (made) await useProject(project, flavour);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`tarballs: ${outcome.passed} passed, ${outcome.failed} failed\n`);
process.exitCode = outcome.failed > 0 ? 1 : 0;
