import type { JSX } from "preact";
import { colors } from "../ui/palette.ts";

/** Mean rates by heading as a closed curve; east is right, north is up. What is not known counts as zero. */
export function PolarPlot({ values }: { values: Float32Array }): JSX.Element {
  const most = values.reduce((largest, value) => (value > largest ? value : largest), 1e-9);
  const points = Array.from(values, (value, bin) => {
    const angle = (2 * Math.PI * (bin + 0.5)) / values.length;
    const radius = 46 * ((Number.isNaN(value) ? 0 : value) / most);
    return `${(50 + radius * Math.cos(angle)).toFixed(1)},${(50 - radius * Math.sin(angle)).toFixed(1)}`;
  });
  return (
    <svg viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="46" fill="none" stroke="currentColor" stroke-opacity="0.3" />
      <path d="M50 4V96M4 50H96" stroke="currentColor" stroke-opacity="0.3" />
      <polygon
        points={points.join(" ")}
        fill={colors.animal}
        fill-opacity="0.35"
        stroke={colors.animal}
        stroke-width="2"
      />
    </svg>
  );
}
