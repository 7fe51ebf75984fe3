/** Rows and columns of a drawing, as the digits of MNIST have them. */
export const drawingSide = 28;

export const blankDrawing = (): Float32Array => new Float32Array(drawingSide ** 2);

/** How far a pen of MNIST's width reaches, pixels. */
const penRadius = 1.5;

/** A drawing with ink around a point, pixels; soft at the rim as scanned ink is. */
export function inkAt(drawing: Float32Array, x: number, y: number): Float32Array {
  return drawing.map((ink, at) => {
    const distance = Math.hypot((at % drawingSide) + 0.5 - x, Math.floor(at / drawingSide) + 0.5 - y);
    return Math.max(ink, Math.min(1, Math.max(0, penRadius + 0.5 - distance)));
  });
}

type Stroke = readonly (readonly [number, number])[];

/** Ink along lines between points, pixels. */
function stroke(drawing: Float32Array, points: Stroke): Float32Array {
  let inked = drawing;
  points.slice(1).forEach(([toX, toY], index) => {
    const [fromX, fromY] = points[index]!;
    const steps = Math.ceil(Math.hypot(toX - fromX, toY - fromY));
    for (let step = 0; step <= steps; step++)
      inked = inkAt(inked, fromX + ((toX - fromX) * step) / steps, fromY + ((toY - fromY) * step) / steps);
  });
  return inked;
}

const drawn = (...strokes: readonly Stroke[]): Float32Array => strokes.reduce(stroke, blankDrawing());

/** An arc of a circle, from one angle to another, degrees clockwise from the right. */
const arc = (x: number, y: number, radius: number, from: number, to: number): Stroke =>
  Array.from({ length: 13 }, (_, point) => {
    const angle = ((from + ((to - from) * point) / 12) * Math.PI) / 180;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });

/** Digits for those who would rather not draw. */
export const exampleDrawings: Record<string, () => Float32Array> = {
  "0": () => drawn(arc(14, 14, 7.5, -90, 270)),
  "1": () =>
    drawn([
      [15, 4.5],
      [13, 23.5],
    ]),
  "3": () => drawn(arc(13, 9.5, 4.8, -160, 90), arc(13, 18.8, 4.8, -90, 150)),
  "4": () =>
    drawn(
      [
        [9, 5],
        [8, 14],
        [20, 14],
      ],
      [
        [19, 5],
        [17, 24],
      ],
    ),
  "7": () =>
    drawn([
      [7.5, 6],
      [20, 6],
      [13, 24],
    ]),
};
