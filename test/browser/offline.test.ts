import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Playground, seen, startPlayground, until } from "./playground.ts";

let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground();
}, 120_000);

afterAll(() => playground?.close());

/** A browser looks for a new version when it finds time, which it does not while a page draws all the time. */
const PATIENCE = { timeout: 60_000 };
const ACTIVE = "navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated')";

/** Puts another build in the place of this one: its page says which it is, and its service worker is another one. */
async function publish(build: string): Promise<void> {
  const change = async (file: string, from: RegExp, to: string) => {
    const path = join(playground.folder, file);
    const text = await readFile(path, "utf8");
    expect(text).toMatch(from);
    await writeFile(path, text.replace(from, to));
  };
  await change("index.html", /<html lang="en"( data-build="\w+")?>/, `<html lang="en" data-build="${build}">`);
  await change("offline.js", /version = "\w+"/, `version = "${build}"`);
}

/** The builds that are kept, the oldest first. */
async function kept(page: Page): Promise<string[]> {
  const names = await page.evaluate<string[]>("caches.keys()");
  return names.map((name) => name.split(" ").at(-1) ?? "");
}

it("works offline once it has been loaded, all of it", async () => {
  const { page, problems, close } = await playground.open("");
  await until(page, ACTIVE);
  await page.context().setOffline(true);
  await page.goto(`${playground.url}#host?example=recorded`);
  await page.reload();
  await seen(page);
  await page.click("#tab-lab");
  await page.getByText("references to").waitFor();
  expect(problems).toEqual([]);
  await close();
});

it("offers a new version, which takes nothing from what is seen, and keeps no more than the one before it", async () => {
  const { page, problems, close } = await playground.open("#host?example=sharing&at=1000");
  await until(page, ACTIVE);
  const build = () => page.evaluate<string | null>("document.documentElement.getAttribute('data-build')");
  const offer = page.getByText("There is a new version of this page.");
  const update = () => page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())");
  expect(await offer.count()).toBe(0);

  await publish("second");
  await update();
  await offer.waitFor(PATIENCE);
  const status = () => page.locator(".pane .status").textContent();
  expect(await status()).toMatch(/^1 s:/);
  await page.click("#play");
  await expect.poll(status, PATIENCE).toMatch(/^[^1].*real time/);
  expect(await build()).toBe(null);
  // What the page has not fetched yet is still there for it.
  await page.click("#tab-lab");
  await page.getByText("references to").waitFor();
  const [first, ...later] = await kept(page);
  expect(later).toEqual(["second"]);

  await page.getByRole("button", { name: "Load it" }).click();
  await seen(page);
  expect(await build()).toBe("second");
  expect(await page.evaluate<string>("location.hash")).toContain("example=sharing");

  await publish("third");
  await update();
  await offer.waitFor(PATIENCE);
  await until(page, `caches.keys().then((names) => names.length === 2)`);
  expect(await kept(page)).toEqual(["second", "third"]);
  expect(first).not.toBe("second");
  expect(problems).toEqual([]);
  await close();
});
