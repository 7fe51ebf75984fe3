import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { arenaPlot, arenaShape } from "./arena-plot.ts";
import { barChart } from "./bar-chart.ts";
import { arrangeFigures } from "./frame.ts";
import { countBins, histogram } from "./histogram.ts";
import { lineChart } from "./line-chart.ts";

const document = (svg: string): Document => parseHTML(svg).document;
const texts = (svg: string): (string | null)[] =>
  [...document(svg).querySelectorAll("text")].map((text) => text.textContent);
/** The points of a path of straight pieces. */
const points = (path: string): [number, number][] =>
  [...path.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
const dataPaths = (svg: string): [number, number][][] =>
  [...document(svg).querySelectorAll('[aria-label="line"] path')].map((path) =>
    points(path.getAttribute("d") ?? ""),
  );

const x = [0, 1, 2, 3];
const square = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
] as const;

test("a line chart names its axes, series and levels", () => {
  const svg = lineChart({
    title: "Error & <time>",
    x: { label: "time (s)" },
    y: { label: "error (cm)" },
    series: [
      { name: "trained", x, y: [3, 2, 1, 0] },
      { name: "untrained", x, y: [3, 3, 3, 3] },
    ],
    levels: [{ y: 2.5, label: "staying" }],
  });
  expect(texts(svg)).toEqual(
    expect.arrayContaining(["Error & <time>", "time (s)", "error (cm)", "trained", "untrained", "staying"]),
  );
  expect(svg).toContain("Error &#38; &#60;time&#62;");
});

test("a line falls on the page where its values rise, evenly for even values", () => {
  const svg = lineChart({
    title: "",
    x: { label: "x" },
    y: { label: "y", domain: [0, 3] },
    series: [{ name: "up", x, y: [0, 1, 2, 3] }],
  });
  const [path] = dataPaths(svg);
  const steps = path!.slice(1).map(([px, py], at) => [px - path![at]![0], py - path![at]![1]]);
  for (const [dx, dy] of steps) {
    expect(dx).toBeCloseTo(steps[0]![0]!, 2);
    expect(dy).toBeCloseTo(steps[0]![1]!, 2);
    expect(dy).toBeLessThan(0);
  }
});

test("a value that is not finite leaves a gap in the line", () => {
  const svg = lineChart({
    title: "",
    x: { label: "x" },
    y: { label: "y" },
    series: [{ name: "gap", x: [0, 1, 2, 3, 4], y: [0, 1, NaN, 3, 4] }],
  });
  const path = document(svg).querySelector('[aria-label="line"] path')?.getAttribute("d") ?? "";
  expect(path.match(/M/g)).toHaveLength(2);
});

test("a band is drawn for the series that has one", () => {
  const series = { name: "a", x, y: x };
  const chart = { title: "", x: { label: "" }, y: { label: "" } };
  const bands = (svg: string) => document(svg).querySelectorAll('[aria-label="area"] path').length;
  expect(bands(lineChart({ ...chart, series: [series] }))).toBe(0);
  expect(bands(lineChart({ ...chart, series: [{ ...series, low: x, high: [1, 2, 3, 4] }] }))).toBe(1);
});

test("a metre is as long upwards as sideways in an arena", () => {
  const svg = arenaPlot({ title: "", outline: square, paths: [{ name: "way", x: [0, 1], y: [0, 1] }] });
  const [start, end] = dataPaths(svg)[1]!;
  expect(end![0] - start![0]).toBeGreaterThan(0);
  expect(start![1] - end![1]).toBeCloseTo(end![0] - start![0], 2);
});

test("an arena's outline is closed and its inner walls are drawn", () => {
  const svg = arenaPlot({
    title: "",
    outline: square,
    walls: [
      [
        [1, 0],
        [1, 1],
      ],
    ],
  });
  const [outline, wall] = dataPaths(svg);
  expect(outline).toHaveLength(5);
  expect(outline![4]).toEqual(outline![0]);
  expect(wall).toHaveLength(2);
});

test("a way is interrupted where it is NaN", () => {
  const svg = arenaPlot({
    title: "",
    outline: square,
    paths: [{ name: "ways", x: [0, 0.5, NaN, 0.5, 1], y: [0, 1, NaN, 0, 1] }],
  });
  const moves = [...document(svg).querySelectorAll("path")].map((path) => path.getAttribute("d") ?? "");
  expect(moves.filter((move) => move.match(/M/g)?.length === 2)).toHaveLength(1);
});

test("the shape of an arena is its corners and its walls from end to end", () => {
  expect(
    arenaShape({
      boundary: Float64Array.of(0, 1, 2, 3, 4, 5),
      walls: Float64Array.of(0, 1, 2, 3, 6, 7, 8, 9),
    }),
  ).toEqual({
    outline: [
      [0, 1],
      [2, 3],
      [4, 5],
    ],
    walls: [
      [
        [0, 1],
        [2, 3],
      ],
      [
        [6, 7],
        [8, 9],
      ],
    ],
  });
});

test("bins hold shares of all values; the top edge is inside, what lies outside is in none", () => {
  const bins = countBins([0, 0.4, 0.6, 1, 7], [0, 1], 2);
  expect(bins).toEqual([
    { from: 0, to: 0.5, share: 0.4 },
    { from: 0.5, to: 1, share: 0.4 },
  ]);
});

test("a histogram of one repeated value, or of none, can be drawn", () => {
  for (const values of [[2, 2, 2], []]) {
    const svg = histogram({ title: "h", x: { label: "x" }, series: [{ name: "a", values }] });
    expect(svg).not.toContain("NaN");
  }
});

test("bars are as long as their values and carry them", () => {
  const svg = barChart({
    title: "",
    x: { label: "error (cm)" },
    bars: [
      { name: "trained", value: 10, low: 8, high: 12 },
      { name: "untrained", value: 40 },
    ],
  });
  const widths = [...document(svg).querySelectorAll('[aria-label="bar"] rect')].map((bar) =>
    Number(bar.getAttribute("width")),
  );
  expect(widths[1]! / widths[0]!).toBeCloseTo(4, 6);
  expect(texts(svg)).toEqual(expect.arrayContaining(["trained", "untrained", "10", "40"]));
});

test("figures stand side by side in rows", () => {
  const figure = (width: number) =>
    lineChart({ title: "", width, x: { label: "" }, y: { label: "" }, series: [{ name: "", x, y: x }] });
  const svg = arrangeFigures([figure(300), figure(400), figure(500)], { columns: 2 });
  const nested = [...document(svg).querySelectorAll("svg > svg")];
  expect(nested.map((element) => element.getAttribute("x"))).toEqual(["0", "300", "0"]);
  expect(svg).toMatch(/^<svg [^>]*width="700"/);
});

test("only this kit's figures can be arranged", () => {
  expect(() => arrangeFigures(["<svg/>"])).toThrow(TypeError);
});
