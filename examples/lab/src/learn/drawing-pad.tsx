import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { arrowMoves } from "../ui/arrow-keys.ts";
import { colors } from "../ui/palette.ts";
import { drawingSide, inkAt } from "./drawing.ts";

interface DrawingPadProps {
  drawing: Float32Array;
  /** Places to mark, `[glimpses, 2]` from −1 (left, top) to 1. */
  path: Float32Array | undefined;
  onDraw: (drawing: Float32Array) => void;
}

const zoom = 10;
const pixels = zoom * drawingSide;

function paint(
  pen: CanvasRenderingContext2D,
  { drawing, path }: DrawingPadProps,
  cursor: Cursor | undefined,
): void {
  drawing.forEach((ink, at) => {
    const level = Math.round(255 * ink);
    pen.fillStyle = `rgb(${level} ${level} ${level})`;
    pen.fillRect(zoom * (at % drawingSide), zoom * Math.floor(at / drawingSide), zoom, zoom);
  });
  pen.strokeStyle = colors.goal;
  pen.lineWidth = 3;
  pen.beginPath();
  const at = (value: number): number => ((value + 1) / 2) * pixels;
  for (let glimpse = 0; glimpse < (path?.length ?? 0) / 2; glimpse++)
    pen.lineTo(at(path![2 * glimpse]!), at(path![2 * glimpse + 1]!));
  pen.stroke();
  if (cursor !== undefined) pen.strokeRect(zoom * cursor.x, zoom * cursor.y, zoom, zoom);
}

interface Cursor {
  x: number;
  y: number;
}

/** A sheet of 28 × 28 pixels to draw on. */
export function DrawingPad(props: DrawingPadProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<Cursor>();
  const { drawing, onDraw } = props;
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (pen) paint(pen, props, cursor);
  });
  const onPointer = (event: PointerEvent): void => {
    if (event.buttons === 0) return;
    const shrink = drawingSide / (event.currentTarget as HTMLElement).clientWidth;
    onDraw(inkAt(drawing, event.offsetX * shrink, event.offsetY * shrink));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = cursor ?? { x: drawingSide >> 1, y: drawingSide >> 1 };
    const move = arrowMoves[event.key];
    const isInk = event.key === " ";
    if (move === undefined && !isInk) return;
    event.preventDefault();
    const bound = (value: number): number => Math.min(drawingSide - 1, Math.max(0, value));
    const next = move === undefined ? at : { x: bound(at.x + move[0]), y: bound(at.y + move[1]) };
    setCursor(next);
    if (isInk) onDraw(inkAt(drawing, next.x + 0.5, next.y + 0.5));
  };
  return (
    <canvas
      class="drawing"
      width={pixels}
      height={pixels}
      tabIndex={0}
      role="application"
      aria-label="Sheet to draw a digit on. Arrow keys move a pen, the space bar puts ink."
      ref={canvas}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
      onKeyDown={onKeyDown}
      onBlur={() => {
        setCursor(undefined);
      }}
    />
  );
}
