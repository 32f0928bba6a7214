import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { comparisonHtml, runHtml } from "../../dist/html.js";
import { compare, loadScenario, openScenarioFile, simulate } from "../../dist/index.node.js";
import { barriers, isTooWide } from "./accessible.ts";
import { startChromium } from "./chromium.ts";
import { watch } from "./watched.ts";

let browser: Browser;
const HOSTILE = `</script><img src=x onerror="document.title='owned'">`;

beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());

/** Opens a report from disk. */
async function fromDisk(name: string, html: string, colorScheme: "light" | "dark", width: number) {
  const file = join(tmpdir(), `ballonet-${name}-${process.pid}.html`);
  await writeFile(file, html);
  return watch(browser, pathToFileURL(file).href, "", { colorScheme, viewport: { width, height: 800 } });
}

const short = [{ path: "duration", value: "20s" }];

it.each([
  ["light", 1280],
  ["dark", 360],
] as const)("the page of a run opens from disk: %s, %i pixels wide", async (colorScheme, width) => {
  const { scenario } = await loadScenario("examples/compression.yaml", { overrides: short });
  const result = await simulate({ ...scenario, name: HOSTILE });
  const { page, problems, close } = await fromDisk("run", runHtml(result), colorScheme, width);
  expect(await page.locator("#charts canvas").count()).toBeGreaterThan(4);
  expect(await page.title()).toContain(HOSTILE);
  expect(await page.locator("main img").count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
  expect(await isTooWide(page)).toBe(false);
  // A moment pointed at in one diagram is read in all of them.
  await page.locator("#charts .u-over").first().hover();
  const moments = await page.locator("#charts .chart:not(.small) .u-legend tr:first-child .u-value").allTextContents();
  expect(new Set(moments).size).toBe(1);
  expect(moments[0]).toMatch(/\d s/);
  expect(problems).toEqual([]);
  await close();
});

it.each(["light", "dark"] as const)("the page of a comparison opens from disk: %s", async (colorScheme) => {
  const source = await openScenarioFile("examples/compression.yaml");
  const vary = [{ path: "manager.kind", values: ["none", "proxmox"] }];
  const compared = await compare(source, { vary, overrides: [{ path: "duration", value: "2s" }] });
  const html = comparisonHtml({ ...compared, scenario: HOSTILE });
  const { page, problems, close } = await fromDisk("comparison", html, colorScheme, 360);
  expect(await page.locator("tbody tr").count()).toBe(2);
  expect(await page.locator("main img").count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
  expect(await isTooWide(page)).toBe(false);
  expect(problems).toEqual([]);
  await close();
});
