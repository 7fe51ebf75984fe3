import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { analyseSpatialCells, type SpatialRecording } from "./analyse.ts";
import { bump, hexagonal, side, stripes } from "./ideal-maps.ts";
import { binSpikes } from "./spikes.ts";

const arena = [0, 0, side, side] as const;
const samples = 40_000;
const { uniform, normal } = createRandomStream(1);
const positions = Float32Array.from({ length: 2 * samples }, () => side * uniform());
const headings = Float32Array.from({ length: samples }, () => 2 * Math.PI * uniform());

/** The units of the test, whose classes are known. */
const cells: Record<string, (x: number, y: number, heading: number) => number> = {
  grid: hexagonal(0.5, 0.3),
  conjunctive: (x, y, heading) => (3 + hexagonal(0.6, 0.1)(x, y)) * Math.exp(2 * Math.cos(heading)),
  headDirection: (_x, _y, heading) => Math.exp(2 * Math.cos(heading - 1)),
  border: (x) => (x < 0.25 ? 1 : 0.02),
  place: bump(1.2, 0.9, 0.18),
  band: stripes(0.5, 0.7),
  noise: () => normal(),
};
const names = Object.keys(cells);
const activity = Float32Array.from({ length: samples * names.length }, (_, at) => {
  const sample = Math.floor(at / names.length);
  return cells[names[at % names.length]!]!(
    positions[2 * sample]!,
    positions[2 * sample + 1]!,
    headings[sample]!,
  );
});
const recording: SpatialRecording = { positions, headings, activity, arena };

describe("analyseSpatialCells", () => {
  const analysis = analyseSpatialCells(recording, { random: createRandomStream(2).uniform, shuffles: 40 });
  const unitOf = (name: string) => analysis.units[names.indexOf(name)]!;
  const having = (
    test: "isGrid" | "isBorder" | "isHeadDirection" | "isConjunctive" | "isPlaceLike" | "isBand",
  ) => names.filter((name) => unitOf(name)[test]);

  test("puts each unit into its class and no other", () => {
    expect(having("isGrid")).toEqual(["grid", "conjunctive"]);
    expect(having("isConjunctive")).toEqual(["conjunctive"]);
    expect(having("isHeadDirection")).toEqual(["conjunctive", "headDirection"]);
    expect(having("isBorder")).toEqual(["border"]);
    expect(having("isPlaceLike")).toEqual(["place"]);
    expect(having("isBand")).toEqual(["band"]);
  });

  test("the shares are those of the units, and scale and heading are right", () => {
    expect(analysis.shares.grid).toBeCloseTo(2 / 7, 12);
    expect(analysis.shares.conjunctive).toBeCloseTo(1 / 7, 12);
    expect(Math.abs(unitOf("grid").gridScale - 0.5)).toBeLessThan(side / 64);
    expect(Math.abs(unitOf("headDirection").preferredHeading - 1)).toBeLessThan(0.05);
    expect(unitOf("place").bitsPerSpike).toBeGreaterThan(1);
    expect(analysis.meanGridThreshold).toBeLessThan(0.6);
  });

  test("without shuffles and headings the criteria alone decide, and what is not known is NaN", () => {
    const { units, shares, gridChance, tuning } = analyseSpatialCells(
      { positions, activity, arena },
      { random: uniform, shuffles: 0 },
    );
    expect(units[0]).toMatchObject({
      isGrid: true,
      gridThreshold: NaN,
      resultant: NaN,
      isHeadDirection: false,
    });
    expect(shares.grid).toBeGreaterThan(0);
    expect([gridChance, tuning]).toEqual([undefined, undefined]);
  });

  test("spike times give the same as the rates they make", () => {
    const spikes = [[0.05, 0.051, 3.9], Array.from({ length: 3000 }, (_, spike) => spike + 0.5)];
    const options = { random: uniform, shuffles: 0 };
    const path = { positions, arena };
    const rates = binSpikes(spikes, { samples, sampleDuration: 0.1 });
    const fromSpikes = analyseSpatialCells({ ...path, spikes, sampleDuration: 0.1 }, options);
    expect(fromSpikes.units).toEqual(analyseSpatialCells({ ...path, activity: rates }, options).units);
  });

  test.each([
    [
      "too few samples",
      { ...recording, positions: positions.subarray(0, 200) },
      /each of the 1024 bins.*got 100 samples/,
    ],
    [
      "headings of another length",
      { ...recording, headings: headings.subarray(1) },
      /headings for 40000 positions/,
    ],
    [
      "activity that fills no rows",
      { ...recording, activity: activity.subarray(1) },
      /activity in rows for 40000/,
    ],
    [
      "activity that is not finite",
      { ...recording, activity: activity.map((rate, at) => (at === 8 ? NaN : rate)) },
      /got NaN at sample 1, unit 1/,
    ],
    ["a position outside", { ...recording, arena: [0, 0, 2, 2] as const }, /inside the arena \[0,0,2,2\]/],
  ])("refuses %s", (_, bad, message) => {
    expect(() => analyseSpatialCells(bad, { random: uniform, shuffles: 0 })).toThrow(message);
  });
});

test.each([NaN, -1, 2.5])("analyseSpatialCells refuses %s shuffles", (shuffles) => {
  expect(() => analyseSpatialCells(recording, { random: uniform, shuffles })).toThrow(
    `analyseSpatialCells: expected shuffles to be an integer of 0 or more, got ${shuffles}; give 0 to leave`,
  );
});

describe("binSpikes", () => {
  test("by hand", () => {
    const activity: Float32Array = binSpikes([[0.1, 0.15], [0.9]], { samples: 4, sampleDuration: 0.25 });
    expect([...activity]).toEqual([8, 0, 0, 0, 0, 0, 0, 4]);
  });

  test("refuses spikes outside the recording", () => {
    expect(() => binSpikes([[1]], { samples: 4, sampleDuration: 0.25 })).toThrow(
      /from 0 to 1 s, got 1 s of unit 0/,
    );
    expect(() => binSpikes([[NaN]], { samples: 4, sampleDuration: 0.25 })).toThrow(RangeError);
  });
});
