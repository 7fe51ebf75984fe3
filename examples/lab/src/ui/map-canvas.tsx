import { scale } from "@observablehq/plot";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

const shades = 256;

const bytesOf = (color: string): [number, number, number] => {
  const numbers = /^#/.test(color)
    ? [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
    : (color.match(/\d+/g) ?? []).map(Number);
  return [numbers[0]!, numbers[1]!, numbers[2]!];
};

/** The palette cividis, which reads the same with and without colour vision, `[shades, 3]`. */
const palette: readonly [number, number, number][] = (() => {
  const color = scale({ color: { type: "linear", scheme: "cividis", domain: [0, shades - 1] } });
  return Array.from({ length: shades }, (_, shade) => bytesOf(color.apply(shade) as string));
})();

interface MapCanvasProps {
  /** `[side, side]`, rows from the bottom; NaN where nothing is known. */
  values: Float32Array;
  side: number;
  /** Values of the darkest and the lightest shade. Default: from 0 to the greatest value. */
  range?: readonly [number, number];
  /** Whether row 0 is the top. */
  isTopDown?: boolean;
}

function paint({ values, side, range, isTopDown = false }: MapCanvasProps): ImageData {
  const [low, high] = range ?? [0, values.reduce((most, value) => (value > most ? value : most), 1e-9)];
  const image = new ImageData(side, side);
  values.forEach((value, at) => {
    if (Number.isNaN(value)) return;
    const row = isTopDown ? Math.floor(at / side) : side - 1 - Math.floor(at / side);
    const shade = Math.round(((value - low) / (high - low)) * (shades - 1));
    const color = palette[Math.max(0, Math.min(shades - 1, shade))]!;
    image.data.set([...color, 255], 4 * (row * side + (at % side)));
  });
  return image;
}

/** A square map of numbers as colours. What it shows is told by what is around it. */
export function MapCanvas(props: MapCanvasProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext("2d")?.putImageData(paint(props), 0, 0);
  }, [props.values, props.side, props.range]);
  return <canvas class="map" width={props.side} height={props.side} aria-hidden="true" ref={canvas} />;
}
