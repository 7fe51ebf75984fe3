import { UsageError } from "./usage-error.ts";

/** What an option can hold. */
export type OptionValue = string | number | boolean | undefined;

/** One option of an example's command line: how it is described, read and defaulted. */
export interface Option<T extends OptionValue> {
  readonly description: string;
  /** What follows the option's name in the help; `undefined` for a flag, which takes no value. */
  readonly placeholder: string | undefined;
  readonly fallback: T;
  /** The default under `--quick`. */
  readonly quick: T;
  /** @throws UsageError if the text is no value of this option. */
  readonly parse: (text: string, flag: string) => T;
}

/** Options by their name in camel case; on the command line `learningRate` is `--learning-rate`. */
export type OptionTable = Record<string, Option<OptionValue>>;

/** The values of a table of options. */
export type OptionValues<Table extends OptionTable> = {
  [Name in keyof Table]: Table[Name] extends Option<infer T> ? T : never;
};

/** Settings of {@link number}. */
export interface NumberOptions {
  default: number;
  /** The default under `--quick`; the same as `default` unless told. */
  quick?: number;
  min?: number;
  max?: number;
  integer?: boolean;
}

function describeRange({ min, max, integer }: { min: number; max: number; integer: boolean }): string {
  const kind = integer ? "a whole number" : "a number";
  if (Number.isFinite(min) && Number.isFinite(max)) return `${kind} from ${min} to ${max}`;
  if (Number.isFinite(min)) return `${kind} of at least ${min}`;
  return Number.isFinite(max) ? `${kind} of at most ${max}` : kind;
}

/** A number within a range, both ends included. */
export function number(description: string, options: NumberOptions): Option<number> {
  const { default: fallback, quick = fallback, min = -Infinity, max = Infinity, integer = false } = options;
  const parse = (text: string, flag: string): number => {
    const value = text.trim() === "" ? NaN : Number(text);
    const wrongKind = integer ? !Number.isSafeInteger(value) : !Number.isFinite(value);
    if (wrongKind || value < min || value > max) {
      throw new UsageError(`${flag}: expected ${describeRange({ min, max, integer })}, got "${text}"`);
    }
    return value;
  };
  return { description, placeholder: integer ? "N" : "X", fallback, quick, parse };
}

/** One of a few words; the first is the default. */
export function choice<const Word extends string>(
  description: string,
  words: readonly [Word, ...Word[]],
): Option<Word> {
  const parse = (text: string, flag: string): Word => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new UsageError(`${flag}: expected ${words.join(", ")}, got "${text}"`);
    return word;
  };
  return { description, placeholder: words.join("|"), fallback: words[0], quick: words[0], parse };
}

/** On when given, off otherwise. */
export function flag(description: string): Option<boolean> {
  return { description, placeholder: undefined, fallback: false, quick: false, parse: () => true };
}

/** A file or folder; `undefined` when not given. */
export function path(description: string): Option<string | undefined> {
  const parse = (text: string, flag: string): string => {
    if (text === "") throw new UsageError(`${flag}: expected a path, got nothing`);
    return text;
  };
  return { description, placeholder: "PATH", fallback: undefined, quick: undefined, parse };
}
