import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { findChromium } from "./scripts/lib.mjs";

const sourceCondition = "@wayfield/source";
const setupFiles = [fileURLToPath(new URL("internal/test-kit/src/setup.ts", import.meta.url))];
const everyTest = [
  "packages/*/src/**/*.test.ts",
  "internal/*/src/**/*.test.ts",
  "examples/*/src/**/*.test.ts",
];
/** Tests that touch tensors: they run again on the plain cpu engine. */
const tensorTests = [
  "packages/{backend,core-neuron,conv,td-learning,recurrent-attention,grid-nav}/src/**/*.test.ts",
  "internal/test-kit/src/**/*.test.ts",
];
const nodeOnly = ["**/*.node.test.ts", "examples/**"];

const sources = {
  resolve: { conditions: [sourceCondition, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [sourceCondition, ...defaultServerConditions] } },
};

/** Cross-origin isolation, so that SharedArrayBuffer exists in the page as it does in Node. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

const node = (name: string, engine: string, include: string[]): TestProjectConfiguration => ({
  ...sources,
  test: { name, environment: "node", include, setupFiles, provide: { engine }, testTimeout: 60_000 },
});

const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const browser = (name: string, engine: string, include: string[]): TestProjectConfiguration => ({
  ...sources,
  server: { headers: isolation },
  optimizeDeps: {
    include: [
      "@wayfield/test-kit > @tensorflow/tfjs-core",
      "@wayfield/test-kit > @tensorflow/tfjs-backend-wasm",
      "@wayfield/test-kit > @tensorflow/tfjs-backend-cpu",
      "@wayfield/test-kit > fast-check",
    ],
  },
  test: {
    name,
    include,
    exclude: ["**/node_modules/**", ...nodeOnly],
    setupFiles,
    provide: { engine },
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: findChromium() ?? "chromium", args: chromiumArguments },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});

export default defineConfig({
  test: {
    projects: [
      node("node", "wasm", everyTest),
      node("node-cpu", "cpu", tensorTests),
      browser("browser", "wasm", everyTest),
      browser("browser-cpu", "cpu", tensorTests),
    ],
  },
});
