import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonReport, loadScenario, simulate } from "../../dist/index.node.js";
import { barriers, isTooWide } from "./accessible.ts";
import { type Playground, saved, savedResult, seen, startPlayground, still, until, withoutRun } from "./playground.ts";

let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground();
}, 120_000);

afterAll(() => playground?.close());

const open = (path: string, options = {}) => playground.open(path, options);
const status = (page: Page, pane = 0) => page.locator(".pane .status").nth(pane).textContent();
const title = (page: Page) => page.locator(".pane h2").first().textContent();

/** A small host, so that whole runs take no time. */
const SMALL = "host?example=compression&memory=1024";

describe.each([
  ["light", 1280],
  ["dark", 360],
] as const)("in %s colours, %i pixels wide", (colorScheme, width) => {
  it.each(["", "#host?example=sharing", "#host?example=idle&versus=mom", "#lab?policies=lru,clock"])(
    "%s is accessible, fits, and asks nothing of elsewhere",
    async (path) => {
      const { page, problems, close } = await open(path, { colorScheme, viewport: { width, height: 800 } });
      if (path.startsWith("#lab")) await page.getByText("references to").waitFor();
      else await seen(page);
      expect(await barriers(page)).toEqual([]);
      expect(await isTooWide(page)).toBe(false);
      expect(problems).toEqual([]);
      await close();
    },
  );
});

describe("a run in the playground", () => {
  it("gives the same JSON as the command line with the values that were set", async () => {
    const { page, close } = await open(`#${SMALL}&manager=proxmox&seed=5&at=60000`);
    await still(page, 60000);
    await until(page, "/finished/.test(document.querySelector('.pane .status').textContent)");
    const { scenario } = await loadScenario("examples/compression.yaml", {
      overrides: [
        { path: "host.memory", value: "1024MiB" },
        { path: "manager", value: "proxmox" },
        { path: "seed", value: "5" },
      ],
    });
    expect(withoutRun(await savedResult(page))).toEqual(withoutRun(jsonReport(await simulate(scenario))));
    await close();
  });

  it("is reproduced by its link to the byte, with the managers changed on the way", async () => {
    const { page, problems, close } = await open("#host?example=reassign");
    await seen(page);
    await page.selectOption("#speed", "60");
    await page.click("#play");
    await page.waitForTimeout(700);
    await page.selectOption("#swap", "mom");
    await until(page, "/changes=/.test(location.hash)");
    await page.waitForTimeout(400);
    await page.click("#play");
    await until(page, "document.querySelector('#play').textContent === 'Run'");
    await page.waitForTimeout(300);
    const link = page.url();
    expect(await title(page)).toContain("mom from");
    const first = await savedResult(page);
    await close();
    const again = await open(link.slice(playground.url.length));
    const at = Number(/[?&]at=(\d+)/.exec(link)?.[1]);
    expect(at).toBeGreaterThan(0);
    await until(
      again.page,
      `/^[^:]*(:\\d+ min)?: .* swap\\.$/.test(document.querySelector('.pane .status').textContent)`,
    );
    const second = await savedResult(again.page);
    expect(JSON.parse(second).simulatedNs).toBe(at * 1e6);
    expect(second).toBe(first);
    expect(problems).toEqual([]);
    await again.close();
  });
});

