/** A part of the report: a heading, what it says, and its figures or tables. */
export interface Section {
  title: string;
  /** Plain text. */
  text: string;
  /** SVG. */
  figures?: string[];
  table?: { columns: string[]; rows: (string | number)[][] };
}

const escaped = (text: string | number): string =>
  String(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const cells = (kind: "th" | "td", values: readonly (string | number)[]): string =>
  `<tr>${values.map((value) => `<${kind}>${escaped(value)}</${kind}>`).join("")}</tr>`;

const tableOf = ({ columns, rows }: NonNullable<Section["table"]>): string =>
  `<table><thead>${cells("th", columns)}</thead><tbody>${rows.map((row) => cells("td", row)).join("")}</tbody></table>`;

const sectionOf = ({ title, text, figures = [], table }: Section): string =>
  `<section><h2>${escaped(title)}</h2><p>${escaped(text)}</p>${table ? tableOf(table) : ""}` +
  `${figures.map((figure) => `<figure>${figure}</figure>`).join("")}</section>`;

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
h1 { font-size: 1.7rem } h2 { font-size: 1.25rem; margin-top: 2.5rem }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums }
th, td { padding: .3rem .8rem; border-bottom: 1px solid #d5dae0; text-align: left }
figure { margin: 1rem 0 } svg { max-width: 100%; height: auto }
`;

/** The report as one HTML page that needs nothing from elsewhere. */
export const htmlReport = (title: string, intro: string, sections: readonly Section[]): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escaped(title)}</title><style>${style}</style></head><body><main><h1>${escaped(title)}</h1>` +
  `<p>${escaped(intro)}</p>${sections.map(sectionOf).join("")}</main></body></html>\n`;
