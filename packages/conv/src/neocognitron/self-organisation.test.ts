import { tensor2d, tensor4d, zeros, type Rank, type Tensor4D } from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { initNeocognitron, neocognitron, type NeocognitronParameters } from "./cells.ts";
import { inhibitoryWindow, type NeocognitronConfig } from "./config.ts";
import { labelPlanes, recogniseByWinner, scrambleNeocognitron } from "./recognition.ts";
import { findSeedCells } from "./seed-cells.ts";
import { organiseStage, reinforceSeed } from "./self-organisation.ts";

describe("seed cells, by hand", () => {
  /** One row of five places, two planes. */
  const responses = (a: number[], b: number[]): Float32Array =>
    Float32Array.from(a.flatMap((value, place) => [value, b[place]!]));

  test("the strongest of a column is a candidate, the strongest candidate of a plane its seed", () => {
    // Columns of three places. Plane 0 is strongest at place 1, also in the columns of places 0 and 2; plane 1 at 4.
    const found = findSeedCells(responses([0, 9, 0, 0, 0], [0, 8, 0, 2, 3]), [1, 5, 2], 3);
    expect(found).toEqual([
      { plane: 0, row: 0, column: 1 },
      { plane: 1, row: 0, column: 4 },
    ]);
  });

  test("plane 1, everywhere beaten by its neighbour, has no seed", () => {
    expect(findSeedCells(responses([0, 0, 9, 0, 0], [0, 8, 0, 8, 0]), [1, 5, 2], 5)).toEqual([
      { plane: 0, row: 0, column: 2 },
    ]);
  });

  test("two candidates of one plane: the stronger alone, and silence has none", () => {
    expect(findSeedCells(responses([5, 0, 0, 0, 7], [0, 0, 0, 0, 0]), [1, 5, 2], 1)).toEqual([
      { plane: 0, row: 0, column: 4 },
    ]);
    expect(findSeedCells(new Float32Array(10), [1, 5, 2], 3)).toEqual([]);
    expect(() => findSeedCells(new Float32Array(9), [1, 5, 2], 3)).toThrow(/1 × 5 × 2 responses, got 9/);
  });
});

describe("reinforcement, by hand", () => {
  test("a seed at the border learns what it sees, weighted, and its V-cell's response", () => {
    const weights = { excitatory: new Float32Array(9 * 2), inhibitory: new Float32Array(2) };
    // 2 × 2 cells of one plane; the seed of plane 1 is at the top left: its middle tap sees 3, the one below 4.
    const input = { cells: Float32Array.of(3, 0, 4, 0), height: 2, width: 2, planes: 1 };
    reinforceSeed(weights, input, { plane: 1, row: 0, column: 0 }, 3, 10);
    const c = inhibitoryWindow(3, 1);
    const expected = new Float32Array(18);
    expected[4 * 2 + 1] = 10 * c[4]! * 3;
    expected[7 * 2 + 1] = 10 * c[7]! * 4;
    expect(weights.excitatory).toBeAllCloseTo(expected, 1e-5);
    expect(weights.inhibitory).toBeAllCloseTo([0, 10 * Math.sqrt(c[4]! * 9 + c[7]! * 16)], 1e-5);
  });
});

/** Crosses, squares and slashes of 5 × 5, anywhere in 9 × 9. */
const shapes = [
  "10001010100010001010" + "10001",
  "11111100011000110001" + "11111",
  "00100001001111100100" + "00100",
];

function draw(kind: number, down: number, across: number): Float32Array {
  const pixels = new Float32Array(81);
  Array.from(shapes[kind]!).forEach((ink, at) => {
    pixels[(Math.floor(at / 5) + down) * 9 + (at % 5) + across] = Number(ink);
  });
  return pixels;
}

const batch = (pictures: Float32Array[]): Tensor4D =>
  tensor4d(Float32Array.from(pictures.flatMap((picture) => [...picture])), [pictures.length, 9, 9, 1]);

const config: NeocognitronConfig = {
  input: [9, 9],
  stages: [
    { planes: 10, window: 3, selectivity: 4, reinforcement: 1000, column: 3, pool: 3, stride: 1 },
    { planes: 6, window: 5, selectivity: 1.5, reinforcement: 1000, column: 9, pool: 9, stride: 9 },
  ],
};

