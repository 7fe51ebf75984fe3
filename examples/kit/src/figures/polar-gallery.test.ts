import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { polarGallery } from "./polar-gallery.ts";

test("a curve reaches its circle at its largest value, in its direction, and leaves gaps out", () => {
  // Four bins, whose middles point to 45, 135, 225 and 315 degrees; the last is missing.
  const svg = polarGallery({
    title: "tuning",
    curves: Float32Array.of(2, 1, 0, NaN),
    shape: [1, 4],
    captions: ["R 0.5"],
    size: 100,
  });
  const { document } = parseHTML(svg);
  const circle = document.querySelector("circle")!;
  const [cx, cy] = [Number(circle.getAttribute("cx")), Number(circle.getAttribute("cy"))];
  const points = document
    .querySelector("polygon")!
    .getAttribute("points")!
    .split(" ")
    .map((point) => point.split(",").map(Number));
  const offsets = points.map(([x, y]) => [x! - cx, cy - y!]);
  const diagonal = 50 * Math.SQRT1_2;
  expect(offsets).toHaveLength(3);
  expect(offsets[0]![0]).toBeCloseTo(diagonal, 0);
  expect(offsets[0]![1]).toBeCloseTo(diagonal, 0);
  expect(offsets[1]![0]).toBeCloseTo(-diagonal / 2, 0);
  expect(offsets[2]).toEqual([0, 0]);
  expect(svg).toContain("R 0.5");
});

test("refuses curves that do not fit their shape", () => {
  expect(() => polarGallery({ title: "", curves: new Float32Array(3), shape: [1, 4] })).toThrow(
    /1 × 4 values, got 3/,
  );
});
