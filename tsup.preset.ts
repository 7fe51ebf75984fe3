import { defineConfig, type Options } from "tsup";

/** The one build of every package: ESM and CJS bundles with types, one file an entry. */
export const preset = (options: Options = {}): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry: ["src/index.ts"],
    format: ["esm", "cjs"],
    target: "es2022",
    platform: "neutral",
    // tsup 8 injects an option that TypeScript 6 deprecates; without this the types pass stops (TS5101).
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    sourcemap: true,
    clean: true,
    treeshake: true,
    ...options,
  });