describe("the controls", () => {
  it("run, pause, step and go back", async () => {
    const { page, close } = await open(`#${SMALL}`);
    await seen(page);
    await page.selectOption("#speed", "5");
    await page.click("#play");
    await page.waitForTimeout(600);
    await page.click("#play");
    await page.waitForTimeout(400);
    const stopped = await status(page);
    await page.waitForTimeout(500);
    expect(await status(page)).toBe(stopped);
    const at = () => page.evaluate<number>("Number(/[?&]at=(\\d+)/.exec(location.hash)?.[1] ?? 0)");
    const paused = await at();
    expect(paused).toBeGreaterThan(0);
    await page.click("#step");
    await still(page, paused + 1000);
    await page.locator("#moment").focus();
    await page.keyboard.press("Home");
    await until(page, "!/[?&]at=/.test(location.hash)");
    await page.keyboard.press("ArrowRight");
    await still(page, 100);
    await page.click("#restart");
    await until(page, "!/[?&]at=/.test(location.hash)");
    await close();
  });

  it("set what they say over the scenario, by slider, list and keyboard", async () => {
    const { page, close } = await open("#host?example=idle");
    await seen(page);
    const memory = page.locator("#memory");
    const before = await memory.inputValue();
    await memory.focus();
    await page.keyboard.press("ArrowLeft");
    await until(page, "/memory=30720/.test(location.hash)");
    expect(Number(await memory.inputValue())).toBe(Number(before) - 1);
    const box = await page.locator("#vms").boundingBox();
    if (box === null) throw new Error("there is no slider");
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 2, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await until(page, "/vms=2(&|$)/.test(location.hash)");
    await until(page, "document.querySelectorAll('.guest').length === 2");
    for (const work of ["idle", "working set", "skewed", "everything"]) {
      await page.selectOption("#work", work);
      await seen(page);
      expect(await page.locator("[role=alert]").textContent()).toBe("");
    }
    await page.selectOption("#manager", "esx");
    await until(page, "/manager esx/.test(document.querySelector('.pane h2').textContent)");
    await close();
  });

  it("keep two hosts together, whichever is the faster, and let them rest at the same moment", async () => {
    const { page, close } = await open("#host?example=reassign&versus=none");
    await seen(page);
    await page.selectOption("#speed", "300");
    await page.click("#play");
    const apart = await page.evaluate<number>(`new Promise((resolve) => {
      const seconds = (text) => {
        const [, minutes = 0, rest = 0, whole = 0, only = 0] = /^(?:(\\d+):(\\d+) min|(\\d+) min|([\\d.]+) s):/.exec(text) ?? [, NaN];
        return 60 * (Number(minutes) + Number(whole)) + Number(rest) + Number(only);
      };
      let most = NaN;
      const look = () => {
        const [a, b] = [...document.querySelectorAll(".pane .status")].map((p) => seconds(p.textContent));
        if (Number.isFinite(a - b)) most = Math.max(most || 0, Math.abs(a - b));
      };
      const timer = setInterval(look, 20);
      setTimeout(() => { clearInterval(timer); resolve(most); }, 2500);
    })`);
    expect(apart).toBeLessThan(60);
    await page.click("#play");
    await page.waitForTimeout(1500);
    const [first, second] = [await status(page, 0), await status(page, 1)];
    expect(first?.split(": ")[0]).toBe(second?.split(": ")[0]);
    await close();
  });

  it("look closer at the map by key, wheel and button", async () => {
    const { page, close } = await open("#host?example=idle");
    await seen(page);
    const map = page.locator(".frame-map canvas");
    const words = page.locator(".frame-map p");
    await map.hover();
    await expect.poll(() => words.textContent()).toMatch(/^Frames \d+ to \d+: mostly/);
    await map.focus();
    for (let press = 0; press < 14; press++) await page.keyboard.press("+");
    await page.waitForTimeout(200);
    await map.hover();
    await expect.poll(() => words.textContent()).toMatch(/^Frame \d+: /);
    await page.getByRole("button", { name: "All frames" }).click();
    await page.waitForTimeout(200);
    await map.hover();
    await expect.poll(() => words.textContent()).toMatch(/^Frames/);
    await close();
  });

  it("choose a part of the page by arrow key, and a policy without losing the place", async () => {
    const { page, close } = await open("#host?example=idle");
    await page.locator("#tab-host").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator("#tab-lab").getAttribute("aria-selected")).toBe("true");
    await page.locator("#policy-sieve").focus();
    await page.keyboard.press("Space");
    await until(page, "/policies=.*sieve/.test(location.hash)");
    expect(await page.evaluate<string>("document.activeElement.id")).toBe("policy-sieve");
    await close();
  });
});

