import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findChromium, root } from "../../../scripts/lib.mjs";
import { titleOfPage } from "./browser.ts";
import { dependenciesOf, readManifests } from "./release.ts";
import type { Shell } from "./shell.ts";
import { assertSays } from "./steps.ts";

/** What a reader of a recipe does, in order. */
export type RecipeStep =
  | { readonly kind: "write"; readonly file: string; readonly text: string }
  | { readonly kind: "run"; readonly command: string }
  | { readonly kind: "expect"; readonly output: string };

/** A page of `docs/recipes`. */
export interface Recipe {
  readonly name: string;
  readonly steps: readonly RecipeStep[];
}

/** The fenced blocks of a recipe: files (`js [name]`), commands (`sh`) and what they print at last (`txt`). */
export function recipeSteps(markdown: string): RecipeStep[] {
  const blocks = markdown.matchAll(/^```(\w+)(?: \[([^\]]+)\])?[ \t]*\n([^]*?)^```[ \t]*$/gm);
  return [...blocks].flatMap(([, language, file, text]): RecipeStep[] => {
    if (file !== undefined) return [{ kind: "write", file, text: text! }];
    const lines = text!.trim().split("\n");
    if (language === "sh") return lines.map((command) => ({ kind: "run", command }));
    return language === "txt" ? [{ kind: "expect", output: text!.trim() }] : [];
  });
}

/** Every recipe. */
export function readRecipes(): Recipe[] {
  const folder = join(root, "docs", "recipes");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".md"))
    .map((file) => ({
      name: basename(file, ".md"),
      steps: recipeSteps(readFileSync(join(folder, file), "utf8")),
    }));
}

/**
 * Does what a recipe says in an empty folder.
 * @param packageFiles The file that stands for each of our packages, so that the ones of this workspace are installed.
 * @throws Error for a command that fails, or if what the last one prints is not what the recipe says.
 */
export async function followRecipe(
  { steps }: Recipe,
  folder: string,
  shell: Shell,
  packageFiles: ReadonlyMap<string, string>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  let printed: string | undefined = "";
  for (const step of steps) {
    if (step.kind === "write") {
      mkdirSync(join(folder, step.file, ".."), { recursive: true });
      writeFileSync(join(folder, step.file), step.text);
    } else if (step.kind === "run") {
      printed = await runCommand(step.command.replace(/ #.*$/, ""), folder, shell, packageFiles);
    } else if (printed !== undefined) {
      assertSays(printed.trim(), step.output);
    }
  }
}

/** Where files of this repository are downloaded from. */
const published = "https://raw.githubusercontent.com/wayfield/wayfield/main/";

/**
 * A download becomes a copy of the file here, and a preview a look at the built page, whose title it says, or nothing
 * where no browser is.
 */
async function runCommand(
  text: string,
  folder: string,
  shell: Shell,
  packageFiles: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const [command, ...words] = text.split(" ");
  if (command === "curl") {
    const [file, url] = words.slice(-2);
    cpSync(join(root, url!.slice(published.length)), join(folder, file!));
    return "";
  }
  if (text === "npx vite preview") {
    const chromium = findChromium();
    if (chromium !== undefined) return titleOfPage(join(folder, "dist"), chromium, "index.html");
    process.stdout.write("  - the page in Chromium: skipped, no Chromium found (apt-get install chromium)\n");
    return undefined;
  }
  return shell(folder, command!, ...withPackages(words, packageFiles));
}

/** Names of our packages become their files, and what those depend on among ours is installed beside them. */
function withPackages(words: readonly string[], packageFiles: ReadonlyMap<string, string>): string[] {
  const named = words.filter((word) => packageFiles.has(word));
  const others = dependenciesOf(named, readManifests(root)).filter((name) => !named.includes(name));
  return [...words, ...others.filter((name) => packageFiles.has(name))].map(
    (word) => packageFiles.get(word) ?? word,
  );
}
