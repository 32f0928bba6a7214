import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Playground, savedResult, seen, startPlayground, until } from "./playground.ts";

let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground();
}, 120_000);

afterAll(() => playground?.close());

const open = (path: string, options = {}) => playground.open(path, options);

/** Swaps from the first second on, with one VM that suffers and one that does not. */
const PRESSED = [
  "version: 1",
  "name: pressed",
  "duration: 20s",
  "host: { memory: 256MiB, swap: 1GiB }",
  "vms:",
  "  - { name: idle, memory: 192MiB, kernel: 0, swap: 256MiB, balloon: { minimum: 64MiB }, workload: { memory: 160MiB, warm: 160MiB, pattern: idle, rate: 1 } }",
  "  - { name: busy, memory: 192MiB, kernel: 0, swap: 256MiB, balloon: { minimum: 64MiB }, workload: { memory: 180MiB, warm: 20MiB, pattern: uniform, think: 20us } }",
].join("\n");

async function openPressed(page: Page): Promise<void> {
  await seen(page);
  await page.setInputFiles("#file", { name: "own.yaml", mimeType: "text/yaml", buffer: Buffer.from(PRESSED) });
  await until(page, "/^pressed/.test(document.querySelector('.pane h2').textContent)");
  await seen(page);
}

const finished = (page: Page) =>
  until(page, "[...document.querySelectorAll('.pane .status')].every((p) => /finished/.test(p.textContent))");

describe("a host that swaps", () => {
  it("never says that nothing happened, and names who is slowed down and by how much", async () => {
    const { page, close } = await open("#host?example=idle");
    await seen(page);
    const nothing = page.getByText("No events so far.");
    expect(await nothing.isVisible()).toBe(true);
    await openPressed(page);
    await page.click("#play");
    await finished(page);
    await expect.poll(() => nothing.isVisible()).toBe(false);
    const { vms } = JSON.parse(await savedResult(page));
    const [idle, busy] = vms;
    expect(busy.worstSlowdown).toBeGreaterThan(1.05);
    const told = await page.locator(".troubles li").allTextContents();
    expect(told.filter((text) => text.startsWith("busy ")).join()).toContain(`${busy.worstSlowdown.toFixed(2)}×`);
    expect(told.some((text) => text.startsWith("idle "))).toBe(idle.worstSlowdown > 1.05);
    await close();
  });

  it("shows what is swapped apart from what is on the host, as the counters have it", async () => {
    const { page, close } = await open("#host?example=idle");
    await openPressed(page);
    await page.click("#play");
    await finished(page);
    const { vms, scenario } = JSON.parse(await savedResult(page));
    for (const [at, vm] of vms.entries()) {
      const widths = await page.evaluate<number[]>(
        `[".backed", ".swapped"].map((part) => { const bar = document.querySelectorAll(".guest .bar")[${at}]; return bar.querySelector(part).getBoundingClientRect().width / bar.getBoundingClientRect().width; })`,
      );
      const pages = [vm.backedPages, vm.hostSwapUsedPages];
      for (const [part, share] of widths.entries())
        expect(share).toBeCloseTo(pages[part] / scenario.vms[at].memoryPages, 2);
    }
    expect(vms[0].hostSwapUsedPages).toBeGreaterThan(5000);
    const looks = await page.evaluate<string[]>(
      `[".backed", ".swapped"].map((part) => getComputedStyle(document.querySelector(".guest .bar " + part)).backgroundImage)`,
    );
    expect(looks[0]).not.toBe(looks[1]);
    await close();
  });

  it("tells screen readers what its diagrams come to, and not every moment of the slider", async () => {
    const { page, close } = await open("#host?example=idle");
    await openPressed(page);
    await page.click("#play");
    await finished(page);
    const label = () => page.locator("figure[aria-label='Slowdown'] canvas").getAttribute("aria-label");
    await expect
      .poll(label)
      .toMatch(/^Slowdown, drawn from 1\.00× to \d+\.\d\d×; at the end: idle .*, busy \d+\.\d\d×$/);
    expect(await page.locator("[aria-label=Time] :is(output, [role=status], [aria-live])").count()).toBe(0);
    await close();
  });
});

