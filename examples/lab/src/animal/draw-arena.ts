import type { Point } from "@wayfield/environments";
import { colors } from "../ui/palette.ts";
import { cellSide, type FloorPlan } from "./floor-plan.ts";

/** What is drawn. */
export interface ArenaScene {
  plan: FloorPlan;
  goal: Point;
  animal: { x: number; y: number; heading: number };
  belief: Point | undefined;
  /** Places, oldest first, `[steps, 2]`, metres. */
  trail: readonly number[];
  /** The cell under the keyboard's cursor, column and row; undefined while the arena has no focus. */
  cursor: Point | undefined;
}

/** Where things of a plan are on a square canvas. */
export interface Frame {
  /** Pixels of a cell. */
  cell: number;
  columns: number;
  rows: number;
}

export const frameOf = ({ rows }: FloorPlan, side: number): Frame => {
  const columns = rows[0]!.length;
  return { cell: side / Math.max(columns, rows.length), columns, rows: rows.length };
};

/** The pixel of a place in metres. */
const pixelOf = ({ cell, columns, rows }: Frame, [x, y]: Point): Point => [
  (x / cellSide + columns / 2) * cell,
  (rows / 2 - y / cellSide) * cell,
];

/** The place, metres, of a pixel. */
export const placeOf = ({ cell, columns, rows }: Frame, [left, top]: Point): Point => [
  (left / cell - columns / 2) * cellSide,
  (rows / 2 - top / cell) * cellSide,
];

/** The middle of a cell, metres. */
export const centreOf = (frame: Frame, [column, row]: Point): Point =>
  placeOf(frame, [(column + 0.5) * frame.cell, (row + 0.5) * frame.cell]);

function drawFloor(pen: CanvasRenderingContext2D, { rows }: FloorPlan, { cell }: Frame): void {
  rows.forEach((line, row) => {
    Array.from(line).forEach((character, column) => {
      pen.fillStyle = character === "#" ? colors.rock : character === "d" ? colors.door : colors.floor;
      pen.fillRect(column * cell, row * cell, cell + 0.5, cell + 0.5);
      if (character !== "o") return;
      pen.strokeStyle = colors.door;
      pen.lineWidth = 3;
      pen.strokeRect(column * cell + 2, row * cell + 2, cell - 4, cell - 4);
    });
  });
}

function drawGoal(pen: CanvasRenderingContext2D, [left, top]: Point, radius: number): void {
  pen.strokeStyle = colors.goal;
  pen.lineWidth = 3;
  pen.beginPath();
  pen.arc(left, top, radius, 0, 2 * Math.PI);
  pen.moveTo(left - radius / 2, top);
  pen.lineTo(left + radius / 2, top);
  pen.moveTo(left, top - radius / 2);
  pen.lineTo(left, top + radius / 2);
  pen.stroke();
}

function drawAnimal(pen: CanvasRenderingContext2D, [left, top]: Point, heading: number, size: number): void {
  pen.save();
  pen.translate(left, top);
  pen.rotate(-heading);
  pen.fillStyle = colors.animal;
  pen.beginPath();
  pen.moveTo(size, 0);
  pen.lineTo(-0.7 * size, 0.6 * size);
  pen.lineTo(-0.4 * size, 0);
  pen.lineTo(-0.7 * size, -0.6 * size);
  pen.closePath();
  pen.fill();
  pen.restore();
}

function drawTrail(pen: CanvasRenderingContext2D, trail: readonly number[], frame: Frame): void {
  pen.strokeStyle = colors.animal;
  pen.globalAlpha = 0.45;
  pen.lineWidth = 2;
  pen.beginPath();
  for (let at = 0; at < trail.length; at += 2) pen.lineTo(...pixelOf(frame, [trail[at]!, trail[at + 1]!]));
  pen.stroke();
  pen.globalAlpha = 1;
}

/** Draws the arena from above. */
export function drawArena(pen: CanvasRenderingContext2D, side: number, scene: ArenaScene): void {
  const frame = frameOf(scene.plan, side);
  const { cell } = frame;
  pen.fillStyle = colors.rock;
  pen.fillRect(0, 0, side, side);
  drawFloor(pen, scene.plan, frame);
  drawTrail(pen, scene.trail, frame);
  drawGoal(pen, pixelOf(frame, scene.goal), cell / 2);
  const { x, y, heading } = scene.animal;
  if (scene.belief !== undefined) {
    const [left, top] = pixelOf(frame, scene.belief);
    pen.strokeStyle = colors.belief;
    pen.lineWidth = 2;
    pen.strokeRect(left - cell / 6, top - cell / 6, cell / 3, cell / 3);
  }
  drawAnimal(pen, pixelOf(frame, [x, y]), heading, cell / 2);
  if (scene.cursor === undefined) return;
  pen.strokeStyle = colors.animal;
  pen.lineWidth = 3;
  pen.setLineDash([4, 3]);
  pen.strokeRect(scene.cursor[0] * cell + 1, scene.cursor[1] * cell + 1, cell - 2, cell - 2);
  pen.setLineDash([]);
}
