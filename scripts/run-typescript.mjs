// Runs a TypeScript file against the workspace's sources: node scripts/run-typescript.mjs FILE [arguments]
import { spawn } from "node:child_process";
import { ensureInstalled, root, toolEnvironment, typescriptArguments } from "./lib.mjs";

ensureInstalled();
const child = spawn(process.execPath, [...typescriptArguments, ...process.argv.slice(2)], {
  cwd: root,
  env: toolEnvironment,
  stdio: "inherit",
});
// The child decides what an interrupt means (it writes its checkpoint first), so this process only waits.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
