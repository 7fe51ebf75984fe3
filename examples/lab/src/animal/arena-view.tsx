import type { Point } from "@wayfield/environments";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { arrowMoves } from "../ui/arrow-keys.ts";
import { centreOf, drawArena, frameOf, placeOf } from "./draw-arena.ts";
import { cellSide, type FloorPlan } from "./floor-plan.ts";
import type { LiveView } from "./animal-service.ts";

/** What a click does. */
export type Tool = "goal" | "wall";

interface ArenaViewProps {
  plan: FloorPlan;
  view: LiveView | undefined;
  trail: readonly number[];
  tool: Tool;
  onGoal: (place: Point) => void;
  onCell: (column: number, row: number) => void;
}

const pixels = 544;

/** The arena from above. A click, or arrow keys and Enter, sets the goal or changes a cell. */
export function ArenaView({ plan, view, trail, tool, onGoal, onCell }: ArenaViewProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<Point>();
  const frame = frameOf(plan, pixels);
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (!pen || view === undefined) return;
    drawArena(pen, pixels, { plan, goal: view.goal, animal: view, belief: view.belief, trail, cursor });
  });
  const act = (place: Point): void => {
    if (tool === "goal") onGoal(place);
    else
      onCell(
        Math.floor(place[0] / cellSide + frame.columns / 2),
        Math.floor(frame.rows / 2 - place[1] / cellSide),
      );
  };
  const onClick = ({ offsetX, offsetY, currentTarget, detail }: MouseEvent): void => {
    // Enter on a focused element also clicks; that is the keyboard's cursor's business.
    if (detail === 0) return;
    const zoom = pixels / (currentTarget as HTMLCanvasElement).clientWidth;
    act(placeOf(frame, [offsetX * zoom, offsetY * zoom]));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = cursor ?? [frame.columns >> 1, frame.rows >> 1];
    const move = arrowMoves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setCursor([
        Math.min(frame.columns - 2, Math.max(1, at[0] + move[0])),
        Math.min(frame.rows - 2, Math.max(1, at[1] + move[1])),
      ]);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act(centreOf(frame, at));
    }
  };
  const does = tool === "goal" ? "puts the goal there" : "raises or removes a wall, opens or closes a door";
  return (
    <canvas
      class="arena"
      width={pixels}
      height={pixels}
      tabIndex={0}
      role="application"
      aria-label={`Arena from above. Arrow keys move a cursor, Enter ${does}.`}
      ref={canvas}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onFocus={() => {
        setCursor([frame.columns >> 1, frame.rows >> 1]);
      }}
      onBlur={() => {
        setCursor(undefined);
      }}
    />
  );
}
