// `npm start`: installs what is missing, then runs the main job.
import { spawnSync } from "node:child_process";
import { ensureInstalled, root } from "./lib.mjs";

ensureInstalled();
const job = ["scripts/run-typescript.mjs", "scripts/example.ts", "path-integration", "--quick"];
const result = spawnSync(process.execPath, [...job, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exit(result.status ?? 130);
