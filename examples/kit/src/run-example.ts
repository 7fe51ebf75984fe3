import { join, resolve } from "node:path";
import { commandText, describeOptions, readOptions, resumingText, splitCommandLine } from "./command-line.ts";
import { writeFileAtomically } from "@wayfield/backend/node";
import { createInterrupt } from "./interrupt.ts";
import { flag, number, path, type OptionTable, type OptionValues } from "./options.ts";
import { startProgress, type Progress } from "./progress.ts";
import { setAside } from "./set-aside.ts";
import { formatTable, type Table } from "./table.ts";
import { UsageError } from "./usage-error.ts";

/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The numbers an example ends with, by name. */
export type Metrics = Record<string, Json>;

/** What an example is given to work with. */
export interface ExampleContext<Options extends OptionTable> {
  /** Its own options, read and checked. */
  options: OptionValues<Options>;
  /** `--seed`: every random draw follows from it. */
  seed: number;
  /** `--quick`: end inside two minutes on two cores and still show the effect. */
  quick: boolean;
  /** `--out`: the folder of the figures and of `result.json`. */
  out: string;
  /** `--checkpoint`: the file to write the training state to, now and then and when interrupted. */
  checkpoint: string | undefined;
  /**
   * The same file, or one of that name under `out`. What another training left under that name is set aside: a long
   * training is not lost to a short one that was started after it.
   */
  checkpointFile: (fileName: string) => Promise<string>;
  /** `--resume`: the file to take the training state from. */
  resume: string | undefined;
  /** Aborted by Ctrl-C: write the checkpoint and return. An example that never reads it is ended by Ctrl-C at once. */
  readonly signal: AbortSignal;
  /** Starts a progress line on stderr. */
  progress: (label: string, total: number, unit?: string) => Progress;
  /** Writes a figure (SVG text or PNG bytes) under `out`. */
  figure: (fileName: string, content: string | Uint8Array) => Promise<void>;
  /** The command that goes on from a file as this one was to: the same words, with `--resume` and the file. */
  resumeCommand: (file: string) => string;
  /** A line for the person who watches, on stderr. */
  log: (line: string) => void;
}

/** What an example returns. Without a table of its own, one of the metrics is printed. */
export interface ExampleResult {
  metrics: Metrics;
  table?: Table;
}

/** One thing an example can do. */
export interface Command<Options extends OptionTable> {
  /** One line for the help. */
  summary: string;
  options: Options;
  /** True if it takes `--checkpoint` and `--resume`: wherever training takes over two minutes. */
  resumable?: boolean;
  run: (context: ExampleContext<Options>) => Promise<ExampleResult>;
}

/** An example: its main command, and further ones by the word that selects them. */
export interface Example<Options extends OptionTable> extends Command<Options> {
  /** The folder under `examples/`. */
  name: string;
  subcommands?: Record<string, Command<OptionTable>>;
}

/** An example's entry: takes the command line after the example's name, returns the exit status. */
export type Main = (argv: string[]) => Promise<number>;

const common = {
  seed: number("every random draw follows from it", { default: 1, min: 0, max: 2 ** 32 - 1, integer: true }),
  quick: flag("a short run that still shows the effect"),
  out: path("folder of the figures and result.json"),
  json: flag("print exactly the content of result.json"),
  help: flag("print this and leave"),
};
const resuming = {
  checkpoint: path("write the training state to this file"),
  resume: path("continue from such a file"),
};

/** Gives a subcommand its types; the kit reads its options before it runs. */
export function defineCommand<Options extends OptionTable>(command: Command<Options>): Command<OptionTable> {
  return command as unknown as Command<OptionTable>;
}

/**
 * Makes an example out of its description: reads the command line, runs, prints, writes `result.json`.
 * The exit status is 0 for a result, 1 for a failure, 2 for a command line that makes no sense, 130 after Ctrl-C.
 * @example
 * export const main = defineExample({
 *   name: "coin",
 *   summary: "toss a coin",
 *   options: { tosses: number("how often", { default: 1000, min: 1, integer: true }) },
 *   run: async ({ options, seed }) => ({ metrics: { heads: toss(options.tosses, seed) } }),
 * });
 */
