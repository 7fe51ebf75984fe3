import { join } from "node:path";
import ts from "typescript";

/** One exported name and how it is declared, without comments. */
export interface ApiEntry {
  readonly name: string;
  readonly declaration: string;
}

/** A way into a package (`@wayfield/backend/wasm`) and the file that declares what it exports. */
export interface ApiModule {
  readonly id: string;
  readonly file: string;
}

/** The part of a manifest that says what can be imported. */
export interface ExportsManifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly import?: { readonly types: string } }>>;
}

/** The ways into a package in `folder`. */
export function apiModules(folder: string, { name, exports }: ExportsManifest): ApiModule[] {
  return Object.entries(exports).flatMap(([path, target]) => {
    const types = typeof target === "string" ? undefined : target.import?.types;
    return types === undefined ? [] : [{ id: name + path.slice(1), file: join(folder, types) }];
  });
}

const printer = ts.createPrinter({ removeComments: true });

/** The source of a declaration: of a whole `const` statement, not of the name in it alone. */
function printDeclaration(declaration: ts.Declaration): string {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return printer
    .printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile())
    .replace(/^(export )?(declare )?/, "");
}

function entryOf(symbol: ts.Symbol, checker: ts.TypeChecker): ApiEntry {
  const origin = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declarations = origin.declarations ?? [];
  const text = declarations.map(printDeclaration).join("\n");
  return {
    name: symbol.name,
    declaration: origin.name === symbol.name ? text : `${text} as ${symbol.name}`,
  };
}

/**
 * What modules export, in alphabetical order.
 * @throws Error for a file that is not there or exports nothing.
 */
export function readApi(modules: readonly ApiModule[]): Map<string, ApiEntry[]> {
  const files = modules.map(({ file }) => file);
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  return new Map(
    modules.map(({ id, file }) => {
      const source = program.getSourceFile(file);
      const module = source && checker.getSymbolAtLocation(source);
      if (!module) throw new Error(`${id}: expected declarations at ${file}, got none; run pnpm build first`);
      const entries = checker.getExportsOfModule(module).map((symbol) => entryOf(symbol, checker));
      return [id, entries.sort((a, b) => (a.name < b.name ? -1 : 1))] as const;
    }),
  );
}

/** The text of a snapshot: a heading for each way in, then what it exports, each apart from the next by an empty line. */
export function printApi(api: ReadonlyMap<string, readonly ApiEntry[]>): string {
  const blocks = [...api].flatMap(([id, entries]) => [
    `# ${id}`,
    ...entries.map(({ declaration }) => declaration),
  ]);
  return `${blocks.join("\n\n")}\n`;
}

/** The declarations of a snapshot, each with the way in that it belongs to. */
function blocksOf(snapshot: string): string[] {
  let heading = "";
  return snapshot
    .trim()
    .split("\n\n")
    .flatMap((block) => {
      if (!block.startsWith("# ")) return [`${heading}\n${block}`];
      heading = block;
      return [];
    });
}

/** What one snapshot has and another lacks: lines that start with − or +, empty if they say the same. */
export function describeChanges(recorded: string, current: string): string {
  const [before, after] = [blocksOf(recorded), blocksOf(current)];
  const mark = (sign: string, blocks: readonly string[]): string[] =>
    blocks.map((block) => {
      const [heading, ...lines] = block.split("\n");
      return [heading, ...lines.map((line) => `${sign} ${line}`)].join("\n");
    });
  return [
    ...mark(
      "-",
      before.filter((block) => !after.includes(block)),
    ),
    ...mark(
      "+",
      after.filter((block) => !before.includes(block)),
    ),
  ]
    .sort((a, b) => sortKey(a).localeCompare(sortKey(b), "en"))
    .join("\n");
}

/** Brings the old and the new declaration of a name together. */
const sortKey = (change: string): string => {
  const [heading, first] = change.split("\n");
  return `${heading!} ${/^[-+] (?:abstract )?\w+ (\w+)/.exec(first!)?.[1] ?? ""}`;
};
