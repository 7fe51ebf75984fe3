import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface ChartProps {
  /** What it shows, for those who do not see it. */
  label: string;
  /** Draws it; called when it changes. */
  draw: () => Element;
}

/** A chart that Observable Plot draws. Its label tells what it shows; the drawing's own names of its parts say less. */
export function Chart({ label, draw }: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const drawing = draw();
    drawing.setAttribute("aria-hidden", "true");
    place.current?.replaceChildren(drawing);
  }, [draw]);
  return <div class="chart" role="img" aria-label={label} ref={place} />;
}
