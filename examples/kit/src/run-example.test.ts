import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { number } from "./options.ts";
import { defineCommand, defineExample } from "./run-example.ts";

let out = "";
let printed = { stdout: "", stderr: "" };
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "wayfield-example-"));
  printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    });
  }
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(out, { recursive: true });
});

const main = defineExample({
  name: "double",
  summary: "doubles a number",
  options: { value: number("what to double", { default: 3, quick: 1 }) },
  resumable: true,
  run: async ({ options, figure, checkpoint = null }) => {
    await figure("double.svg", "<svg/>");
    return { metrics: { doubled: 2 * options.value, checkpoint } };
  },
  subcommands: {
    halve: defineCommand({
      summary: "halves it instead",
      options: { value: number("what to halve", { default: 3 }) },
      run: ({ options }) => Promise.resolve({ metrics: { halved: options.value / 2 } }),
    }),
  },
});

test("a run writes its figures and result.json and prints the metrics", async () => {
  expect(await main(["--value", "21", "--out", out, "--seed=7"])).toBe(0);
  expect(await readdir(out)).toEqual(["double.svg", "result.json"]);
  expect(JSON.parse(await readFile(join(out, "result.json"), "utf8"))).toEqual({
    name: "double",
    seed: 7,
    command: `pnpm example double --value 21 --out ${out} --seed=7`,
    metrics: { doubled: 42, checkpoint: null },
  });
  expect(printed.stdout).toContain("doubled     42");
});

test("--json prints exactly the content of result.json", async () => {
  await main(["--json", "--out", out]);
  expect(printed.stdout).toBe(await readFile(join(out, "result.json"), "utf8"));
});

test("--quick chooses the quick default", async () => {
  await main(["--json", "--quick", "--out", out]);
  expect(JSON.parse(printed.stdout)).toMatchObject({ metrics: { doubled: 2 } });
});

test("a subcommand runs with its own options, and without those of the main command", async () => {
  expect(await main(["halve", "--value", "8", "--json", "--out", out])).toBe(0);
  expect(JSON.parse(printed.stdout)).toMatchObject({ metrics: { halved: 4 } });
  expect(await main(["halve", "--checkpoint", "x"])).toBe(2);
});

test("the paths of a checkpoint reach a command that can resume", async () => {
  await main(["--json", "--checkpoint", "state.bin", "--out", out]);
  expect(JSON.parse(printed.stdout)).toMatchObject({ metrics: { checkpoint: "state.bin" } });
});

test.each([
  [["--value", "many"], 'double: --value: expected a number, got "many"'],
  [["--vale", "1"], "double: unknown option --vale; did you mean --value?"],
  [["--seed", "-1"], 'double: --seed: expected a whole number from 0 to 4294967295, got "-1"'],
  [["third"], 'double: unknown word "third"; expected one of halve, or only options'],
  [["halve", "third"], 'double: expected only options here, got "third"'],
])("%j ends with status 2 and says what was expected", async (argv, message) => {
  expect(await main(argv)).toBe(2);
  expect(printed.stderr).toContain(message);
  expect(printed.stdout).toBe("");
});

test("--help names the subcommands and the options", async () => {
  expect(await main(["--help"])).toBe(0);
  expect(printed.stdout).toMatch(/halve +halves it instead/);
  expect(printed.stdout).toContain("--value X");
  expect(printed.stdout).toContain("--resume PATH");
});

test("a failure ends with status 1 and its stack, and no result", async () => {
  const failing = defineExample({
    name: "failing",
    summary: "",
    options: {},
    run: () => Promise.reject(new Error("it broke")),
  });
  expect(await failing(["--out", out])).toBe(1);
  expect(printed.stderr).toContain("Error: it broke\n    at ");
  expect(await readdir(out)).toEqual([]);
});

test("Ctrl-C, sent twice by shell and pnpm, aborts the signal once, and no result is written", async () => {
  const interrupted = defineExample({
    name: "interrupted",
    summary: "",
    options: {},
    run: ({ signal }) => {
      process.emit("SIGINT");
      process.emit("SIGINT");
      return Promise.resolve({ metrics: { aborted: signal.aborted } });
    },
  });
  const listeners = process.listenerCount("SIGINT");
  expect(await interrupted(["--out", out])).toBe(130);
  expect(printed.stderr.match(/Interrupted/g)).toHaveLength(1);
  expect(await readdir(out)).toEqual([]);
  expect(process.listenerCount("SIGINT")).toBe(listeners);
});

test("a throw after Ctrl-C ends with status 130 and its reason in a line, without a stack", async () => {
  const giving = defineExample({
    name: "giving-up",
    summary: "",
    options: {},
    run: ({ signal }) => {
      process.emit("SIGINT");
      signal.throwIfAborted();
      return Promise.resolve({ metrics: {} });
    },
  });
  expect(await giving(["--out", out])).toBe(130);
  expect(printed.stderr).toMatch(/giving-up: ended by the interrupt: .*abort.*\n$/);
  expect(printed.stderr).not.toContain("    at ");
});

test("a checkpoint of another training is set aside, one that is named or gone on from is not", async () => {
  const training = defineExample({
    name: "training",
    summary: "",
    options: { state: number("what it saves", { default: 1 }) },
    resumable: true,
    run: async ({ checkpointFile, options }) => {
      await writeFile(await checkpointFile("state.json"), String(options.state));
      return { metrics: {} };
    },
  });
  const named = (name: string): string => join(out, name);
  const saved = async (name: string): Promise<string> => readFile(named(name), "utf8");
  const train = async (state: number, ...more: string[]): Promise<unknown> =>
    training(["--state", String(state), "--out", out, ...more]);
  await train(1);
  await train(2);
  await train(3);
  expect([await saved("state-1.json"), await saved("state-2.json"), await saved("state.json")]).toEqual([
    "1",
    "2",
    "3",
  ]);
  expect(printed.stderr).toContain(`${named("state.json")} is of another training; it is now`);
  await train(4, "--resume", named("state.json"));
  expect(await saved("state.json")).toBe("4");
  await train(5, "--checkpoint", named("state-1.json"));
  expect(await saved("state-1.json")).toBe("5");
  expect((await readdir(out)).filter((name) => name.startsWith("state"))).toHaveLength(3);
});

test("the command that goes on has the words of the first, and one --resume", async () => {
  const commands: string[] = [];
  const resuming = defineExample({
    name: "going-on",
    summary: "",
    options: { value: number("a number", { default: 3 }) },
    resumable: true,
    run: ({ resumeCommand }) => {
      commands.push(resumeCommand("a/state.json"));
      return Promise.resolve({ metrics: {} });
    },
  });
  const given = ["--value", "21", "--out", out];
  await resuming(given);
  await resuming([...given, "--resume", "old.json"]);
  await resuming(["--resume=old.json", ...given]);
  const expected = `pnpm example going-on --value 21 --out ${out} --resume a/state.json`;
  expect(commands).toEqual([expected, expected, expected]);
});
