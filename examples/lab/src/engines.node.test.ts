import { mul, registerBackend, removeBackend, tensor1d } from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startEngine } from "./engines.ts";
import { IntegratorService } from "./learn/integrator-service.ts";

// In Node the engine finds its files by itself, and has begun already.
vi.mock("@tensorflow/tfjs-backend-wasm", async (original) => ({
  ...(await original<object>()),
  setWasmPaths: () => undefined,
}));
// That of a browser is not for Node; one that never starts takes its place.
vi.mock("@wayfield/backend/webgpu", () => ({}));
beforeEach(() => {
  registerBackend("webgpu", () => Promise.reject(new Error("no adapter")));
});
afterEach(() => {
  removeBackend("webgpu");
});

test("where an engine does not start, the one from before goes on", async () => {
  await startEngine("wasm");
  const held = tensor1d([1, 2]);
  await expect(startEngine("webgpu")).rejects.toThrow("does not start the engine webgpu");
  const doubled = mul(held, 2);
  expect(doubled).toBeAllCloseTo([2, 4], 0);
  for (const each of [held, doubled]) each.dispose();
});

test("a training outlives an engine that does not start, and goes on", async () => {
  const service = new IntegratorService();
  const trainUntil = async (updates: number): Promise<void> => {
    service.train();
    await expect.poll(() => service.state().updates, { timeout: 30_000 }).toBeGreaterThanOrEqual(updates);
    service.pause();
  };
  await service.start("wasm", 1);
  await trainUntil(1);
  const { updates } = service.state();
  await expect(service.start("webgpu", 1)).rejects.toThrow("does not start the engine webgpu");
  await service.start("wasm", 1);
  expect(service.state().updates).toBe(updates);
  await trainUntil(updates + 1);
  service.dispose();
});
