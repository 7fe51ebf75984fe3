import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyseSpatialCells } from "@wayfield/grid-nav/analysis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { simulateRecording } from "./demo.ts";
import { main } from "./main.ts";

let folder = "";
let errors: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wayfield-analyse-cells-"));
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  errors = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => errors.push(String(text)) > 0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const complaints = (): string => errors.join("");

interface Result {
  metrics: {
    units: number;
    isSimulated: boolean;
    classes: { name: string; cells: number; found: number; mistaken: number }[];
    modules: { meansCm: number[] };
  };
}

const resultIn = async (): Promise<Result> =>
  JSON.parse(await readFile(join(folder, "result.json"), "utf8")) as Result;

describe("analyse-cells", () => {
  test("finds the simulated cells and their three modules, and takes few others for them", async () => {
    expect(await main(["--shuffles", "10", "--out", folder])).toBe(0);
    const { metrics } = await resultIn();
    expect(metrics.isSimulated).toBe(true);
    for (const { name, cells, found, mistaken } of metrics.classes) {
      expect(found / cells, name).toBeGreaterThan(0.8);
      expect(mistaken, name).toBeLessThan(4);
    }
    expect(metrics.modules.meansCm).toHaveLength(3);
    for (const [module, mean] of [47, 70, 106].entries())
      expect(Math.abs(metrics.modules.meansCm[module]! - mean)).toBeLessThan(4);
    for (const name of ["grids", "classes", "scores", "scales"])
      expect(await readFile(join(folder, `${name}.svg`), "utf8")).toMatch(/^<svg/);
  });

  test("reads tables, in centimetres, to the same scores as the recording they hold", async () => {
    const { recording } = simulateRecording(3, 5);
    if (!("activity" in recording)) throw new TypeError("expected activity");
    const { positions, activity, headings } = recording;
    const samples = positions.length / 2;
    const units = activity.length / samples;
    const rows = Array.from({ length: samples }, (_, row) =>
      [100 * positions[2 * row]!, 100 * positions[2 * row + 1]!, headings![row]!].join(),
    );
    await writeFile(join(folder, "path.csv"), `x,y,heading\n${rows.join("\n")}\n`);
    const rates = Array.from({ length: samples }, (_, row) =>
      activity.slice(row * units, (row + 1) * units).join(";"),
    );
    await writeFile(join(folder, "rates.csv"), `${rates.join("\n")}\n`);
    const files = ["--positions", join(folder, "path.csv"), "--activity", join(folder, "rates.csv")];
    expect(await main([...files, "--unit", "cm", "--shuffles", "0", "--out", folder])).toBe(0);
    const { metrics } = await resultIn();
    expect(metrics.units).toBe(units);
    expect(metrics.isSimulated).toBe(false);
    const { shares } = analyseSpatialCells(recording, { random: () => 0, shuffles: 0, smoothing: 0.05 });
    const found = (metrics as unknown as { shares: Record<string, number> }).shares;
    // The arena that the positions span is a little smaller than the true one.
    expect(Math.abs(found["grid"]! - shares.grid)).toBeLessThan(0.1);
    expect(Math.abs(found["headDirection"]! - shares.headDirection)).toBeLessThan(0.05);
  });

  test("says what it misses", async () => {
    expect(await main(["--positions", join(folder, "path.csv")])).toBe(2);
    expect(complaints()).toMatch(/--positions and --activity together/);
    await writeFile(join(folder, "one.csv"), "1\n2\n");
    const files = ["--positions", join(folder, "one.csv"), "--activity", join(folder, "one.csv")];
    expect(await main(files)).toBe(2);
    expect(complaints()).toMatch(/expected the columns x, y and perhaps heading, got 1 columns/);
  });

  test("refuses activity whose rows are not the positions', though its length would fit", async () => {
    await writeFile(join(folder, "path.csv"), "0,0\n1,1\n0,1\n");
    await writeFile(join(folder, "units.csv"), "1,2,3\n4,5,6\n");
    const files = ["--positions", join(folder, "path.csv"), "--activity", join(folder, "units.csv")];
    expect(await main(files)).toBe(2);
    expect(complaints()).toMatch(/row for each of the positions \[3, 2\], got \[2, 3\]; transpose it/);
    await writeFile(join(folder, "units.csv"), "1\n2\n3\n4\n5\n6\n");
    expect(await main(files)).toBe(2);
    expect(complaints()).toMatch(/got \[6, 1\]/);
  });
});
