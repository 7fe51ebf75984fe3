import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface ChartProps {
  /** What it shows, for those who do not see it. */
  label: string;
  /** Draws it; called when it changes. */
  draw: () => Element;
}

/** A chart that Observable Plot draws. */
export function Chart({ label, draw }: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.replaceChildren(draw());
  }, [draw]);
  return <div class="chart" role="img" aria-label={label} ref={place} />;
}
