import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bounds, pathsOf, settings } from "@wayfield/example-path-integration/page";
import { PathIntegrationTraining } from "@wayfield/grid-nav";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findChromium } from "../../../scripts/lib.mjs";
import { openChromium, serveLab, type ServedLab } from "./tour/serve-lab.ts";

const axeScript = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let lab: ServedLab;
let browser: Browser;
const pages: Page[] = [];
const errors: string[] = [];

async function open(link: string, viewport = { width: 1280, height: 900 }): Promise<Page> {
  const page = await browser.newPage({ viewport });
  page.on("pageerror", (error) => errors.push(error.message));
  page.setDefaultTimeout(60_000);
  pages.push(page);
  await page.goto(`${lab.url}${link}`);
  return page;
}

const numberIn = async (page: Page, id: string): Promise<number> =>
  Number(await page.getByTestId(id).first().innerText());

/** Waits until a number on the page fulfils a condition. */
const until = (page: Page, id: string, holds: (value: number) => boolean, timeout = 60_000) =>
  expect.poll(async () => holds(await numberIn(page, id)), { timeout, interval: 200 }).toBe(true);

const clickArena = async (page: Page, x: number, y: number): Promise<void> => {
  const arena = page.locator(".arena");
  const { width } = (await arena.boundingBox())!;
  await arena.click({ position: { x: ((x + 1.5) / 3) * width, y: ((1.5 - y) / 3) * width } });
};

