import type { Digits } from "@wayfield/example-kit";
import { expect, test } from "vitest";
import { convMultiplyAdds } from "./conv-control.ts";
import { shareInside } from "./measure.ts";
import { createTraining, updatesOf } from "./models.ts";
import { imagesOf, tasks, testImages, trainingImages } from "./tasks.ts";

const size = 28 * 28;
const count = 300;
/** Digits of one grey level each. */
const digits: Digits = {
  images: Uint8Array.from({ length: count * size }, (_, at) => 1 + (Math.floor(at / size) % 250)),
  labels: Uint8Array.from({ length: count }, (_, at) => at % 10),
  count,
  rows: 28,
  columns: 28,
};

test("a pass shows every digit at most once, whatever update comes first, and the next pass in another order", () => {
  const forward = trainingImages(tasks.digits, digits, 100, 1);
  const levels = (step: number): number[] => {
    const { pixels } = forward(step).images;
    return Array.from({ length: 100 }, (_, picture) => pixels[picture * size]!);
  };
  const [later, first, again] = [levels(4), levels(1), levels(4)];
  expect(again).toEqual(later);
  expect(first).not.toEqual(later);
  const whole = [0, 1, 2].flatMap(levels).sort((a, b) => a - b);
  const every = Array.from({ length: count }, (_, at) => 1 + (at % 250)).sort((a, b) => a - b);
  expect(whole).toEqual(every);
});

test("scenes hold the digit of their label, and the test scenes are always the same", () => {
  const { images, labels, places } = imagesOf(tasks.translated, digits, [7, 13], 1);
  expect(Array.from(labels)).toEqual([7, 3]);
  for (const [picture, which] of [7, 13].entries()) {
    const [x, y] = [places!.digits[2 * picture]!, places!.digits[2 * picture + 1]!];
    expect(images.pixels[(picture * 60 + y) * 60 + x]).toBe(1 + which);
  }
  expect(testImages(tasks.cluttered, digits, 5)).toEqual(testImages(tasks.cluttered, digits, 5));
});

test("the share of glimpses inside a square, by hand", () => {
  // Two glimpses at two pictures of 10 × 10: the middle (5, 5), and (9, 1).
  const locations = Float32Array.of(0, 0, 0, 0, 0.8, -0.8, 0, 0);
  const images = { pixels: new Uint8Array(200), count: 2, height: 10, width: 10 };
  const classification = { locations, probabilities: new Float32Array() };
  expect([...shareInside(classification, Int32Array.of(4, 4, 0, 0), 3, images)]).toEqual([0.5, 0]);
});

test("the control's cost grows with the picture, by hand for 60 × 60", () => {
  // 11 × 11 positions of eight 10 × 10 filters, 968 inputs to 128 units, 128 to 10 classes.
  expect(convMultiplyAdds(60)).toBe(121 * 8 * 100 + 968 * 128 + 1280);
  expect(convMultiplyAdds(100)).toBeGreaterThan(2.5 * convMultiplyAdds(60));
});

test.each(["learned", "random", "conv"] as const)(
  "%s: a training that is resumed goes on to the same weights",
  async (model) => {
    const schedule = { seed: 3, epochs: 2 };
    expect(updatesOf(digits, schedule)).toBe(4);
    const whole = createTraining(tasks.translated, model, digits, schedule);
    whole.update();
    const resumed = createTraining(tasks.translated, model, digits, schedule);
    resumed.restore(await whole.save());
    expect(resumed.steps).toBe(1);
    whole.update();
    resumed.update();
    expect(Buffer.compare(await resumed.save(), await whole.save())).toBe(0);
    whole.dispose();
    resumed.dispose();
  },
);
