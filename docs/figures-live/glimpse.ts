import { senseGlimpses } from "@wayfield/recurrent-attention";
import { drawMap, type Figure } from "./figure.ts";

const extent = 60;
const retina = { size: 12, scales: 3 };

/** A hand-drawn three on a dark ground. */
function drawDigit(): Float32Array {
  const pixels = new Float32Array(extent * extent);
  const near = (
    x: number,
    y: number,
    cx: number,
    cy: number,
    angleFrom: number,
    angleTo: number,
  ): boolean => {
    const [dx, dy] = [x - cx, y - cy];
    const angle = Math.atan2(dy, dx);
    return Math.abs(Math.hypot(dx, dy) - 7) < 1.6 && angle > angleFrom && angle < angleTo;
  };
  for (let y = 0; y < extent; y++) {
    for (let x = 0; x < extent; x++) {
      const isInk = near(x, y, 38, 20, -2.6, 1.6) || near(x, y, 38, 34, -1.6, 2.6);
      pixels[y * extent + x] = isInk ? 1 : 0;
    }
  }
  return pixels;
}

/** What a retina of three scales sees around a place. */
export const figure: Figure = {
  controls: [
    { name: "x", label: "x", min: -1, max: 1, step: 0.02, value: 0.2 },
    { name: "y", label: "y", min: -1, max: 1, step: 0.02, value: -0.1 },
  ],
  draw: (context, { x = 0.2, y = -0.1 }) => {
    const pixels = drawDigit();
    const images = { pixels, count: 1, height: extent, width: extent };
    const patches = senseGlimpses(images, Float32Array.of(x, y), retina);
    drawMap(context, pixels, extent, [20, 30, 240]);
    context.strokeStyle = "#ffffff";
    for (let scale = 0; scale < retina.scales; scale++) {
      const side = ((retina.size << scale) * 240) / extent;
      const [cx, cy] = [20 + ((x + 1) / 2) * 240, 30 + ((y + 1) / 2) * 240];
      context.strokeRect(cx - side / 2, cy - side / 2, side, side);
      const cells = retina.size * retina.size;
      drawMap(context, patches.subarray(scale * cells, (scale + 1) * cells), retina.size, [
        290 + 115 * scale,
        90,
        105,
      ]);
    }
    return `A glimpse of ${retina.scales} patches of ${retina.size} × ${retina.size}: sharp in the middle, coarse around.`;
  },
};
