import { join } from "node:path";
import { findChromium } from "../../../scripts/lib.mjs";
import { titleOfPage } from "./browser.ts";
import type { Flavour } from "./project.ts";
import { shell } from "./shell.ts";
import { assertSays, type Step } from "./steps.ts";

const runNode = (folder: string, ...words: string[]): Promise<string> =>
  shell(folder, process.execPath, ...words);

/** Runs everything an outside project holds: Node, both ways of resolving types, and the page. */
export async function useProject(step: Step, project: string, flavour: Flavour): Promise<void> {
  const { name, nodeEngine } = flavour;
  for (const [format, label] of [
    ["esm", "ES modules"],
    ["cjs", "CommonJS"],
  ] as const) {
    await step(`${name}: ${label} in Node, on ${nodeEngine}`, async () => {
      assertSays(await runNode(project, join(format, "main.js")), `ok ${nodeEngine}`);
    });
  }
  await step(`${name}: a worker thread in Node, on ${nodeEngine}`, async () => {
    assertSays(await runNode(project, join("esm", "thread.js")), `ok ${nodeEngine}`);
  });
  for (const way of ["bundler", "nodenext"]) {
    await step(`${name}: types, moduleResolution ${way}`, () =>
      runNode(project, "node_modules/typescript/bin/tsc", "-p", way),
    );
  }
  await usePage(step, join(project, "page"), name);
}

async function usePage(step: Step, page: string, name: string): Promise<void> {
  const built = await step(`${name}: Vite build`, () =>
    runNode(page, "../node_modules/vite/bin/vite.js", "build", "--logLevel", "error"),
  );
  const chromium = findChromium();
  if (built === undefined) return;
  if (chromium === undefined) {
    process.stdout.write(
      `  - ${name}: the page in Chromium: skipped, no Chromium found (apt-get install chromium)\n`,
    );
    return;
  }
  for (const file of ["index.html", "worker.html"]) {
    await step(`${name}: ${file} in Chromium`, async () => {
      assertSays(await titleOfPage(join(page, "dist"), chromium, file), "ok ");
    });
  }
}
