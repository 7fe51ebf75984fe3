import { expect, test } from "vitest";
import { autocorrelograms } from "./autocorrelogram.ts";
import { gridGeometry } from "./grid-geometry.ts";
import { bump, hexagonal, side, stackOf, stripes } from "./ideal-maps.ts";

const degrees = (radians: number): number => (radians * 180) / Math.PI;
const binSize = side / 32;

test.each([0.28, 0.4, 0.5, 0.66, 0.8, 1])(
  "finds the scale and the orientation of a lattice of %s m at any angle and phase",
  (scale) => {
    const angles = [0, 0.15, 0.3, 0.5, 0.7, 0.9, 1.04];
    const maps = stackOf(
      angles.map((angle) => hexagonal(scale, angle, [0.4 * angle, 0.3])),
      32,
    );
    const { scales, orientations, ellipticities } = gridGeometry(autocorrelograms(maps));
    angles.forEach((angle, unit) => {
      expect(Math.abs(scales[unit]! - scale)).toBeLessThan(0.5 * binSize);
      const off = Math.abs(degrees(orientations[unit]! - angle));
      expect(Math.min(off, 60 - off)).toBeLessThan(2);
      expect(ellipticities[unit]).toBeLessThan(1.12);
      expect(ellipticities[unit]).toBeGreaterThanOrEqual(1);
    });
  },
);

test("a lattice stretched along one axis has that ellipticity", () => {
  const lattice = hexagonal(0.5, 0.3);
  const maps = stackOf([(x, y) => lattice(x / 1.3, y), (x, y) => lattice(x, y / 1.2)], 32);
  const { ellipticities } = gridGeometry(autocorrelograms(maps));
  expect(ellipticities[0]).toBeCloseTo(1.3, 1);
  expect(ellipticities[1]).toBeCloseTo(1.2, 1);
});

test("says nothing without six maxima", () => {
  const { scales, orientations } = gridGeometry(
    autocorrelograms(stackOf([bump(1, 1, 0.3), stripes(1.5, 0)], 32)),
  );
  expect([...scales, ...orientations]).toEqual([NaN, NaN, NaN, NaN]);
});
