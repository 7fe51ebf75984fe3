import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Browser, Page } from "playwright";
import { medianOf } from "@wayfield/example-kit/statistics";
import { engineNames } from "../engine-names.ts";
import { openChromium, serveLab, type ServedLab } from "./serve-lab.ts";

const compress = promisify(gzip);

const viewport = { width: 1280, height: 900 };

/** Goes through the lab as its user would, with a watch and a camera. */
export class Tour {
  private readonly lab: ServedLab;
  private readonly browser: Browser;

  constructor(lab: ServedLab, browser: Browser) {
    this.lab = lab;
    this.browser = browser;
  }

  /** All files but the weights, gzip, kilobytes of 1000 bytes. */
  async compressedKilobytes(): Promise<number> {
    const entries = await readdir(this.lab.folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".safetensors"));
    const sizes = await Promise.all(
      files.map(
        async ({ parentPath, name }) => (await compress(await readFile(join(parentPath, name)))).length,
      ),
    );
    return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000);
  }

  /** From the click on a link to an animal that has walked: the median of fresh visits. */
  async firstViewSeconds(visits: number): Promise<number> {
    const times: number[] = [];
    for (let visit = 0; visit < visits; visit++) {
      const began = performance.now();
      const page = await this.open("");
      await page.waitForFunction(
        () => Number(document.querySelector("[data-testid=steps]")?.textContent) > 0,
      );
      times.push((performance.now() - began) / 1000);
      await page.context().close();
    }
    return Number(medianOf(times).toFixed(2));
  }

  /** Trains for a while and watches for tasks that block the page. */
  async train(seconds: number, out: string): Promise<Record<string, number>> {
    const page = await this.open("#page=integrator");
    await page.getByTestId("error").waitFor();
    const untrained = Number(await page.getByTestId("error").innerText());
    await page.evaluate(() => {
      const tasks: number[] = ((globalThis as unknown as { longTasks: number[] }).longTasks = []);
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: "longtask" });
    });
    await page.getByRole("button", { name: "Train" }).click();
    await page.waitForTimeout(1000 * seconds);
    const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
    const errorCm = Number(await page.getByTestId("error").innerText());
    const updates = Number(await page.getByTestId("updates").innerText());
    await page.screenshot({ path: join(out, "integrator.png") });
    await page.context().close();
    return {
      tasksOver50Milliseconds: tasks.length,
      longestTaskMilliseconds: Math.round(Math.max(0, ...tasks)),
      trainingUpdates: updates,
      untrainedErrorCm: untrained,
      errorCmAfterTraining: errorCm,
    };
  }

  /** How fast the animal is on each engine that starts here. */
  async stepsPerSecond(): Promise<Record<string, number>> {
    const speeds: Record<string, number> = {};
    for (const engine of engineNames) {
      const page = await this.open(`#engine=${engine}&speed=fastest`);
      const isThere = await page
        .getByTestId("steps")
        .waitFor({ timeout: 20_000 })
        .then(() => true)
        .catch(() => false);
      if (isThere) {
        await page.waitForTimeout(5000);
        speeds[`${engine}StepsPerSecond`] = Number(await page.getByTestId("rate").innerText());
      }
      await page.context().close();
    }
    return speeds;
  }

  /** Takes the pictures of the README. */
  async pictures(out: string): Promise<void> {
    const animal = await this.open("#who=forager&speed=fastest");
    await animal.waitForFunction(
      () => Number(document.querySelector("[data-testid=samples]")?.textContent) > 3500,
      undefined,
      { timeout: 120_000 },
    );
    await animal.getByLabel("Who walks").selectOption("grid");
    await animal.waitForTimeout(8000);
    await animal.getByLabel("Withhold the goal code").check();
    await animal.getByLabel("Episodes each").selectOption("8");
    await animal.getByRole("button", { name: "Examine before and after" }).click();
    await animal.getByTestId("after").waitFor({ timeout: 120_000 });
    await animal.screenshot({ path: join(out, "animal.png"), fullPage: true });
    const digits = await this.open("#page=digits");
    await digits.getByRole("button", { name: "A 3" }).click();
    await digits.getByTestId("glimpse-digit").waitFor();
    await digits.screenshot({ path: join(out, "digits.png") });
    const conditioning = await this.open("#page=conditioning");
    await conditioning.getByTestId("peak").waitFor();
    await conditioning.screenshot({ path: join(out, "conditioning.png") });
  }

  /** A fresh visitor's page. */
  private async open(link: string): Promise<Page> {
    const context = await this.browser.newContext({ viewport });
    const page = await context.newPage();
    await page.goto(`${this.lab.url}${link}`);
    return page;
  }
}

/** Builds, serves and opens the lab for a while. */
export async function useTour<Result>(visit: (tour: Tour) => Promise<Result>): Promise<Result> {
  const lab = await serveLab();
  try {
    const browser = await openChromium();
    try {
      return await visit(new Tour(lab, browser));
    } finally {
      await browser.close();
    }
  } finally {
    await lab.close();
  }
}
