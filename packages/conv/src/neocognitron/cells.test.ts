import { dispose, tensor1d, tensor4d, tidy, zeros, type Rank } from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters, flattenParameters } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { cCells, initNeocognitron, neocognitron, neocognitronActivity, sCells, vCells } from "./cells.ts";
import { fallingWeights, inhibitoryWindow, type NeocognitronConfig } from "./config.ts";

const stage = { planes: 3, window: 3, selectivity: 4, reinforcement: 16, column: 3, pool: 3, stride: 2 };
const config: NeocognitronConfig = { input: [6, 5], stages: [stage, { ...stage, planes: 2 }] };

describe("fixed weights", () => {
  test("fall off from the middle, and those of a V-cell sum to 1 over all planes", () => {
    expect(fallingWeights(1)).toEqual(Float32Array.of(1));
    // γ^1 with γ = 0.6^(2/3) next to the middle, γ^√2 at the corners.
    const gamma = 0.6 ** (2 / 3);
    expect(fallingWeights(3)).toBeAllCloseTo(
      [Math.SQRT2, 1, Math.SQRT2, 1, 0, 1, Math.SQRT2, 1, Math.SQRT2].map((distance) => gamma ** distance),
      1e-6,
    );
    const sum = inhibitoryWindow(5, 7).reduce((total, weight) => total + weight, 0);
    expect(7 * sum).toBeCloseTo(1, 5);
  });
});

describe("V-cells", () => {
  test("with a window of one cell: the root mean square over planes, by hand", () => {
    const input = tensor4d([3, 4, 0, 2], [1, 1, 2, 2]);
    const v = vCells(input, 1);
    // √((9 + 16) / 2) and √((0 + 4) / 2).
    expect(v).toBeAllCloseTo([Math.sqrt(12.5), Math.SQRT2], 1e-5);
    dispose([input, v]);
  });

  test("with a window of three: the weighted root mean square", () => {
    const input = tensor4d([0, 0, 0, 0, 2, 0, 0, 0, 0], [1, 3, 3, 1]);
    const v = vCells(input, 3);
    const c = inhibitoryWindow(3, 1);
    // A lone 2 in the middle: every cell sees it through the tap that points there, v = 2 √c.
    expect(v).toBeAllCloseTo(
      c.map((weight) => 2 * Math.sqrt(weight)),
      1e-5,
    );
    dispose([input, v]);
  });
});

describe("S-cells", () => {
  const excitatory = [3, 5];
  const run = (u: number[], selectivity: number, b: number): number =>
    tidy(
      () =>
        sCells(
          { excitatory: tensor4d(excitatory, [1, 1, 2, 1]), inhibitory: tensor1d([b]) },
          tensor4d(u, [1, 1, 1, 2]),
          { selectivity },
        ).dataSync()[0]!,
    );

  test("the equation, by hand", () => {
    // e = 3 · 1 + 5 · 7 = 38, v = √((1 + 49) / 2) = 5, r / (1 + r) b v = ½ · 2 · 5 = 5: r (39 / 6 − 1) = 5.5.
    expect(run([1, 7], 1, 2)).toBeCloseTo(5.5, 4);
    // Inhibition wins: 39 / (1 + 0.8 · 20 · 5) < 1.
    expect(run([1, 7], 4, 20)).toBe(0);
    expect(run([0, 0], 4, 20)).toBe(0);
  });

  test("a cell that has learned a pattern responds above a cosine of r / (1 + r) and not below", () => {
    const q = 1e5;
    // It learned (1, 0): a = q c u = q / 2 · (1, 0), b = q v = q √½.
    const answer = (angle: number, r: number): number =>
      tidy(
        () =>
          sCells(
            {
              excitatory: tensor4d([q / 2, 0], [1, 1, 2, 1]),
              inhibitory: tensor1d([q * Math.SQRT1_2]),
            },
            tensor4d([Math.cos(angle), Math.sin(angle)], [1, 1, 1, 2]),
            { selectivity: r },
          ).dataSync()[0]!,
      );
    for (const r of [1, 4]) {
      const edge = Math.acos(r / (1 + r));
      expect(answer(edge + 0.02, r)).toBe(0);
      expect(answer(edge - 0.02, r)).toBeGreaterThan(0);
      expect(answer(0, r)).toBeCloseTo(1, 3); // (1 + r) cos − r
    }
  });
});

describe("C-cells", () => {
  test("the equation, by hand", () => {
    const simple = tensor4d([3, 1], [1, 1, 1, 2]);
    const c = cCells(simple, { pool: 1, stride: 1, saturation: 0.5 });
    // v = 2: ψ(4 / 3 − 1) = ⅓ / (½ + ⅓) = 0.4, and the weaker plane is silenced.
    expect(c).toBeAllCloseTo([0.4, 0], 1e-5);
    dispose([simple, c]);
  });

  test("respond wherever in their window the S-cell does", () => {
    const at = (place: number): Float32Array =>
      tidy(() => {
        const simple = new Float32Array(25 * 2);
        simple[place * 2] = 1;
        const c = cCells(tensor4d(simple, [1, 5, 5, 2]), { pool: 5, stride: 5, saturation: 0.5 });
        return c.dataSync<"float32">();
      });
    for (const place of [0, 4, 12, 20, 24]) {
      expect(at(place)[0]).toBeGreaterThan(0);
      expect(at(place)[1]).toBe(0);
    }
  });
});

describe("neocognitron", () => {
  test("shapes, names of weights, and a small response to anything before learning", () => {
    const parameters = initNeocognitron(createRandomStream(1), config);
    expect(Object.keys(flattenParameters(parameters))).toEqual([
      "stage1.excitatory",
      "stage1.inhibitory",
      "stage2.excitatory",
      "stage2.inhibitory",
    ]);
    const images = tensor4d(new Float32Array(60).fill(1), [2, 6, 5, 1]);
    const layers = neocognitronActivity(parameters, config, images);
    expect(layers.map(({ shape }) => shape)).toEqual([
      [2, 3, 3, 3],
      [2, 2, 2, 2],
    ]);
    const s = sCells(parameters["stage1"]!, images, stage);
    const responses = s.dataSync();
    expect(Math.min(...responses)).toBeGreaterThan(0);
    expect(Math.max(...responses)).toBeLessThan(0.01);
    const answers = neocognitron(parameters, config, images);
    expect(answers.shape).toEqual([2, 2]);
    disposeParameters({ parameters, images, s, answers });
    dispose(layers);
  });

  test("refuses what does not fit", () => {
    const parameters = initNeocognitron(createRandomStream(1), config);
    const wrong = zeros<Rank.R4>([1, 5, 6, 1]);
    expect(() => neocognitron(parameters, config, wrong)).toThrow(/pictures of 6 × 5, got 5 × 6/);
    expect(() =>
      initNeocognitron(createRandomStream(1), { ...config, stages: [{ ...stage, window: 4 }] }),
    ).toThrow(/stages\[0\].window to be odd, got 4/);
    expect(() =>
      initNeocognitron(createRandomStream(1), { ...config, stages: [{ ...stage, selectivity: 0 }] }),
    ).toThrow(/stages\[0\].selectivity to be a positive number, got 0/);
    expect(() => initNeocognitron(createRandomStream(1), { ...config, saturation: 0 })).toThrow(
      /saturation to be a positive number, got 0/,
    );
    expect(() => cCells(wrong, { pool: 3, stride: 1, saturation: 0 })).toThrow(
      /cCells: expected saturation to be a positive number, got 0/,
    );
    disposeParameters({ parameters, wrong });
  });
});