export function defineExample<Options extends OptionTable>(example: Example<Options>): Main {
  return async (argv) => {
    try {
      return await runCommand(example as unknown as Example<OptionTable>, argv);
    } catch (error) {
      const isUsage = error instanceof UsageError;
      process.stderr.write(
        isUsage
          ? `${example.name}: ${error.message}\nTry: pnpm example ${example.name} --help\n`
          : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      return isUsage ? 2 : 1;
    }
  };
}

const tableOf = ({ options, resumable = false }: Command<OptionTable>): OptionTable => ({
  ...options,
  ...common,
  ...(resumable ? resuming : {}),
});

function selectCommand(example: Example<OptionTable>, argv: string[]) {
  const { subcommands = {} } = example;
  const first = argv[0];
  const isWord = first !== undefined && !first.startsWith("-");
  if (isWord && !Object.hasOwn(subcommands, first)) {
    const expected = Object.keys(subcommands);
    throw new UsageError(
      `unknown word "${first}"; expected ${expected.length > 0 ? `one of ${expected.join(", ")}, or ` : ""}only options`,
    );
  }
  return isWord ? { command: subcommands[first]!, rest: argv.slice(1) } : { command: example, rest: argv };
}

function help(example: Example<OptionTable>, command: Command<OptionTable>): string {
  const words = Object.entries(example.subcommands ?? {});
  const list = words.map(([word, { summary }]) => `  ${word.padEnd(12)}  ${summary}\n`).join("");
  return (
    `pnpm example ${example.name}${words.length > 0 ? " [subcommand]" : ""} [options]\n${command.summary}\n` +
    (command === example && words.length > 0 ? `\nSubcommands:\n${list}` : "") +
    `\nOptions:\n${describeOptions(tableOf(command))}`
  );
}

async function runCommand(example: Example<OptionTable>, argv: string[]): Promise<number> {
  const { command, rest } = selectCommand(example, argv);
  const table = tableOf(command);
  const { given, words } = splitCommandLine(rest, table);
  if (words.length > 0) throw new UsageError(`expected only options here, got "${words[0]!}"`);
  if (given.has("help")) {
    process.stdout.write(help(example, command));
    return 0;
  }
  const shared = readOptions({ ...common, ...resuming }, given, given.has("quick"));
  const options = readOptions(command.options, given, shared.quick);
  const out = shared.out ?? join("out", example.name);
  const figures: string[] = [];
  const interrupt = createInterrupt();
  try {
    const result = await command.run({
      ...shared,
      options,
      out,
      get signal() {
        return interrupt.signal;
      },
      progress: (label, total, unit = "steps") => startProgress(label, total, { unit }),
      figure: async (fileName, content) => {
        figures.push(join(out, fileName));
        await writeFileAtomically(join(out, fileName), content);
      },
      checkpointFile: (fileName) => checkpointIn(shared, join(out, fileName)),
      resumeCommand: (file) => resumingText(example.name, argv, file),
      log: (line) => process.stderr.write(`${line}\n`),
    });
    if (interrupt.isHeard()) return 130;
    const record = {
      name: example.name,
      seed: shared.seed,
      command: commandText(example.name, argv),
      ...pick(result),
    };
    await finish(record, result, { json: shared.json, out, figures });
    return 0;
  } catch (error) {
    if (!interrupt.isHeard()) throw error;
    // Work that is told to stop may well throw on its way out; the stack would only hide what there is to know.
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    process.stderr.write(`${example.name}: ended by the interrupt: ${reason!}\n`);
    return 130;
  } finally {
    interrupt.stop();
  }
}

/** Where the training state goes; a file that nobody named and nobody goes on from is not written over. */
async function checkpointIn(
  { checkpoint, resume }: { checkpoint: string | undefined; resume: string | undefined },
  file: string,
): Promise<string> {
  if (checkpoint !== undefined) return checkpoint;
  if (resume !== undefined && resolve(resume) === resolve(file)) return file;
  const aside = await setAside(file);
  if (aside !== undefined)
    process.stderr.write(`${file} is of another training; it is now ${aside} (--resume goes on from it)\n`);
  return file;
}

const pick = ({ metrics }: ExampleResult) => ({ metrics });

interface Ending {
  json: boolean;
  out: string;
  figures: string[];
}

async function finish(record: Metrics, result: ExampleResult, { json, out, figures }: Ending): Promise<void> {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  const file = join(out, "result.json");
  await writeFileAtomically(file, text);
  if (json) {
    process.stdout.write(text);
    return;
  }
  process.stdout.write(formatTable(result.table ?? tableOfMetrics(result.metrics)));
  process.stdout.write(`\nWritten: ${[...figures, file].join(", ")}\n`);
}

function tableOfMetrics(metrics: Metrics): Table {
  const rows = Object.entries(metrics).filter(
    (entry): entry is [string, string | number | boolean] =>
      entry[1] !== null && typeof entry[1] !== "object",
  );
  return { columns: ["metric", "value"], rows };
}
