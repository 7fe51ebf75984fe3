/** A short table for people: column heads and rows of cells. */
export interface Table {
  columns: string[];
  rows: (string | number | boolean)[][];
}

/** A number with as many digits as a reader wants: whole numbers in full, others to four significant digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

/** Draws a table with aligned columns, numbers to the right. */
export function formatTable({ columns, rows }: Table): string {
  const text = rows.map((row) =>
    row.map((cell) => (typeof cell === "number" ? formatNumber(cell) : String(cell))),
  );
  const isNumeric = columns.map(
    (_, at) => rows.length > 0 && rows.every((row) => typeof row[at] === "number"),
  );
  const widths = columns.map((head, at) =>
    Math.max(head.length, ...text.map((row) => (row[at] ?? "").length)),
  );
  const draw = (cells: string[]): string =>
    cells
      .map((cell, at) => (isNumeric[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join("  ")
      .trimEnd();
  return (
    [draw(columns), widths.map((width) => "─".repeat(width)).join("  "), ...text.map(draw)].join("\n") + "\n"
  );
}
