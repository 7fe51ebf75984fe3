import { expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import {
  clutteredDigitScene,
  drawDigitScenes,
  largeClutteredDigitScene,
  translatedDigitScene,
  type DigitPictures,
  type DigitScene,
} from "./digit-scenes.ts";

/** Ten pictures of 28 × 28, each of one grey level of its own: ink tells whose it is. */
const rows = 28;
const plain: DigitPictures = {
  images: Uint8Array.from({ length: 10 * rows * rows }, (_, index) => 10 + Math.floor(index / (rows * rows))),
  count: 10,
  rows,
  columns: rows,
};
const which = [3, 7, 3];
const draw = (scene: DigitScene, seed = 1) => {
  const out = new Uint8Array(which.length * scene.side ** 2);
  return { out, places: drawDigitScenes(seededRandom(seed), plain, scene, which, out) };
};

test("a translated scene is its digit at the place that is told, and blank elsewhere", () => {
  const { out, places } = draw(translatedDigitScene);
  which.forEach((picture, scene) => {
    const [left, top] = [places.digits[2 * scene]!, places.digits[2 * scene + 1]!];
    for (let y = 0; y < 60; y++) {
      for (let x = 0; x < 60; x++) {
        const inside = x >= left && x < left + rows && y >= top && y < top + rows;
        expect(out[(scene * 60 + y) * 60 + x]).toBe(inside ? 10 + picture : 0);
      }
    }
  });
  expect(places.pieces).toHaveLength(0);
});

test.each([
  ["60 × 60", clutteredDigitScene, 4],
  ["100 × 100", largeClutteredDigitScene, 8],
])(
  "clutter of %s: as many pieces of 8 × 8 as the paper says, cut from other digits, added to the ink",
  (_, scene, pieces) => {
    const { out, places } = draw(scene, 5);
    expect(places.pieces).toHaveLength(which.length * pieces * 2);
    which.forEach((picture, number) => {
      const ink = new Float64Array(scene.side ** 2);
      const start = number * scene.side ** 2;
      const add = (left: number, top: number, side: number): void => {
        for (let y = top; y < top + side; y++)
          for (let x = left; x < left + side; x++) ink[y * scene.side + x]! += 1;
      };
      add(places.digits[2 * number]!, places.digits[2 * number + 1]!, rows);
      for (let piece = 0; piece < pieces; piece++) {
        const at = 2 * (number * pieces + piece);
        add(places.pieces[at]!, places.pieces[at + 1]!, 8);
      }
      for (let pixel = 0; pixel < ink.length; pixel++) {
        // Every layer has a level from 10 to 19, so the level tells how many layers lie there.
        expect(out[start + pixel]).toBeGreaterThanOrEqual(10 * ink[pixel]!);
        expect(out[start + pixel]).toBeLessThanOrEqual(19 * ink[pixel]!);
      }
      const corner =
        out[
          start + places.pieces[2 * number * pieces + 1]! * scene.side + places.pieces[2 * number * pieces]!
        ];
      expect(corner).not.toBe(10 + picture);
    });
  },
);

test("places are uniform: every corner from edge to edge occurs, the mean is the middle", () => {
  const many = new Array<number>(2000).fill(0);
  const out = new Uint8Array(many.length * 60 * 60);
  const { digits } = drawDigitScenes(seededRandom(2), plain, translatedDigitScene, many, out);
  expect([Math.min(...digits), Math.max(...digits)]).toEqual([0, 32]);
  const mean = digits.reduce((sum, place) => sum + place, 0) / digits.length;
  // The standard error of 4000 draws with a deviation of 9.5 is 0.15.
  expect(Math.abs(mean - 16)).toBeLessThan(0.6);
});

test("the same seed draws the same scenes, over whatever was there; another seed does not", () => {
  const { out } = draw(clutteredDigitScene, 9);
  const dirty = new Uint8Array(out.length).fill(200);
  drawDigitScenes(seededRandom(9), plain, clutteredDigitScene, which, dirty);
  expect(dirty).toEqual(out);
  expect(draw(clutteredDigitScene, 10).out).not.toEqual(out);
});

test("floats hold the bytes' levels from 0 to 1, and ink saturates", () => {
  const black = { ...plain, images: plain.images.map(() => 255) };
  const scene = { ...clutteredDigitScene, pieces: 40 };
  const bytes = new Uint8Array(3600);
  const floats = new Float32Array(3600);
  drawDigitScenes(seededRandom(3), black, scene, [0], bytes);
  drawDigitScenes(seededRandom(3), black, scene, [0], floats);
  expect(Math.max(...floats)).toBe(1);
  expect(Array.from(floats, (level) => 255 * level)).toEqual(Array.from(bytes));
});

test("what does not fit is explained", () => {
  const call =
    (change: object, list = which, out = new Uint8Array(3 * 3600)) =>
    () =>
      drawDigitScenes(seededRandom(1), plain, { ...clutteredDigitScene, ...change }, list, out);
  expect(call({ side: 20 })).toThrow(/scene\.side to be an integer of at least 28, got 20/);
  expect(call({ pieceSide: 29 })).toThrow(/no larger than a picture, 28 × 28, got 29/);
  expect(call({}, [0, 1, 10])).toThrow(/which\[2\] from 0 to 9, got 10/);
  expect(call({}, which, new Uint8Array(5))).toThrow(/out of length 10800, got 5/);
});
