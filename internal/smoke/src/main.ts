// pnpm check:tarballs: packs the packages, installs them with npm into outside projects and uses them there.
// The folder of npm's cache can be chosen with npm_config_cache; an empty one will do.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertContents, packAll } from "./pack.ts";
import { flavours, installWithNpm, makeProject } from "./project.ts";
import { followRecipe, readRecipes } from "./recipe.ts";
import { shell } from "./shell.ts";
import { createStep } from "./steps.ts";
import { useProject } from "./use-project.ts";

const folder = mkdtempSync(join(tmpdir(), "wayfield-smoke-"));
const outcome = { passed: 0, failed: 0 };
const step = createStep(outcome);

try {
  const tarballs = (await step("build and pack", () => packAll(folder))) ?? [];
  for (const tarball of tarballs) {
    await step(`contents of ${tarball.name}.tgz`, () => {
      assertContents(tarball);
    });
  }
  const names = tarballs.map(({ name }) => name);
  const files = tarballs.map(({ file }) => file);
  for (const [index, flavour] of (tarballs.length > 0 ? flavours : []).entries()) {
    const project = join(folder, `project-${index}`);
    const made = await step(`${flavour.name}: npm install of the tarballs`, async () => {
      await makeProject(project, flavour, names, installWithNpm(shell, files));
      return true;
    });
    if (made) await useProject(step, project, flavour);
  }
  const packageFiles = new Map(tarballs.map(({ name, file }) => [`@wayfield/${name}`, file]));
  for (const recipe of tarballs.length > 0 ? readRecipes() : []) {
    await step(`recipe ${recipe.name}`, () =>
      followRecipe(recipe, join(folder, recipe.name), shell, packageFiles),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`tarballs: ${outcome.passed} passed, ${outcome.failed} failed\n`);
process.exitCode = outcome.failed > 0 ? 1 : 0;
