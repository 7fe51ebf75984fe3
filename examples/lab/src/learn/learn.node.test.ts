import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeSafetensors, encodeSafetensors } from "@wayfield/backend";
import { readMnist } from "@wayfield/example-kit";
import { expect, test } from "vitest";
import { condition, defaultExperiment, trialSteps } from "./conditioning.ts";
import { drawingSide, exampleDrawings, inkAt, blankDrawing } from "./drawing.ts";
import { Integrator } from "./integrator.ts";
import { Readers } from "./readers.ts";

const bytesOf = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(path, import.meta.url))));

test("the TD error moves from the reward to the cue, and dips where a reward stays away", () => {
  const { errors } = condition(defaultExperiment);
  const { cueAt, rewardAt, trials } = defaultExperiment;
  const at = (trial: number, step: number): number => errors[trial * trialSteps + step]!;
  expect(at(0, rewardAt)).toBe(1);
  expect(at(0, cueAt)).toBe(0);
  expect(at(trials - 2, rewardAt)).toBeCloseTo(0, 2);
  expect(at(trials - 2, cueAt)).toBeGreaterThan(0.9);
  expect(at(trials - 1, rewardAt)).toBeLessThan(-0.9);
  const given = condition({ ...defaultExperiment, omitted: 0 });
  expect(given.errors.at((trials - 1) * trialSteps + rewardAt)).toBeCloseTo(0, 2);
});

/** The same checkpoint with other notes. */
function withNotes(bytes: Uint8Array, notes: object): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const state = JSON.parse(metadata["state"]!) as object;
  return encodeSafetensors(tensors, { ...metadata, state: JSON.stringify({ ...state, notes }) });
}

test("a training goes on from its checkpoint, whatever its seed, and from nothing else", async () => {
  const one = new Integrator(2);
  one.update();
  const bytes = await one.save();
  const other = Integrator.from(bytes);
  expect(other.state(0)).toMatchObject({ seed: 2, updates: 1 });
  one.update();
  other.update();
  // A matcher takes a minute for so many bytes.
  expect(Buffer.compare(await other.save(), await one.save())).toBe(0);
  expect(() => Integrator.from(bytes.slice(0, 1000))).toThrow(RangeError);
  expect(() => Integrator.from(withNotes(bytes, {}))).toThrow(/expected a checkpoint that tells its seed/);
  expect(() => Integrator.from(withNotes(bytes, { seed: 2, ensembles: { placeCentres: [] } }))).toThrow(
    /placeCentres/,
  );
  const { errorCm, stayErrorCm, maps } = await one.examine();
  expect(errorCm).toBeGreaterThan(stayErrorCm);
  // Twenty steps of 0.2 s at 0.15 m/s, by no straight way.
  expect(stayErrorCm).toBeGreaterThan(30);
  expect(stayErrorCm).toBeLessThan(60);
  expect(maps.units).toBe(256);
  for (const each of [one, other]) each.dispose();
});

test("both readers read most digits that a person wrote, and the ones that we drew", async () => {
  const readers = new Readers({
    looker: bytesOf("../../../glimpse/weights/digits-learned.safetensors"),
    neocognitron: bytesOf("../../../vision/weights/neocognitron.safetensors"),
  });
  const { test: digits } = await readMnist();
  const right = { glimpses: 0, neocognitron: 0 };
  const size = drawingSide ** 2;
  const count = 60;
  for (let at = 0; at < count; at++) {
    const drawing = Float32Array.from(digits.images.subarray(at * size, (at + 1) * size), (ink) => ink / 255);
    const { glimpses, neocognitron } = readers.read(drawing, at);
    if (glimpses.digit === digits.labels[at]) right.glimpses += 1;
    if (neocognitron.digit === digits.labels[at]) right.neocognitron += 1;
  }
  expect(right.glimpses).toBeGreaterThan(0.9 * count);
  expect(right.neocognitron).toBeGreaterThan(0.7 * count);
  const read = Object.entries(exampleDrawings).map(
    ([name, draw]) => [name, readers.read(draw(), 1)] as const,
  );
  const agreed = read.filter(([name, { glimpses }]) => String(glimpses.digit) === name);
  expect(agreed.length).toBeGreaterThanOrEqual(read.length - 1);
  const [, { glimpses, neocognitron }] = read[0]!;
  expect(glimpses.patches).toHaveLength(6 * glimpses.patchSide ** 2);
  expect(neocognitron.stages).toHaveLength(3);
  readers.dispose();
});

test("a pen leaves ink around its point and takes none away", () => {
  const dot = inkAt(blankDrawing(), 5.5, 7.5);
  expect(dot[7 * drawingSide + 5]).toBe(1);
  expect(dot[7 * drawingSide + 9]).toBe(0);
  const second = inkAt(dot, 20, 20);
  expect(second[7 * drawingSide + 5]).toBe(1);
});