describe("two hosts side by side", () => {
  it("draw the same figure on the same scale", async () => {
    const { page, close } = await open("#host?example=idle");
    await openPressed(page);
    await page.selectOption("#versus", "proxmox");
    await until(page, "document.querySelectorAll('.pane').length === 2");
    await until(page, "[...document.querySelectorAll('.pane .status')].every((p) => /free,/.test(p.textContent))");
    await page.selectOption("#speed", "5");
    await page.click("#play");
    await finished(page);
    await page.waitForTimeout(500);
    const labels = await page.evaluate<string[][]>(
      "[...document.querySelectorAll('.pane')].map((pane) => [...pane.querySelectorAll('figure canvas')].map((canvas) => canvas.getAttribute('aria-label')))",
    );
    const [first, second] = labels.map((all) => all.map((label) => label.split("; at the end")[0]));
    expect(first?.length).toBeGreaterThan(4);
    expect(first).toEqual(second);
    // They have something to share: the two runs do not come to the same.
    expect(labels[0]).not.toEqual(labels[1]);
    await close();
  });

  it("take another manager on the side that is meant, and a link holds both", async () => {
    const { page, close } = await open("#host?example=compression&memory=1024&versus=none&at=20000");
    await until(
      page,
      "[...document.querySelectorAll('.pane .status')].every((p) => /^20 s: .* swap\\.$/.test(p.textContent))",
    );
    const titles = () => page.locator(".pane h2").allTextContents();
    await page.selectOption("#side", "the second host");
    await page.selectOption("#swap", "mom");
    await until(page, "/versusChanges=20000:mom/.test(decodeURIComponent(location.hash))");
    expect((await titles()).map((title) => title.includes("mom from"))).toEqual([false, true]);
    await page.selectOption("#side", "both hosts");
    await page.selectOption("#swap", "proxmox");
    await until(page, "/[?&]changes=20000:proxmox/.test(decodeURIComponent(location.hash))");
    await until(page, "/versusChanges=20000:mom,20000:proxmox/.test(decodeURIComponent(location.hash))");
    const link = page.url();
    await close();
    const again = await open(link.slice(playground.url.length));
    await until(
      again.page,
      "[...document.querySelectorAll('.pane h2')].every((h2) => /proxmox from/.test(h2.textContent)) && document.querySelectorAll('.pane h2').length === 2",
    );
    expect((await again.page.locator(".pane h2").allTextContents())[1]).toContain("mom from");
    await again.close();
  });
});

it("fills the map however close it is looked at", async () => {
  const { page, close } = await open("#host?example=idle");
  await seen(page);
  const map = page.locator(".frame-map canvas");
  const before = await map.boundingBox();
  await map.focus();
  for (let press = 0; press < 16; press++) await page.keyboard.press("+");
  await page.waitForTimeout(300);
  expect(await map.boundingBox()).toEqual(before);
  // Every place of the picture is drawn: none is see-through.
  const clear = await page.evaluate<number>(`(() => {
    const { width, height } = document.querySelector(".frame-map canvas");
    const { data } = document.querySelector(".frame-map canvas").getContext("2d").getImageData(0, 0, width, height);
    return data.filter((value, at) => at % 4 === 3 && value === 0).length;
  })()`);
  expect(clear).toBe(0);
  await close();
});

it("does not show the host before it for a file that cannot be run", async () => {
  const { page, close } = await open("#host?example=idle");
  await seen(page);
  const buffer = Buffer.from("version: 1\nhost: { memory: plenty }\n");
  await page.setInputFiles("#file", { name: "bad.yaml", mimeType: "text/yaml", buffer });
  await page.getByText("The scenario cannot run.").waitFor();
  expect(await page.locator(".pane h2").textContent()).toBe("");
  expect(await page.locator(".pane .frame-map").isVisible()).toBe(false);
  expect(await page.locator("#example").inputValue()).toBe("own");
  await page.selectOption("#example", "sharing");
  await until(page, "/^sharing/.test(document.querySelector('.pane h2').textContent)");
  expect(await page.locator(".pane .frame-map").isVisible()).toBe(true);
  await close();
});

describe("Back", () => {
  it("goes to what was chosen before, and forward again", async () => {
    const { page, close } = await open("#host?example=idle");
    await seen(page);
    await page.selectOption("#example", "sharing");
    await until(page, "/^sharing/.test(document.querySelector('.pane h2').textContent)");
    await page.click("#tab-lab");
    await until(page, "/^#lab/.test(location.hash)");
    await page.goBack();
    await expect.poll(() => page.locator("#tab-host").getAttribute("aria-selected")).toBe("true");
    await page.goBack();
    await until(page, "/^idle/.test(document.querySelector('.pane h2').textContent)");
    expect(await page.locator("#example").inputValue()).toBe("idle");
    await page.goForward();
    await until(page, "/^sharing/.test(document.querySelector('.pane h2').textContent)");
    await close();
  });

  it("goes through the tour step by step, and time that passes is no step", async () => {
    const { page, close } = await open("");
    await seen(page);
    const heading = () => page.locator("#story-title").textContent();
    const first = await heading();
    await page.waitForTimeout(1000);
    const length = await page.evaluate<number>("history.length");
    await page.getByRole("button", { name: "Next" }).click();
    await expect.poll(heading).not.toBe(first);
    await until(page, `history.length === ${length + 1}`);
    await page.goBack();
    await expect.poll(heading).toBe(first);
    await close();
  });
});
