import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";

/** Writes the list of all other files into the service worker, which keeps them for when there is no network. */
function precache(): Plugin {
  return {
    name: "precache",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle["offline.js"];
      if (worker?.type !== "chunk") throw new Error("precache: expected the build to have made offline.js");
      const files = Object.values(bundle)
        .filter((file) => file !== worker)
        .map((file) => {
          const content = file.type === "chunk" ? file.code : file.source;
          const revision = createHash("sha256").update(content).digest("hex");
          return { url: file.fileName, revision };
        });
      worker.code = worker.code.replace("self.__WB_MANIFEST", JSON.stringify(files));
    },
  };
}

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: file("."),
  // Plain files that work under any path.
  base: "./",
  resolve: { conditions: ["@wayfield/source", ...defaultClientConditions] },
  assetsInclude: ["**/*.safetensors"],
  worker: { format: "es" },
  plugins: [precache()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: { index: file("index.html"), offline: file("src/offline.ts") },
      output: {
        entryFileNames: ({ name }) => (name === "offline" ? "offline.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
