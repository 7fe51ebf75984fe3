// pnpm docs: the site with the API reference beside its pages, into docs/.vitepress/dist; every link in it is followed.
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root, runOrExit } from "./lib.mjs";

const site = join(root, "docs", ".vitepress", "dist");

/** The pages of a folder. */
const pagesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".html"))
    .map((file) => join(folder, file));

/** Where the links of a page within the site lead. */
function localLinks(page: string): string[] {
  const base = process.env["DOCS_BASE"] ?? "/";
  return [...readFileSync(page, "utf8").matchAll(/<a\b[^>]*?\bhref="([^"]+)"/g)]
    .map(([, link]) => link!.replace(/[#?].*$/, ""))
    .filter((link) => link !== "" && !/^[a-z]+:|^\/\//i.test(link))
    .map((link) => (link.startsWith(base) ? join(site, link.slice(base.length)) : join(dirname(page), link)))
    .map((file) => decodeURIComponent(file));
}

/** Whether a static server would find a file there. */
const isServed = (file: string): boolean =>
  existsSync(file)
    ? statSync(file).isFile() || existsSync(join(file, "index.html"))
    : existsSync(`${file}.html`);

runOrExit("typedoc", []);
runOrExit("pnpm", ["--filter", "@wayfield/docs", "exec", "vitepress", "build"]);
cpSync(join(root, "docs", "api"), join(site, "api"), { recursive: true });
const pages = pagesOf(site);
const broken = pages.flatMap((page) =>
  [...new Set(localLinks(page))]
    .filter((link) => !isServed(link))
    .map((link) => `${relative(site, page)} → ${relative(site, link)}`),
);
process.stdout.write(`${pages.length} pages, ${broken.length} broken links\n${broken.join("\n")}`);
process.exitCode = broken.length > 0 ? 1 : 0;
