// `npm test`: installs what is missing, then runs every test that this machine can run.
import { ensureInstalled, findChromium, runOrExit } from "./lib.mjs";

ensureInstalled();
const chromium = findChromium();
const projects = ["node", "node-cpu", ...(chromium ? ["browser", "browser-cpu"] : [])];
if (!chromium) {
  process.stderr.write(
    "No Chromium found: the browser tests are skipped. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.\n",
  );
}
runOrExit(process.execPath, [
  "node_modules/vitest/vitest.mjs",
  "run",
  ...projects.flatMap((project) => ["--project", project]),
  ...process.argv.slice(2),
]);
