// pnpm check: everything that must hold before a change is done. Runs all steps, however the earlier ones went, and
// ends with one line: how many tests and steps passed and failed. A step's output is shown only if it fails.
import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, findChromium, root, toolEnvironment } from "./lib.mjs";

const report = join(root, "out", "tests.json");
const pnpm = (...words) => ["pnpm", "--silent", ...words];
const steps = [
  ["format", pnpm("format:check")],
  ["lint", pnpm("lint")],
  ["types", pnpm("typecheck")],
  ["workspace", pnpm("check:workspace")],
  ["unused", pnpm("check:unused")],
  ["manifests", pnpm("check:manifests")],
  ["build", pnpm("build")],
  ["packages", pnpm("check:package")],
  ["api", pnpm("check:api")],
  ["size", pnpm("check:size")],
  ["docs", pnpm("check:docs")],
  ["tests", ["npm", "test", "--", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]],
  ["tarballs", pnpm("check:tarballs")],
  // The main job takes minutes and belongs to a clean clone's check, not to every change's.
  ...(process.argv.includes("--main-job") ? [["main job", ["npm", "start", "--", "--quick"]]] : []),
];

/** Runs a command without standard input and resolves to its status and all it printed. */
function capture([command, ...commandArguments]) {
  return new Promise((resolve) => {
    const chunks = [];
    const child = spawn(command, commandArguments, {
      cwd: root,
      env: { ...toolEnvironment, TURBO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => resolve({ status: 1, output: String(error) }));
    child.on("close", (code) => resolve({ status: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** Passed, failed and skipped tests of the last run, all zero if it did not get to its report. */
function readTestCounts() {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
}

ensureInstalled();
mkdirSync(join(root, "out"), { recursive: true });
rmSync(report, { force: true });
if (!findChromium()) process.stdout.write("No Chromium found: what needs a browser is skipped\n");
const failures = [];
for (const [name, command] of steps) {
  const start = performance.now();
  const { status, output } = await capture(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  process.stdout.write(`${status === 0 ? "✓" : "✗"} ${name.padEnd(10)} ${seconds.padStart(4)} s\n`);
  writeFileSync(join(root, "out", `check-${name.replaceAll(" ", "-")}.log`), output);
  if (status !== 0) {
    failures.push(name);
    process.stdout.write(`${output.trimEnd().slice(-20_000)}\n\n`);
  }
}
const tests = readTestCounts();
const failed = failures.length + tests.failed;
process.stdout.write(`\ntests: ${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped\n`);
process.stdout.write(`steps: ${steps.length - failures.length} passed, ${failures.length} failed`);
process.stdout.write(failures.length > 0 ? ` (${failures.join(", ")})\n` : "\n");
process.stdout.write(`${tests.passed + steps.length - failures.length} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
