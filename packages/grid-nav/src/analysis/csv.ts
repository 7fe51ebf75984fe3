/** Numbers from a text file: one row a line. */
export interface NumberTable {
  /** The words of the first line if none of them is a number, else `undefined`. */
  readonly names: readonly string[] | undefined;
  /** Lines of numbers. */
  readonly rows: number;
  /** Numbers in each line. */
  readonly columns: number;
  /** `[rows, columns]`. */
  readonly data: Float64Array;
}

/** What stands between two numbers: the first of these that the first line has. */
const separatorOf = (line: string): string => ["\t", ";", ","].find((mark) => line.includes(mark)) ?? ",";

const unquote = (word: string): string => word.trim().replace(/^"(.*)"$/, "$1");

/** How numpy, pandas, R and others write a number that is not there, or no finite one. */
const missing = /^[+-]?(nan|na|inf|infinity)$/i;

/** Words, not one of them a number or what stands for one: a first row that lacks a value is data, and an error there. */
const areNames = (words: readonly string[]): boolean =>
  words.some((word) => word !== "") &&
  words.every((word) => word === "" || (Number.isNaN(Number(word)) && !missing.test(word)));

function parseNumber(word: string, line: number, column: number): number {
  const value = word === "" ? NaN : Number(word);
  if (Number.isFinite(value)) return value;
  throw new RangeError(
    `parseActivityCsv: expected a finite number in line ${line}, column ${column}, got ${word === "" ? "nothing" : `"${word}"`}; leave rows with missing values out, and begin a line of names that has a number among them with #`,
  );
}

/**
 * Reads numbers from comma-, semicolon- or tab-separated text with or without a line of names: a recording's positions
 * (x, y, heading …) or its activity, one column a unit. Empty lines and lines that begin with # are left out. The first
 * line is taken for names if no word in it is a number, and none stands for a missing one (nan, NA, inf).
 * @param text The whole file.
 * @throws RangeError that names line and column for what is no finite number, for rows of different lengths, and for a
 * file without numbers.
 * @example const { columns, data } = parseActivityCsv("unit0,unit1\n0.5,2\n0.25,1\n"); // 2 columns, [0.5, 2, 0.25, 1]
 */
export function parseActivityCsv(text: string): NumberTable {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content.trim() !== "" && !content.startsWith("#"));
  const separator = separatorOf(lines[0]?.content ?? "");
  const words = (content: string): string[] => content.split(separator).map(unquote);
  const first = words(lines[0]?.content ?? "");
  const hasNames = areNames(first);
  const body = hasNames ? lines.slice(1) : lines;
  if (body.length === 0) throw new RangeError("parseActivityCsv: expected rows of numbers, got none");
  const columns = first.length;
  const data = new Float64Array(body.length * columns);
  body.forEach(({ content, line }, row) => {
    const parts = words(content);
    if (parts.length !== columns) {
      throw new RangeError(
        `parseActivityCsv: expected ${columns} numbers as in the first row, got ${parts.length} in line ${line}`,
      );
    }
    parts.forEach((word, column) => {
      data[row * columns + column] = parseNumber(word, line, column + 1);
    });
  });
  return { names: hasNames ? first : undefined, rows: body.length, columns, data };
}
