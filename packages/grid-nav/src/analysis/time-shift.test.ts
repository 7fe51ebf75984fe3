import { createRandomStream } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { bump } from "./ideal-maps.ts";
import { spatialInformation } from "./information.ts";
import { nullThresholds, type MapScore } from "./null-scores.ts";
import { rateMaps } from "./rate-map.ts";
import { timeShiftScores } from "./time-shift.ts";

const arena = [0, 0, 2.2, 2.2] as const;
const samples = 20_000;

/** A walker in steps of 2 cm that turns at random and mirrors at the walls. */
function walk(random: () => number): Float32Array {
  const positions = new Float32Array(2 * samples);
  let [x, y, heading] = [1.1, 1.1, 0];
  for (let sample = 0; sample < samples; sample++) {
    heading += 0.6 * (random() - 0.5);
    if (x + 0.02 * Math.cos(heading) < 0 || x + 0.02 * Math.cos(heading) > 2.2) heading = Math.PI - heading;
    if (y + 0.02 * Math.sin(heading) < 0 || y + 0.02 * Math.sin(heading) > 2.2) heading = -heading;
    x = Math.max(0, Math.min(2.2, x + 0.02 * Math.cos(heading)));
    y = Math.max(0, Math.min(2.2, y + 0.02 * Math.sin(heading)));
    positions.set([x, y], 2 * sample);
  }
  return positions;
}

describe("timeShiftScores", () => {
  const random = createRandomStream(1).uniform;
  const positions = walk(random);
  const field = bump(0.8, 1.3, 0.25);
  // A place cell, and a unit with a rhythm of its own.
  const activity = Float32Array.from({ length: 2 * samples }, (_, at) =>
    at % 2 === 0 ? field(positions[at]!, positions[at + 1]!) : 1 + Math.sin(at / 400),
  );
  const { occupancy, maps, ...rest } = rateMaps(positions, activity, arena, { bins: 10 });
  const information: MapScore = (stack) =>
    spatialInformation(stack, new Float64Array(100).fill(1)).bitsPerSpike;

  test("a place cell tells more about place than when shifted; a rhythm does not", () => {
    const chance = timeShiftScores(positions, activity, arena, information, random, {
      sampleDuration: 0.1,
      bins: 10,
    });
    expect(chance).toMatchObject({ units: 2, shuffles: 100 });
    const [placeThreshold, rhythmThreshold] = nullThresholds(chance);
    const [place, rhythm] = information({ maps, ...rest });
    expect(place).toBeGreaterThan(2 * placeThreshold!);
    expect(rhythm).toBeLessThan(1.5 * rhythmThreshold!);
    expect(occupancy).toHaveLength(100);
  });

  test("shifts by no less than the least, in either direction", () => {
    // Each sample is its own bin's only one and its activity its number, so the map of a shifted path names the shift.
    const line = Float32Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? (at / 2 + 0.5) / 100 : 0));
    const numbers = Float32Array.from({ length: 100 }, (_, sample) => sample);
    const first: MapScore = (stack) => stack.maps.slice(0, 1);
    const { scores } = timeShiftScores(line, numbers, [0, 0, 1, 1], first, random, {
      sampleDuration: 0.5,
      minimumShift: 10,
      bins: 100,
      shifts: 400,
    });
    expect(Math.min(...scores)).toBe(20);
    expect(Math.max(...scores)).toBe(80);
  });

  test("refuses a recording too short for the least shift", () => {
    expect(() =>
      timeShiftScores(positions.subarray(0, 200), activity.subarray(0, 200), arena, information, random, {
        sampleDuration: 0.1,
      }),
    ).toThrow(/longer than twice the least shift of 20 s, got 10 s/);
  });
});
