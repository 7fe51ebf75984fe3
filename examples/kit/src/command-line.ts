import { parseArgs } from "node:util";
import type { Option, OptionTable, OptionValue, OptionValues } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** `learningRate` → `--learning-rate`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Number of single-letter edits between two words, by the two-row table of Wagner and Fischer. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}

function unknownFlag(typed: string, known: string[]): UsageError {
  const near = known.find((candidate) => editDistance(candidate, typed) <= 2);
  const hint = near === undefined ? `expected one of ${known.join(", ")}` : `did you mean ${near}?`;
  return new UsageError(`unknown option ${typed}; ${hint}`);
}

/** What stands on a command line: the options that were given and the other words, in order. */
export interface CommandLine {
  given: Map<string, string>;
  words: string[];
}

/**
 * Splits a command line by a table of options.
 * @throws UsageError for an option that is not in the table, or whose value is missing or superfluous.
 */
export function splitCommandLine(argv: string[], table: OptionTable): CommandLine {
  const names = new Map(Object.keys(table).map((name) => [flagOf(name), name]));
  const types = Object.fromEntries(
    [...names].map(([flag, name]) => [
      flag.slice(2),
      { type: table[name]!.placeholder === undefined ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  const { tokens } = parseArgs({ args: argv, options: types, strict: false, tokens: true });
  const line: CommandLine = { given: new Map(), words: [] };
  for (const token of tokens) {
    if (token.kind === "positional") line.words.push(token.value);
    if (token.kind !== "option") continue;
    const name = names.get(token.rawName);
    if (name === undefined) throw unknownFlag(token.rawName, [...names.keys()]);
    line.given.set(name, valueOf(token, table[name]!));
  }
  return line;
}

function valueOf(
  {
    rawName,
    value,
    inlineValue,
  }: { rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
  { placeholder }: Option<OptionValue>,
): string {
  if (placeholder === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName}: takes no value, got "${value}"`);
    return "";
  }
  if (value === undefined || (value.startsWith("--") && inlineValue !== true)) {
    throw new UsageError(`${rawName}: expected ${placeholder} after it, got ${value ?? "nothing"}`);
  }
  return value;
}

/** The typed values of a table: what was given, else the default, else the one of `--quick`. */
export function readOptions<Table extends OptionTable>(
  table: Table,
  given: ReadonlyMap<string, string>,
  quick: boolean,
): OptionValues<Table> {
  const entries = Object.entries(table).map(([name, option]) => {
    const text = given.get(name);
    const value =
      text === undefined ? (quick ? option.quick : option.fallback) : option.parse(text, flagOf(name));
    return [name, value];
  });
  return Object.fromEntries(entries) as OptionValues<Table>;
}

/** One line of the help for each option of a table. */
export function describeOptions(table: OptionTable): string {
  const rows = Object.entries(table).map(([name, { placeholder, description, fallback, quick }]) => {
    const left = placeholder === undefined ? flagOf(name) : `${flagOf(name)} ${placeholder}`;
    const isShown = placeholder !== undefined && fallback !== undefined;
    const quickNote = quick === fallback ? "" : `, ${String(quick)} with --quick`;
    return { left, right: description + (isShown ? ` (${String(fallback)}${quickNote})` : "") };
  });
  const width = Math.max(...rows.map(({ left }) => left.length));
  return rows.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}\n`).join("");
}

/** An example's command as one types it. */
export const commandText = (name: string, argv: readonly string[]): string =>
  ["pnpm", "example", name, ...argv]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)))
    .join(" ");

/** The same command, going on from a file; an earlier `--resume` gives way. */
export function resumingText(name: string, argv: readonly string[], file: string): string {
  const kept = argv.filter((word, at) => !/^--resume(=|$)/.test(word) && argv[at - 1] !== "--resume");
  return commandText(name, [...kept, "--resume", file]);
}