// Chromium comes with the check, not with every machine.
describe.skipIf(findChromium() === undefined)("the lab in Chromium", { timeout: 300_000 }, () => {
  beforeAll(async () => {
    [lab, browser] = await Promise.all([serveLab(), openChromium()]);
  }, 120_000);
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
    expect(errors.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await lab.close();
  });

  test("a click puts the goal, the agent arrives there, and the link remembers it", async () => {
    const page = await open("#speed=fastest");
    await page.getByTestId("steps").waitFor();
    await clickArena(page, -0.5, 0.3);
    await expect.poll(() => new URL(page.url()).hash).toContain("goal=-0.5_0.3");
    const before = await numberIn(page, "goals");
    const episode = /Episode (\d+)/;
    await expect
      .poll(
        async () => {
          const now = await page.getByText(episode).innerText();
          return (await numberIn(page, "goals")) > (now.startsWith("Episode 1,") ? before : 0);
        },
        { timeout: 120_000 },
      )
      .toBe(true);
  });

  test("the keyboard does it too", async () => {
    const page = await open("#speed=pause");
    await page.getByTestId("steps").waitFor();
    await page.locator(".arena").focus();
    for (const key of ["ArrowLeft", "ArrowLeft", "ArrowUp", "Enter"]) await page.keyboard.press(key);
    await expect.poll(() => new URL(page.url()).hash).toContain("goal=-0.37_0.13");
  });

  test("a door that opens, a wall that would cut the maze in two, and what the link says of it", async () => {
    const page = await open("#plan=sunburst&who=shortestWay&goal=0_1&speed=pause");
    await page.getByTestId("steps").waitFor();
    await page.getByLabel("A click").selectOption("wall");
    const { width } = (await page.locator(".arena").boundingBox())!;
    const click = (column: number, row: number) =>
      page
        .locator(".arena")
        .click({ position: { x: ((column + 0.5) * width) / 13, y: ((row + 0.5) * width) / 13 } });
    await click(6, 8);
    await expect.poll(() => new URL(page.url()).hash).toContain("changes=6.8");
    await click(6, 8);
    await expect.poll(() => new URL(page.url()).hash).not.toContain("changes");
    await click(10, 8);
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("cut the maze in two");
  });

  test("a lesion, and the chart changes: without its goal code it comes back less often", async () => {
    const page = await open("#speed=pause");
    await page.getByTestId("steps").waitFor();
    await page.getByLabel("Withhold the goal code").check();
    await page.getByLabel("Episodes each").selectOption("8");
    await page.getByRole("button", { name: "Examine before and after" }).click();
    const goals = (row: string) =>
      page
        .getByTestId(row)
        .locator("[data-measure=goalsPerEpisode]")
        .getAttribute("data-mean", { timeout: 120_000 });
    const [before, after] = [Number(await goals("before")), Number(await goals("after"))];
    expect(after).toBeLessThan(before / 2);
    expect(await page.getByRole("img", { name: /^goals in an episode: intact/ }).count()).toBe(1);
    expect(new URL(page.url()).hash).toContain("withheld=goal-code");
  });

  test("maps fill in, a unit is looked at and silenced, and so is a quarter", async () => {
    const page = await open("#who=forager&speed=fastest");
    await until(page, "samples", (samples) => samples >= 150);
    const units = page.getByRole("group", { name: "Units" });
    await units.getByRole("button").first().click();
    await page.getByRole("button", { name: "Silence it" }).click();
    await expect.poll(() => page.getByTestId("lesion").innerText()).toBe("1 units silenced");
    await page.getByRole("button", { name: "Silence the most grid-like quarter" }).click();
    await expect.poll(() => page.getByTestId("lesion").innerText()).toBe("64 units silenced");
    await page.getByRole("button", { name: "Heal everything" }).click();
    await expect.poll(() => page.getByTestId("lesion").innerText()).toBe("intact");
  });

  test("training from nothing beats standing still; the checkpoint goes to Node and back; a broken file changes nothing", async () => {
    const page = await open("#page=integrator");
    const error = page.getByTestId("error");
    await error.waitFor();
    const untrained = Number(await error.innerText());
    await page.getByRole("button", { name: "Train" }).click();
    // Who believes to have stayed is off by about half as much as an untrained network: it must do better than that.
    await until(page, "error", (now) => now < untrained / 3, 280_000);
    await page.getByRole("button", { name: "Pause" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the checkpoint" }).click(),
    ]);
    const file = await download.path();
    const { config, motion } = settings.fast;
    const training = new PathIntegrationTraining(config, { seed: 1, bounds, trajectories: pathsOf(motion) });
    training.restore(new Uint8Array(await readFile(file)));
    const made = training.steps;
    // The page looks at its training twice a second.
    await until(page, "updates", (updates) => updates === made);
    for (let update = 0; update < 3; update++) training.update();
    const [further, broken] = [
      join(lab.folder, "further.safetensors"),
      join(lab.folder, "broken.safetensors"),
    ];
    await writeFile(further, await training.save());
    await writeFile(broken, (await readFile(further)).subarray(0, 5000));
    training.dispose();
    const input = page.getByLabel("Load a checkpoint");
    await input.setInputFiles(further);
    await until(page, "updates", (updates) => updates === made + 3);
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("is loaded");
    await input.setInputFiles(broken);
    await expect
      .poll(() => page.getByRole("alert").innerText())
      .toMatch(/expected .* got|cut off|truncated/i);
    expect(await numberIn(page, "updates")).toBe(made + 3);
  });

  test("what was trained stays when an engine is picked, and a checkpoint of another seed goes on", async () => {
    const page = await open("#page=integrator");
    const patient = { timeout: 60_000 };
    await page.getByTestId("error").waitFor();
    await page.getByRole("button", { name: "Train" }).click();
    await until(page, "updates", (updates) => updates > 5);
    await page.getByRole("button", { name: "Pause" }).click();
    const made = await numberIn(page, "updates");
    const download = page.getByRole("button", { name: "Download the checkpoint" });
    await page.getByLabel("Engine").selectOption("webgpu");
    await expect.poll(() => page.getByRole("alert").innerText(), patient).toContain("webgpu");
    await expect.poll(() => download.isEnabled(), patient).toBe(true);
    await page.getByLabel("Engine").selectOption("wasm");
    await expect.poll(() => download.isEnabled(), patient).toBe(true);
    await page.getByRole("button", { name: "Train" }).click();
    await until(page, "updates", (updates) => updates > made);
    await page.getByRole("button", { name: "Pause" }).click();
    const { config, motion } = settings.fast;
    const other = new PathIntegrationTraining(config, { seed: 2, bounds, trajectories: pathsOf(motion) });
    for (let update = 0; update < 2; update++) other.update();
    const file = join(lab.folder, "other.safetensors");
    await writeFile(file, await other.save());
    other.dispose();
    await page.getByLabel("Load a checkpoint").setInputFiles(file);
    await expect.poll(() => page.getByRole("alert").innerText(), patient).toContain("its seed is 2");
    await until(page, "updates", (updates) => updates === 2);
  });

  test("the TD error moves when the reward does", async () => {
    const page = await open("#page=conditioning");
    expect(await numberIn(page, "peak")).toBeLessThan(-0.9);
    expect(await numberIn(page, "peak-step")).toBe(15);
    await page.getByLabel("Last trials without reward").fill("0");
    await until(page, "peak-step", (step) => step === 5);
    await page.getByLabel("Size of the reward").fill("2");
    await until(page, "peak", (peak) => peak > 1.8);
  });

  test("a drawn digit is read by both models", async () => {
    const page = await open("#page=digits");
    await page.getByRole("button", { name: "A 3" }).click();
    await until(page, "glimpse-digit", (digit) => digit === 3);
    await until(page, "neocognitron-digit", (digit) => digit >= 0);
    expect(await page.getByText("glimpse 6:").count()).toBe(1);
  });

  test.each(["animal", "integrator", "conditioning", "digits"])(
    "%s has no barriers that axe finds",
    async (name) => {
      const page = await open(`#page=${name}&who=forager&speed=fastest`);
      if (name === "animal") await until(page, "samples", (samples) => samples >= 150);
      await page.getByRole("heading", { level: 2 }).waitFor();
      if (name === "conditioning") await page.locator(".chart svg [aria-label=raster]").waitFor();
      await page.addScriptTag({ path: axeScript });
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
      });
      expect(violations).toEqual([]);
    },
  );

  test("on a phone nothing sticks out", async () => {
    for (const name of ["animal", "integrator", "conditioning", "digits"]) {
      const page = await open(`#page=${name}`, { width: 360, height: 740 });
      await page.getByRole("heading", { level: 2 }).waitFor();
      await page.waitForTimeout(1000);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(360);
    }
  });

  test("once loaded it works without a network", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(lab.url);
    await page.getByTestId("steps").waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    await context.setOffline(true);
    await page.reload();
    await page.getByTestId("steps").waitFor({ timeout: 60_000 });
    await context.close();
  });

  test("an engine that the browser does not have is said so, and the choice stays open", async () => {
    const page = await open("#engine=webgpu");
    await expect.poll(() => page.getByRole("alert").innerText(), { timeout: 60_000 }).toContain("webgpu");
    await page.getByLabel("Engine").selectOption("wasm");
    await page.getByTestId("steps").waitFor();
  });
});
