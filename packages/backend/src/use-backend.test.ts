import { getBackend } from "@tensorflow/tfjs-core";
import { describe, expect, inject, test } from "vitest";
import { useBackend, type EngineName } from "./use-backend.ts";
import { assertCoreVersion, assertEngineVersion } from "./version-guard.ts";

describe("useBackend", () => {
  test("starts the named engine", async () => {
    expect(await useBackend(inject("engine"))).toBe(inject("engine"));
    expect(getBackend()).toBe(inject("engine"));
  });

  test("refuses a name that is no engine and lists those that are", async () => {
    await expect(useBackend("gpu" as EngineName)).rejects.toThrow(/expected "auto", "webgpu".* got "gpu"/);
  });

  test("says how to get an engine that is not there", async () => {
    await expect(useBackend("webgpu")).rejects.toThrow(/"webgpu" started.*webgpu/);
    await useBackend(inject("engine"));
  });
});

describe("version guards", () => {
  test("accept the version we are built against", () => {
    expect(() => {
      assertCoreVersion();
    }).not.toThrow();
  });

  test("refuse another tfjs-core, and say how to find who brings it", () => {
    expect(() => {
      assertCoreVersion("3.21.0");
    }).toThrow(/expected .*4\.22\.x, got 3\.21\.0.*npm ls/);
  });

  test("refuse an engine of another version, with the command that mends it", () => {
    expect(() => {
      assertEngineVersion("wasm", "4.10.0", "4.22.0");
    }).toThrow(/npm install @tensorflow\/tfjs-backend-wasm@4\.22\.0/);
  });
});
