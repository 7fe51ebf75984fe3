// `npm start`: installs what is missing, then runs the main job.
import { ensureInstalled, runTypescript } from "./lib.mjs";

ensureInstalled();
runTypescript("scripts/example.ts", ["brain-analytics", ...process.argv.slice(2)]);
