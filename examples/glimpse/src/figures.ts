import { lineChart, mapGallery, type LineSeries } from "@wayfield/example-kit";
import {
  glimpseSize,
  multiplyAdds,
  senseGlimpses,
  type Classification,
  type RecurrentAttentionArchitecture,
} from "@wayfield/recurrent-attention";
import { convMultiplyAdds } from "./conv-control.ts";
import type { Task, TaskImages } from "./tasks.ts";

const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);

/** Curves by the name of the model; what was not measured is left out. */
type Curves = Readonly<Record<string, ArrayLike<number> | undefined>>;

const seriesOf = (curves: Curves, factor: number): LineSeries[] =>
  Object.entries(curves).flatMap(([name, values]) =>
    values === undefined
      ? []
      : [{ name, x: upTo(values.length), y: Float64Array.from(values, (value) => factor * value) }],
  );

/** Error by the number of glimpses. */
export const errorFigure = (title: string, errors: Curves): string =>
  lineChart({
    title,
    subtitle: "Test pictures misread if the model has to answer after so many glimpses; one copy.",
    x: { label: "glimpses" },
    y: { label: "error (%)" },
    series: seriesOf(errors, 100),
  });

/** Where glimpses land. */
export const landingFigure = (shares: Curves): string =>
  lineChart({
    title: "Where glimpses land",
    subtitle: "Share of glimpses whose centre lies in the square of the digit, or on a piece of clutter.",
    x: { label: "glimpse" },
    y: { label: "share (%)" },
    series: seriesOf(shares, 100),
  });

const sides = [28, 60, 100, 140, 180, 220, 260];

/** What a look costs as pictures grow. */
export const costFigure = (architecture: RecurrentAttentionArchitecture): string =>
  lineChart({
    title: "Cost of a look",
    subtitle: `Multiply-adds for one picture; ${architecture.glimpses} glimpses against the convolutional control.`,
    x: { label: "side of the picture (pixels)" },
    y: { label: "millions" },
    series: [
      { name: "recurrent attention", x: sides, y: sides.map(() => multiplyAdds(architecture) / 1e6) },
      {
        name: "convolutional net",
        x: sides,
        y: sides.map((side) => convMultiplyAdds(side) / 1e6),
        isDashed: true,
      },
    ],
  });

const zoom = 4;

/** A square's outline drawn into an enlarged picture. */
function drawSquare(canvas: Float32Array, extent: number, left: number, top: number, side: number): void {
  for (let at = 0; at < side; at++) {
    const edge = [
      [left + at, top],
      [left + at, top + side - 1],
      [left, top + at],
      [left + side - 1, top + at],
    ] as const;
    for (const [x, y] of edge) if (x >= 0 && y >= 0 && x < extent && y < extent) canvas[y * extent + x] = 1;
  }
}

/** The picture, enlarged and dimmed, with the squares of the sharpest patches. */
function pathCanvas(
  pixels: ArrayLike<number>,
  side: number,
  places: readonly (readonly [number, number])[],
  size: number,
): Float32Array {
  const extent = side * zoom;
  const canvas = Float32Array.from({ length: extent ** 2 }, (_, at) => {
    const [y, x] = [Math.floor(at / extent / zoom), Math.floor((at % extent) / zoom)];
    return (0.7 * pixels[y * side + x]!) / 255;
  });
  for (const [x, y] of places) {
    const corner = (place: number): number => zoom * Math.floor(((place + 1) / 2) * side - size / 2 + 0.5);
    drawSquare(canvas, extent, corner(x), corner(y), size * zoom);
  }
  return canvas;
}

/** One glimpse as it reaches the network, the coarse patches enlarged around the sharp one. */
function seenCanvas(patches: Float32Array, size: number, scales: number, extent: number): Float32Array {
  const widest = size << (scales - 1);
  return Float32Array.from({ length: extent ** 2 }, (_, at) => {
    const y = ((Math.floor(at / extent) + 0.5) / extent - 0.5) * widest;
    const x = (((at % extent) + 0.5) / extent - 0.5) * widest;
    const reach = Math.max(Math.abs(x), Math.abs(y));
    let scale = 0;
    while (reach > (size << scale) / 2) scale++;
    const cell = (value: number): number => Math.min(size - 1, Math.floor(value / 2 ** scale + size / 2));
    return patches[(scale * size + cell(y)) * size + cell(x)]!;
  });
}

const shown = 5;

/** Some pictures with where the model looked, and what its retina saw each time. */
export function pathFigure(
  title: string,
  { side, architecture }: Task,
  { images, labels }: TaskImages,
  { locations, probabilities }: Classification,
): string {
  const { glimpses, retina, classes } = architecture;
  const { count } = images;
  const extent = side * zoom;
  const maps = new Float32Array(shown * (glimpses + 1) * extent ** 2);
  const captions: string[] = [];
  for (let picture = 0; picture < shown; picture++) {
    const pixels = images.pixels.subarray(picture * side ** 2, (picture + 1) * side ** 2);
    const places = upTo(glimpses).map((glimpse): readonly [number, number] => {
      const at = 2 * ((glimpse - 1) * count + picture);
      return [locations[at]!, locations[at + 1]!];
    });
    const first = picture * (glimpses + 1);
    maps.set(pathCanvas(pixels, side, places, retina.size), first * extent ** 2);
    captions.push(`shows ${labels[picture]!}`);
    places.forEach((place, glimpse) => {
      const one = { pixels, count: 1, height: side, width: side };
      const out = new Float32Array(glimpseSize(retina));
      const patches = senseGlimpses(one, Float32Array.from(place), retina, { out });
      maps.set(seenCanvas(patches, retina.size, retina.scales, extent), (first + 1 + glimpse) * extent ** 2);
      const row = (glimpse * count + picture) * classes;
      const distribution = probabilities.subarray(row, row + classes);
      captions.push(`says ${distribution.indexOf(Math.max(...distribution))}`);
    });
  }
  return mapGallery({
    title,
    subtitle: "Left: where it looked. Then, glimpse by glimpse, what its retina saw and what it would say.",
    maps,
    shape: [shown * (glimpses + 1), extent, extent],
    captions,
    perRow: glimpses + 1,
    range: [0, 1],
    scheme: "greys",
    isTopFirst: true,
  });
}
