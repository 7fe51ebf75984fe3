import { createReadStream, existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { chromium, type Page } from "playwright";

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
};

/** Serves a folder of files on a free local port. */
function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(folder, path === "/" ? "index.html" : path);
    if (!file.startsWith(folder) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve(server);
    });
  });
}

/**
 * Opens pages of a folder in Chromium, one after the other.
 * @param look Reads what is wanted from a page once it has loaded.
 * @returns What was read from each, with the errors that nobody caught in it.
 */
export async function readPages<T>(
  folder: string,
  executablePath: string,
  files: readonly string[],
  look: (page: Page) => Promise<T>,
): Promise<{ file: string; found: T; errors: string[] }[]> {
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const results = [];
    for (const file of files) {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${file}`);
      results.push({ file, found: await look(page), errors });
      await page.close();
    }
    return results;
  } finally {
    await browser.close();
    server.close();
  }
}

/** Opens a page of a folder in Chromium and returns its title once its script has set it. */
export async function titleOfPage(folder: string, executablePath: string, file: string): Promise<string> {
  const [result] = await readPages(folder, executablePath, [file], async (page) => {
    await page
      .waitForFunction('document.title !== "running"', undefined, { timeout: 180_000 })
      .catch(() => undefined);
    return page.title();
  });
  return [result!.found, ...result!.errors].join("; ");
}
