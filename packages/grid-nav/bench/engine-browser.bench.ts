// The engine against TensorFlow.js's own wasm engine in Chromium: the same tasks as engine.bench.ts, each side in a page of
// its own, in turn.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, type BenchRow } from "@wayfield/bench";
import { chromium, type Browser, type Page } from "playwright";
import { build, defaultClientConditions, type Rolldown } from "vite";
import { findChromium } from "../../../scripts/lib.mjs";
import type { RunTask } from "./page/answer-tasks.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const wasmFiles = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
const address = "http://bench.localhost";

/** One of the scripts in `page/` with everything it imports. */
async function bundle(name: string): Promise<string> {
  const built = (await build({
    configFile: false,
    root: here,
    logLevel: "silent",
    resolve: { conditions: ["@wayfield/source", ...defaultClientConditions] },
    build: { write: false, minify: false, rolldownOptions: { input: join(here, "page", `${name}.ts`) } },
  })) as Rolldown.RolldownOutput;
  return built.output[0].code;
}

/** A page that answers tasks; nothing is fetched over the network. */
async function openPage(browser: Browser, name: string): Promise<Page> {
  const script = await bundle(name);
  const page = await browser.newPage();
  const html = '<!doctype html><script type="module" src="/script.js"></script>';
  await page.route(`${address}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith(".wasm")) await route.fulfill({ path: join(wasmFiles, pathname.slice(6)) });
    else if (pathname === "/script.js") await route.fulfill({ body: script, contentType: "text/javascript" });
    else await route.fulfill({ body: html, contentType: "text/html" });
  });
  await page.goto(address);
  await page.waitForFunction("globalThis.runTask !== undefined");
  return page;
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

async function contest(pages: readonly Page[], rounds: number, request: Parameters<RunTask>) {
  const times: number[][] = pages.map(() => []);
  for (let round = -2; round < rounds; round++)
    for (const [index, page] of pages.entries()) {
      const time = await page.evaluate(
        (call) => (globalThis as unknown as { runTask: RunTask }).runTask(...call),
        request,
      );
      if (round >= 0) times[index]!.push(time);
    }
  const [ours, peer] = times.map(median) as [number, number];
  return { ours: round2(ours), peer: round2(peer), peerName: "tfjs-tuned", ratio: round2(peer / ours) };
}

/** Whole training steps and a matrix product in a page; none where there is no Chromium. */
export async function rows(): Promise<BenchRow[]> {
  const executablePath = findChromium();
  if (executablePath === undefined) return [];
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const pages = [await openPage(browser, "ours"), await openPage(browser, "tfjs")];
    return [
      { name: "page-grid-step-b10-l256", ...(await contest(pages, 11, ["grid", 10, 256])) },
      { name: "page-grid-step-b10-l512", ...(await contest(pages, 7, ["grid", 10, 512])) },
      { name: "page-gemm-512", ...(await contest(pages, 15, ["gemm", 512])) },
      { name: "page-vision-step-b32", ...(await contest(pages, 5, ["vision", 32])) },
      { name: "page-digits-step-b64", ...(await contest(pages, 5, ["digits", 64])) },
    ];
  } finally {
    await browser.close();
  }
}
