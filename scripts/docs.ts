// pnpm docs: the site with the API reference beside its pages, into docs/.vitepress/dist; every link in it is followed,
// and every figure that computes in its page is looked at in Chromium where there is one.
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { readPages } from "../internal/smoke/src/browser.ts";
import { findChromium, root, runOrExit } from "./lib.mjs";

const site = join(root, "docs", ".vitepress", "dist");
const base = process.env["DOCS_BASE"] ?? "/";

/** The pages of a folder. */
const pagesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".html"))
    .map((file) => join(folder, file));

/** Where the links of a page within the site lead. */
function localLinks(page: string): string[] {
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

/** What a page's figure says once it is drawn, or why it says nothing; runs in the page. */
const lookAtFigure = `new Promise((resolve) => {
  const deadline = performance.now() + 60_000;
  const look = () => {
    const canvas = document.querySelector(".live-figure canvas");
    const caption = document.querySelector(".live-figure figcaption")?.textContent ?? "";
    const drawn = canvas?.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
    if (drawn && caption) resolve("");
    else if (performance.now() > deadline) resolve(drawn ? "no caption" : "nothing drawn");
    else setTimeout(look, 100);
  };
  look();
})`;

/** The concept pages whose figure does not compute. */
async function blankFigures(): Promise<string[]> {
  const concepts = readdirSync(join(root, "docs", "concepts")).map((file) =>
    join("concepts", file.replace(/\.md$/, ".html")),
  );
  const chromium = findChromium();
  if (chromium === undefined || base !== "/") {
    process.stdout.write("no Chromium, or a site for a sub-path: the live figures were not looked at\n");
    return [];
  }
  const results = await readPages(site, chromium, concepts, (page) => page.evaluate<string>(lookAtFigure));
  const failures = results
    .map(({ file, found, errors }) => `${file}: ${[found, ...errors].filter(Boolean).join("; ")}`)
    .filter((line) => !line.endsWith(": "));
  process.stdout.write(`${results.length} live figures, ${failures.length} that do not draw\n`);
  return failures;
}

runOrExit("typedoc", []);
runOrExit("pnpm", ["--filter", "@wayfield/docs", "exec", "vitepress", "build"]);
cpSync(join(root, "docs", "api"), join(site, "api"), { recursive: true });
const pages = pagesOf(site);
const broken = pages.flatMap((page) =>
  [...new Set(localLinks(page))]
    .filter((link) => !isServed(link))
    .map((link) => `${relative(site, page)} → ${relative(site, link)}`),
);
process.stdout.write(
  `${pages.length} pages, ${broken.length} broken links\n${broken.map((line) => `${line}\n`).join("")}`,
);
const blank = await blankFigures();
process.stdout.write(blank.map((line) => `${line}\n`).join(""));
process.exitCode = broken.length + blank.length > 0 ? 1 : 0;