it("takes a scenario along that says what was done while it ran, and where that is seen", async () => {
  const there = (page: Page) =>
    until(page, "/^20 s: .* in host swap\\.$/.test(document.querySelector('.pane .status')?.textContent ?? '')");
  const { page, close } = await open(`#${SMALL}&seed=7&at=20000`);
  await there(page);
  await page.selectOption("#swap", "mom");
  await until(page, "/changes=20000:mom/.test(decodeURIComponent(location.hash))");
  await page.getByText("From now on mom is the memory manager.").waitFor();
  const text = await saved(page, "Scenario");
  const [began, then, where, ...rest] = text.split("\n");
  expect(began).toBe(
    "# Command for the start of the run on the page: ballonet run compression.yaml --set 'host.memory=1024MiB' --set 'seed=7'",
  );
  expect(then).toMatch(/which a scenario cannot express: mom from 20 s\.$/);
  expect(rest.join("\n")).toBe(await readFile("examples/compression.yaml", "utf8"));
  const link = /^# Link to the run with these changes: (\S+)$/.exec(where ?? "")?.[1] ?? "";
  const first = await savedResult(page);
  expect(JSON.parse(first).events).toContainEqual({
    timeNs: 20e9,
    kind: "manager-replaced",
    vm: null,
    text: "From now on mom is the memory manager.",
  });
  await close();
  const again = await open(link.slice(playground.url.length));
  await there(again.page);
  await until(again.page, "/mom from/.test(document.querySelector('.pane h2').textContent)");
  expect(await savedResult(again.page)).toBe(first);
  await again.close();
});

it("loads little before the first picture, and keeps its place", async () => {
  const { page, close } = await open("#host?example=idle");
  await seen(page);
  const names = await page.evaluate<string[]>("performance.getEntriesByType('resource').map(({ name }) => name)");
  const worker =
    (await readFile(join(playground.folder, "offline.js"), "utf8")).match(/assets\/(worker|release)-[^"]*/g) ?? [];
  const files = new Set(["index.html", ...worker, ...names.map((name) => name.slice(playground.url.length))]);
  let bytes = 0;
  for (const file of files)
    if (/\.(html|js|css|wasm)$/.test(file))
      bytes += gzipSync(await readFile(join(playground.folder, file)), { level: 9 }).length;
  expect(bytes).toBeLessThanOrEqual(170 * 1024);
  await page.click("#play");
  await page.waitForTimeout(2000);
  const shift = await page.evaluate<number>(
    "new Promise((resolve) => { let sum = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; }).observe({ type: 'layout-shift', buffered: true }); setTimeout(() => resolve(sum), 300); })",
  );
  expect(shift).toBeLessThan(0.05);
  await close();
});

it("shows the memory of a large host being dealt out before it can run", async () => {
  const { page, close } = await open("#host?example=idle");
  await seen(page);
  const told = await page.evaluate<string[]>(`new Promise((resolve) => {
    const status = document.querySelector(".pane .status");
    const map = document.querySelector(".frame-map canvas");
    const told = [];
    new MutationObserver(() => {
      told.push(status.textContent + " " + map.getAttribute("aria-label"));
      // What the host before it still had to say comes first.
      if (/^0 s:/.test(status.textContent) && told.some((words) => /^Building/.test(words))) resolve(told);
    }).observe(status, { childList: true, characterData: true, subtree: true });
    location.hash = "host?example=busy";
  })`);
  const booting = told.filter((words) => /^\d of 8 guests are booting … Map of the host's frames: /.test(words));
  expect(booting.length).toBeGreaterThan(0);
  const free = booting.map((words) => Number(/([\d.]+) GiB of 31 GiB free/.exec(words)?.[1]));
  expect(free).toEqual(free.toSorted((a, b) => b - a));
  expect(free.at(-1)).toBeLessThan(31);
  await close();
});

it("leaves nothing behind after a hundred runs", async () => {
  const { page, close } = await open(`#${SMALL}`);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send("HeapProfiler.collectGarbage");
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize;
  };
  const run = async (seed: number) => {
    await page.evaluate(`location.hash = "${SMALL}&seed=${seed}&at=100"`);
    await until(
      page,
      `/^0\\.1 s/.test(document.querySelector('.pane .status').textContent) && document.querySelector('#seed').value === "${seed}"`,
    );
  };
  await seen(page);
  for (let seed = 1; seed <= 10; seed++) await run(seed);
  const before = await heap();
  for (let seed = 11; seed <= 110; seed++) await run(seed);
  expect((await heap()) - before).toBeLessThan(4 * 2 ** 20);
  expect(page.workers().length).toBeLessThanOrEqual(1);
  await close();
});
