import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AnimalService } from "./animal/animal-service.ts";
import { floorPlans } from "./animal/floor-plan.ts";
import type { Weights } from "./animal/walkers.ts";
import type { EngineName } from "./engine-names.ts";
import { Integrator } from "./learn/integrator.ts";
import { IntegratorService } from "./learn/integrator-service.ts";
import { readersService } from "./learn/readers-service.ts";

/** Engines that start when the test says so, and never change what computes here. */
const engines = vi.hoisted<{ started: string[]; start: (name: string) => Promise<void> }>(() => ({
  started: [],
  start: () => Promise.resolve(),
}));
vi.mock("./engines.ts", () => ({
  startEngine: async (name: string): Promise<void> => {
    await engines.start(name);
    engines.started.push(name);
  },
}));
vi.mock("./animal/weights.ts", () => ({
  fetchWeights: (): Promise<Weights> => {
    const read = (name: string): Weights["policy"] => ({
      name,
      bytes: new Uint8Array(
        readFileSync(fileURLToPath(new URL(`../../navigation-agent/weights/${name}`, import.meta.url))),
      ),
    });
    return Promise.resolve({
      policy: read("square-grid.safetensors"),
      modules: read("square-modules.safetensors"),
    });
  },
}));
vi.mock("./fetch-bytes.ts", () => ({ fetchBytes: () => Promise.resolve(new Uint8Array()) }));
vi.mock("./learn/readers.ts", () => ({
  Readers: class {
    readonly dispose = (): void => undefined;
  },
}));

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Whether two files are the same, byte by byte; a matcher takes a minute for that. */
const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

const ends: (() => void)[] = [];
beforeEach(() => {
  engines.started = [];
  engines.start = () => Promise.resolve();
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const animals = (): AnimalService => {
  const service = new AnimalService();
  ends.push(() => {
    service.dispose();
  });
  return service;
};
const integrators = (): IntegratorService => {
  const service = new IntegratorService();
  ends.push(() => {
    service.dispose();
  });
  return service;
};

const services = {
  animal: () => {
    const service = animals();
    return (engine: EngineName) => service.start(engine);
  },
  integrator: () => {
    const service = integrators();
    return (engine: EngineName) => service.start(engine, 1);
  },
  readers: () => (engine: EngineName) => readersService.start(engine),
};

test.each(Object.entries(services))(
  "%s: the engine that was picked last runs last, however slow another is",
  async (_name, make) => {
    engines.start = (name) => after(name === "webgl" ? 30 : 0);
    const start = make();
    const first = start("webgl");
    await after(5);
    await Promise.all([first, start("webgpu"), start("wasm")]);
    expect(engines.started).toEqual(["webgl", "wasm"]);
  },
);

test("the animal stands still while an engine starts, and until it begins again", async () => {
  const service = animals();
  const outing = { who: "randomWalker", plan: floorPlans.square, goal: [0.5, 0.5], seed: 1 } as const;
  const steps = (): number => service.look().stepsTaken;
  await service.start("wasm");
  service.setSpeed(Infinity);
  service.begin(outing);
  await expect.poll(steps).toBeGreaterThan(0);
  engines.start = () => after(40);
  const started = service.start("webgl");
  const before = steps();
  await started;
  await after(40);
  expect(steps()).toBe(before);
  service.begin(outing);
  await expect.poll(steps).toBeGreaterThan(0);
});

describe("the integrator", () => {
  /** A service whose network has learned a little. */
  const trained = async (): Promise<IntegratorService> => {
    const service = integrators();
    await service.start("wasm", 1);
    service.train();
    await expect.poll(() => service.state().updates, { timeout: 20_000 }).toBeGreaterThan(1);
    service.pause();
    return service;
  };
  /** The bytes of another seed's training. */
  const elsewhere = async (seed: number): Promise<Uint8Array> => {
    const other = new Integrator(seed);
    other.update();
    const bytes = await other.save();
    other.dispose();
    return bytes;
  };

  test("takes its training along to another engine", async () => {
    const service = await trained();
    const [before, { updates }] = [await service.save(), service.state()];
    await service.start("webgl", 1);
    expect(service.state().updates).toBe(updates);
    expect(isSame(await service.save(), before)).toBe(true);
  });

  test("keeps it where the engine does not start", async () => {
    const [service, untrained] = [await trained(), integrators()];
    const before = await service.save();
    engines.start = () => Promise.reject(new Error("no such engine"));
    await expect(service.start("webgpu", 1)).rejects.toThrow("no such engine");
    await expect(untrained.start("webgpu", 1)).rejects.toThrow("no such engine");
    expect([service.hasNetwork(), untrained.hasNetwork()]).toEqual([true, false]);
    expect(isSame(await service.save(), before)).toBe(true);
  });

  test("begins anew for another seed", async () => {
    const service = await trained();
    await service.start("wasm", 2);
    expect(service.state()).toMatchObject({ seed: 2, updates: 0 });
  });

  test("goes on from a checkpoint of any seed, on the next engine too", async () => {
    const service = await trained();
    const bytes = await elsewhere(2);
    service.restore(bytes);
    expect(service.state()).toMatchObject({ seed: 2, updates: 1 });
    expect(isSame(await service.save(), bytes)).toBe(true);
    await service.start("webgl", 1);
    expect(service.state()).toMatchObject({ seed: 2, updates: 1 });
    expect(isSame(await service.save(), bytes)).toBe(true);
  });

  test("stays as it was after a file that is no checkpoint", async () => {
    const service = await trained();
    const before = await service.save();
    const bytes = await elsewhere(2);
    expect(() => {
      service.restore(bytes.subarray(0, 1000));
    }).toThrow(RangeError);
    expect(isSame(await service.save(), before)).toBe(true);
  });
});
