/** A slider under a figure. */
export interface Control {
  readonly name: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
}

/** A figure that computes what it shows, in the reader's page. */
export interface Figure {
  readonly controls: readonly Control[];
  /** Draws on an empty canvas and says in words what is to be seen. */
  readonly draw: (context: CanvasRenderingContext2D, values: Readonly<Record<string, number>>) => string;
}

/** A part of the canvas and the values at its edges. */
export interface Panel {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Colours that people with any colour vision tell apart (Okabe & Ito 2008). */
export const palette = { blue: "#0072b2", orange: "#d55e00", green: "#009e73", grey: "#666666" } as const;

const place = ({ left, top, width, height, x, y }: Panel, px: number, py: number): [number, number] => [
  left + ((px - x[0]) / (x[1] - x[0])) * width,
  top + height - ((py - y[0]) / (y[1] - y[0])) * height,
];

/** Frames a panel and labels it. */
export function drawAxes(
  context: CanvasRenderingContext2D,
  panel: Panel,
  xLabel: string,
  yLabel: string,
): void {
  const { left, top, width, height, x, y } = panel;
  context.strokeStyle = "#999999";
  context.strokeRect(left, top, width, height);
  context.fillStyle = "#333333";
  context.font = "12px sans-serif";
  context.textAlign = "center";
  context.fillText(xLabel, left + width / 2, top + height + 28);
  context.fillText(String(x[0]), left, top + height + 14);
  context.fillText(String(x[1]), left + width, top + height + 14);
  context.textAlign = "left";
  context.fillText(`${yLabel} (${y[0]} to ${y[1]})`, left, top - 6);
}

/** A line through points. */
export function drawLine(
  context: CanvasRenderingContext2D,
  panel: Panel,
  points: readonly (readonly [number, number])[],
  color: string,
): void {
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  points.forEach(([px, py], index) => {
    const [x, y] = place(panel, px, py);
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
  context.lineWidth = 1;
}

/** Upright bars, evenly spread over the panel. */
export function drawBars(
  context: CanvasRenderingContext2D,
  panel: Panel,
  heights: ArrayLike<number>,
  color: string,
): void {
  const width = panel.width / heights.length;
  context.fillStyle = color;
  for (let bar = 0; bar < heights.length; bar++) {
    const [, top] = place(panel, panel.x[0], heights[bar]!);
    context.fillRect(panel.left + bar * width + 1, top, width - 2, panel.top + panel.height - top);
  }
}

/** A map as grey or coloured cells, row 0 at the top. */
export function drawMap(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  columns: number,
  [left, top, side]: readonly [left: number, top: number, side: number],
): void {
  let [least, greatest] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at++) {
    if (values[at]! < least) least = values[at]!;
    if (values[at]! > greatest) greatest = values[at]!;
  }
  const cell = side / columns;
  for (let at = 0; at < values.length; at++) {
    const level = (values[at]! - least) / (greatest - least || 1);
    context.fillStyle = `hsl(${250 - 190 * level} 80% ${20 + 55 * level}%)`;
    context.fillRect(
      left + (at % columns) * cell,
      top + Math.floor(at / columns) * cell,
      cell + 0.5,
      cell + 0.5,
    );
  }
}
