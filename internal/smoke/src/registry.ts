import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { root } from "../../../scripts/lib.mjs";
import { shell } from "./shell.ts";

/** The newest line of Verdaccio that runs on Node 20. A tool of this script alone, so no dependency of the workspace. */
const verdaccio = "verdaccio@6.8.0";

/** A registry on this machine that knows our packages and passes on every other request. */
export interface Registry {
  /** Where it answers, with a slash at the end. */
  url: string;
  /** What npm, pnpm and changesets need in their environment to talk to it, with leave to publish. */
  environment: Readonly<Record<string, string>>;
  /** Ends it. */
  stop: () => void;
}

/** The program of Verdaccio, installed on first use. */
async function ensureVerdaccio(): Promise<string> {
  const folder = join(root, ".tools", "registry");
  const program = join(folder, "node_modules", "verdaccio", "bin", "verdaccio");
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    // Verdaccio asks for node-fetch by a tag that not every mirror of the registry keeps.
    writeFileSync(
      join(folder, "package.json"),
      '{ "private": true, "overrides": { "node-fetch": "2.7.0" } }\n',
    );
    await shell(folder, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error", verdaccio);
  }
  return program;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** JSON is YAML as well. */
const settings = (folder: string, uplink: string): string =>
  JSON.stringify({
    storage: join(folder, "storage"),
    auth: { htpasswd: { file: join(folder, "users"), max_users: 10 } },
    uplinks: { npm: { url: uplink, cache: false, timeout: "60s", maxage: "60m" } },
    packages: {
      "@wayfield/*": { access: "$all", publish: "$authenticated" },
      "**": { access: "$all", proxy: "npm" },
    },
    max_body_size: "50mb",
    log: { type: "stdout", format: "pretty", level: "error" },
  });

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}-/ping`)).ok;
  } catch {
    return false;
  }
}

async function untilItAnswers(url: string): Promise<void> {
  const limit = performance.now() + 60_000;
  while (!(await answers(url))) {
    if (performance.now() > limit)
      throw new Error(`expected a registry at ${url} within 60 s, got no answer`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Registers a maintainer and returns the token that lets them publish. */
async function register(url: string): Promise<string> {
  const response = await fetch(`${url}-/user/org.couchdb.user:maintainer`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "maintainer", password: "rehearsal-only", email: "maintainer@example.org" }),
  });
  const { token } = (await response.json()) as { token?: string };
  if (token === undefined) throw new Error(`expected a token from ${url}, got status ${response.status}`);
  return token;
}

/** Starts a registry whose files lie in `folder`. */
export async function startRegistry(folder: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const program = await ensureVerdaccio();
  const uplink = (await shell(folder, "npm", "config", "get", "registry")).trim();
  const configuration = join(folder, "config.yaml");
  writeFileSync(configuration, settings(folder, uplink));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const child = spawn(
    process.execPath,
    ["--no-warnings", program, "--config", configuration, "--listen", `127.0.0.1:${port}`],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  try {
    await untilItAnswers(url);
    const userSettings = join(folder, "npmrc");
    const token = await register(url);
    writeFileSync(userSettings, `registry=${url}\n//127.0.0.1:${port}/:_authToken=${token}\n`);
    const environment = { npm_config_userconfig: userSettings, npm_config_registry: url };
    return { url, environment, stop: () => child.kill() };
  } catch (error) {
    child.kill();
    throw error;
  }
}
