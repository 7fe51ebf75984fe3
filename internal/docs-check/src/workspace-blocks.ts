import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { root } from "../../../scripts/lib.mjs";
import { codeBlocks, type CodeBlock } from "./code-blocks.ts";

/** A block of the documentation, written to a file of its own. */
export interface WrittenBlock extends CodeBlock {
  /** Where it stands: Markdown file and line. */
  place: string;
  file: string;
}

const folder = join(root, "internal", "docs-check", "generated");

/** The Markdown files under a folder, but for what is installed, generated or hidden there. */
function markdownUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return /^(\.|api$|node_modules$)/.test(entry.name) ? [] : markdownUnder(path);
    }
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** The documents whose code must hold: the README files of the root and the packages, and everything under docs. */
function documents(): string[] {
  const packages = readdirSync(join(root, "packages")).map((name) =>
    join(root, "packages", name, "README.md"),
  );
  return [join(root, "README.md"), ...packages, ...markdownUnder(join(root, "docs"))].filter((file) =>
    existsSync(file),
  );
}

/** Writes every block to a file from which the workspace's packages resolve by name. */
export function writeBlocks(): WrittenBlock[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return documents().flatMap((document) =>
    codeBlocks(readFileSync(document, "utf8")).map((block) => {
      const place = `${relative(root, document)}:${block.line}`;
      const file = join(folder, `${place.replaceAll(/[^\w]+/g, "-")}.ts`);
      writeFileSync(file, `${block.code}\nexport {};\n`);
      return { ...block, place, file };
    }),
  );
}

/** What the compiler has to say about each file, with the workspace's own settings. */
export function typeErrors(files: string[]): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files }, ts.sys, root);
  const program = ts.createProgram(files, {
    ...options,
    types: ["node"],
    typeRoots: [join(root, "node_modules", "@types")],
  });
  const errors = new Map<string, string[]>(files.map((file) => [file, []]));
  for (const { file, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    if (!file) continue;
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    errors.get(file.fileName)?.push(`line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  }
  return errors;
}
