import { execFile } from "node:child_process";
import { promisify } from "node:util";

const runFile = promisify(execFile);

/** Settings of npm that an outside user would have too; what pnpm and npm add for their scripts is not among them. */
const keptSettings =
  /^npm_config_(cache|registry|userconfig|offline|prefer_offline|cafile|proxy|https_proxy|noproxy)$/i;

/** The environment of a person at a shell: nothing of this workspace in it. */
const outsideEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      (!/^npm_/i.test(name) || keptSettings.test(name)) && !/^(INIT_CWD|NODE_OPTIONS|NODE_ENV)$/.test(name),
  ),
);

interface Failure {
  stdout: string;
  stderr: string;
}

const isFailure = (error: unknown): error is Failure =>
  typeof error === "object" && error !== null && "stdout" in error && "stderr" in error;

/** Runs a command in a folder: see {@link shell}. */
export type Shell = (folder: string, command: string, ...commandArguments: string[]) => Promise<string>;

/**
 * Runs a command in a folder, as from outside the workspace.
 * @returns What it printed.
 * @throws Error with all it printed if it fails.
 */
export const shell: Shell = shellWith({});

/** {@link shell} with some more variables in its environment. */
export function shellWith(variables: Readonly<Record<string, string>>): Shell {
  return (folder, command, ...commandArguments) => runIn(folder, variables, command, commandArguments);
}

async function runIn(
  folder: string,
  variables: Readonly<Record<string, string>>,
  command: string,
  commandArguments: readonly string[],
): Promise<string> {
  try {
    const { stdout } = await runFile(command, commandArguments, {
      cwd: folder,
      env: { ...outsideEnvironment, ...variables },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 10 * 60_000,
      shell: process.platform === "win32",
    });
    return stdout;
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Error(`${command} ${commandArguments.join(" ")} failed:\n${error.stdout}${error.stderr}`, {
      cause: error,
    });
  }
}
