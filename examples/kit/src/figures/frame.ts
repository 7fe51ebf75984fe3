import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Colours that stay apart for colour-blind readers too (after Okabe and Ito, 2008). */
const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"];
export const ink = "#222";
export const faint = "#999";
const margin = 16;
const titleSize = 15;
const textSize = 12;

/** The colour of the series at this place in a chart. */
export const colorAt = (index: number): string => palette[index % palette.length]!;

/** Title and size that every figure has. */
export interface FigureOptions {
  title: string;
  /** A line under the title: what to look for. */
  subtitle?: string;
  /** Pixels. */
  width?: number;
  /** Pixels, without the title and the legend. */
  height?: number;
}

/** An axis: its label with the unit, and its range if the data should not choose it. */
export interface Axis {
  label: string;
  domain?: [number, number];
  /** Logarithmic; every value must be positive. */
  isLog?: boolean;
}

/** The scale options of Plot for an axis; the label stands along the axis, without Plot's arrow. */
export const scaleOf = ({ label, domain, isLog = false }: Axis) => ({
  label,
  labelAnchor: "center" as const,
  labelArrow: "none" as const,
  ...(domain ? { domain } : {}),
  ...(isLog ? { type: "log" as const } : { nice: domain === undefined }),
});

/** One entry of a legend. */
export interface LegendEntry {
  name: string;
  color: string;
  isDashed?: boolean;
}

export const escapeText = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** Draws with Plot and returns what stands inside its svg element. */
export function drawPlot(options: Plot.PlotOptions): { body: string; width: number; height: number } {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({ ...options, document, style: { fontSize: `${textSize}px` } });
  const attribute = (name: string): number => Number(svg.getAttribute(name));
  const attributes = `text-anchor="middle" font-size="${textSize}" fill="currentColor"`;
  // The style element speaks of a page's layout, which a picture does not have.
  const inner = svg.innerHTML.replace(/<style>[^]*?<\/style>/, "");
  return { body: `<g ${attributes}>${inner}</g>`, width: attribute("width"), height: attribute("height") };
}

/** A rough width of text set in a sans-serif font, in pixels. */
export const textWidth = (text: string, size = textSize): number => text.length * size * 0.56;

function drawLegend(entries: LegendEntry[], width: number): { body: string; height: number } {
  let x = margin;
  let y = 14;
  const items = entries.map(({ name, color, isDashed = false }) => {
    const advance = 26 + textWidth(name) + 18;
    if (x + advance > width && x > margin) [x, y] = [margin, y + 18];
    const dash = isDashed ? ' stroke-dasharray="4 3"' : "";
    const item =
      `<path d="M${x},${y - 4}h18" stroke="${color}" stroke-width="3"${dash}/>` +
      `<text x="${x + 24}" y="${y}">${escapeText(name)}</text>`;
    x += advance;
    return item;
  });
  return { body: items.join(""), height: entries.length > 0 ? y + 6 : 0 };
}

/** Puts title, legend and drawing into one SVG that stands by itself, on white. */
export function frame(
  { title, subtitle }: FigureOptions,
  drawing: { body: string; width: number; height: number },
  legend: LegendEntry[] = [],
): string {
  const { width } = drawing;
  const head = [
    `<text x="${margin}" y="26" font-size="${titleSize}" font-weight="600">${escapeText(title)}</text>`,
    subtitle === undefined ? "" : `<text x="${margin}" y="44" fill="#666">${escapeText(subtitle)}</text>`,
  ];
  const legendTop = subtitle === undefined ? 36 : 54;
  const { body: legendBody, height: legendHeight } = drawLegend(legend, width);
  const top = legendTop + legendHeight;
  return svgElement(width, top + drawing.height + 8, [
    ...head,
    `<g transform="translate(0,${legendTop})">${legendBody}</g>`,
    `<g transform="translate(0,${top})">${drawing.body}</g>`,
  ]);
}

function svgElement(width: number, height: number, body: string[]): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = `font-family="system-ui, 'Helvetica Neue', 'DejaVu Sans', sans-serif" font-size="${textSize}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font} fill="${ink}" color="${ink}">\n` +
    `<rect width="100%" height="100%" fill="white"/>\n${body.join("\n")}\n</svg>\n`
  );
}

/** Sets several figures of this kit side by side, in rows of `columns`. */
export function arrangeFigures(
  figures: string[],
  { columns = figures.length }: { columns?: number } = {},
): string {
  const sizes = figures.map((figure) => {
    const match = /width="([\d.]+)" height="([\d.]+)"/.exec(figure);
    if (!match) throw new TypeError("arrangeFigures: expected figures drawn by this kit");
    return { width: Number(match[1]), height: Number(match[2]) };
  });
  const cells: string[] = [];
  let [width, height] = [0, 0];
  for (let first = 0; first < figures.length; first += columns) {
    const inRow = sizes.slice(first, first + columns);
    let x = 0;
    for (const [at, size] of inRow.entries()) {
      cells.push(figures[first + at]!.replace("<svg ", `<svg x="${x}" y="${height}" `));
      x += size.width;
    }
    width = Math.max(width, x);
    height += Math.max(...inRow.map((size) => size.height));
  }
  return svgElement(width, height, cells);
}
