// `pnpm lab`: installs what is missing, builds the lab, serves it and opens it in the browser.
// `pnpm lab --dev` serves the sources instead, and the page follows them.
import { ensureInstalled, runOrExit } from "./lib.mjs";

const vite = (...words) => {
  runOrExit(process.execPath, [
    "node_modules/vite/bin/vite.js",
    ...words,
    "--config",
    "examples/lab/vite.config.ts",
  ]);
};

ensureInstalled();
const words = process.argv.slice(2).filter((word) => word !== "--dev");
if (process.argv.includes("--dev")) vite("--open", ...words);
else {
  vite("build", "--logLevel", "warn");
  vite("preview", "--open", ...words);
}
