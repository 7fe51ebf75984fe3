import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { energyCell, quadraturePair, simpleCell } from "./cells.ts";
import { gaborField } from "./gabor.ts";
import { dotProduct, type GreyImage } from "./grey-image.ts";
import { mapReceptiveFields } from "./receptive-field.ts";

const field = gaborField({ orientation: 0.6, frequency: 0.15, phase: 0.8, deviation: 2 }, { size: 9 });
const options = { size: [9, 9] as const, samples: 20_000, deviation: 2 };

/** Cosine of the angle between two fields. */
const likeness = (a: GreyImage, b: GreyImage): number =>
  dotProduct(a, b) / Math.sqrt(dotProduct(a, a) * dotProduct(b, b));

describe("reverse correlation", () => {
  test("finds a linear filter, its size included", () => {
    const [mapped] = mapReceptiveFields(
      (image) => 5 + dotProduct(field, image),
      createRandomStream(1),
      options,
    );
    expect(likeness(mapped!, field)).toBeGreaterThan(0.99);
    expect(dotProduct(mapped!, field)).toBeCloseTo(1, 1);
  });

  test("finds half of a rectified one, and nothing of an energy model", () => {
    const pair = quadraturePair({ orientation: 0.6, frequency: 0.15, deviation: 2 }, { size: 9 });
    const cells = [simpleCell(field), energyCell(pair)];
    const [simple, complex] = mapReceptiveFields(
      (image) => cells.map((cell) => cell(image)),
      createRandomStream(2),
      options,
    );
    expect(likeness(simple!, field)).toBeGreaterThan(0.98);
    expect(dotProduct(simple!, field)).toBeCloseTo(0.5, 1);
    for (const part of pair) expect(Math.abs(dotProduct(complex!, part))).toBeLessThan(0.05);
  });

  test("refuses no samples", () => {
    expect(() => mapReceptiveFields(() => 0, createRandomStream(1), { ...options, samples: 0 })).toThrow(
      /samples to be a positive integer, got 0/,
    );
  });
});