function organise(seed: number): NeocognitronParameters {
  let parameters = initNeocognitron(createRandomStream(seed), config);
  const pictures = batch(Array.from({ length: 12 }, (_, at) => draw(at % 3, 2, 2)));
  for (const index of [0, 1]) {
    const next = organiseStage(parameters, config, index, pictures);
    disposeParameters(parameters);
    parameters = next;
  }
  pictures.dispose();
  return parameters;
}

/** Share of all places at which the shapes, learned in the middle, are told right. */
function shareRight(parameters: NeocognitronParameters): number {
  const middle = batch([0, 1, 2].map((kind) => draw(kind, 2, 2)));
  const learned = neocognitron(parameters, config, middle);
  const names = labelPlanes(learned, [0, 1, 2], 3);
  const places = [0, 1, 2].flatMap((kind) =>
    Array.from({ length: 9 }, (_, at) => ({ kind, down: 1 + Math.floor(at / 3), across: 1 + (at % 3) })),
  );
  const shifted = batch(places.map(({ kind, down, across }) => draw(kind, down, across)));
  const answers = neocognitron(parameters, config, shifted);
  const told = recogniseByWinner(answers, names);
  disposeParameters({ middle, learned, shifted, answers });
  return places.filter(({ kind }, at) => told[at] === kind).length / places.length;
}

describe("self-organisation", () => {
  test.each([1, 2, 3])(
    "tells shapes apart also where it never saw them; scrambled it does not, seed %i",
    (seed) => {
      const parameters = organise(seed);
      const control = scrambleNeocognitron(createRandomStream(seed), parameters);
      expect(shareRight(parameters)).toBeGreaterThan(0.9);
      expect(shareRight(control)).toBeLessThan(0.6);
      disposeParameters({ parameters, control });
    },
  );

  test("what is shown again is taken up by the same plane, and the given weights stay", () => {
    const before = initNeocognitron(createRandomStream(1), config);
    const shown = batch([draw(0, 2, 2), draw(0, 2, 2), draw(0, 2, 2)]);
    const once = batch([draw(0, 2, 2)]);
    const [three, one] = [organiseStage(before, config, 0, shown), organiseStage(before, config, 0, once)];
    const learned = (parameters: NeocognitronParameters): number[] =>
      [...parameters["stage1"]!.inhibitory.dataSync()].map((b, plane) => (b > 0 ? plane : -1));
    expect(learned(one).filter((plane) => plane >= 0).length).toBeGreaterThan(1);
    expect(learned(three).filter((plane) => plane >= 0)).toEqual(
      expect.arrayContaining(learned(one).filter((plane) => plane >= 0)),
    );
    expect(learned(before)).toEqual(new Array(10).fill(-1));
    expect(() => organiseStage(before, config, 2, once)).toThrow(/a stage below 2, got 2/);
    const small = zeros<Rank.R4>([1, 3, 3, 1]);
    expect(() => organiseStage(before, config, 0, small)).toThrow(/organiseStage: expected pictures of/);
    small.dispose();
    const layer = { cells: new Float32Array(4), height: 2, width: 2, planes: 1 };
    const weights = { excitatory: new Float32Array(4), inhibitory: new Float32Array(1) };
    expect(() => {
      reinforceSeed(weights, layer, { plane: 0, row: 0, column: 0 }, 2, 1);
    }).toThrow(/an odd window, got 2/);
    disposeParameters({ before, shown, once, three, one });
  });
});

describe("recognition, by hand", () => {
  test("planes are named by majority, and the strongest named plane answers", () => {
    const activity = tensor2d([
      [0.9, 0.1, 0],
      [0.8, 0.1, 0],
      [0.7, 0.1, 0],
      [0.1, 0.9, 0],
      [0, 0, 0],
    ]);
    const names = labelPlanes(activity, [4, 4, 2, 1, 3], 5);
    expect([...names]).toEqual([4, 1, -1]);
    const answers = tensor2d([
      [0.2, 0.1, 0.9],
      [0, 0, 0.9],
      [0, 0.3, 0],
    ]);
    expect([...recogniseByWinner(answers, names)]).toEqual([4, -1, 1]);
    for (const label of [5, -1, 0.5, NaN]) {
      expect(() => labelPlanes(activity, [4, 4, 2, 1, label], 5)).toThrow(
        `labelPlanes: expected labels from 0 to 4, got ${label}`,
      );
    }
    expect(() => labelPlanes(activity, [1], 5)).toThrow(/a label for each of 5 pictures, got 1/);
    expect(() => recogniseByWinner(answers, Int32Array.of(1))).toThrow(/expected 3 names, got 1/);
    disposeParameters({ activity, answers });
  });
});
