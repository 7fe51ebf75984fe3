import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether there is a redis-server to start. */
export const hasRedisServer = spawnSync("redis-server", ["--version"]).status === 0;
if (!hasRedisServer) process.stderr.write("redis-server is not installed: what needs it is skipped\n");

/** A Redis server of a test's own, on a free port of this machine, that keeps nothing on disk. */
export interface RedisServer {
  address: string;
  /** Ends it at once, as a crash would; what it held is gone. */
  kill: () => Promise<void>;
  /** Starts it again at the same address, empty. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function launch(port: number, folder: string, password: string): Promise<ChildProcess> {
  const words = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  const child = spawn("redis-server", password === "" ? words : [...words, "--requirepass", password]);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (text: Buffer) => {
      if (text.includes("Ready to accept connections")) resolve();
    });
    child.once("exit", () => {
      reject(new Error("redis-server did not start"));
    });
  });
  return child;
}

/** Starts a server. */
export async function startRedisServer(password = ""): Promise<RedisServer> {
  const [port, folder] = [await freePort(), await mkdtemp(join(tmpdir(), "wayfield-redis-"))];
  let child = await launch(port, folder, password);
  const kill = async (): Promise<void> => {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  return {
    address: `redis://127.0.0.1:${port}`,
    kill,
    start: async () => {
      child = await launch(port, folder, password);
    },
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}
