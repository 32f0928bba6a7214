import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BrowserContextOptions, Page } from "playwright-core";
import { startChromium } from "./chromium.ts";
import { root, serve } from "./serve.ts";
import { type WatchedPage, watch } from "./watched.ts";

/** The built playground on a server, and a browser for it. */
export interface Playground {
  readonly url: string;
  /** Folder of the build, which is served. */
  readonly folder: string;
  open(path: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  close(): Promise<void>;
}

/** Builds the playground, serves it and starts a browser. */
export async function startPlayground(): Promise<Playground> {
  const folder = await mkdtemp(join(tmpdir(), "ballonet-web-"));
  await buildPlayground(folder);
  const server = await serve({ folder });
  const browser = await startChromium();
  return {
    url: server.url,
    folder,
    open: (path, options) => watch(browser, server.url, path, options),
    async close() {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A result without its section `run`, which differs from run to run. */
export function withoutRun(json: string): object {
  return { ...JSON.parse(json), run: null };
}

/** Builds the playground like `npm run web:build`, into a separate folder. */
async function buildPlayground(folder: string): Promise<void> {
  const vite = `${root}/node_modules/vite/bin/vite.js`;
  // In a separate process: within vitest it would be built in test mode.
  await promisify(execFile)(process.execPath, [vite, "build", "web", "--outDir", folder, "--emptyOutDir"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production" },
  });
}

const POLL_MS = 30;
const PATIENCE_MS = 20_000;

/** Waits until an expression is true in the page. Polls from outside, since the page's Content-Security-Policy forbids eval in the page. */
export async function until(page: Page, expression: string): Promise<void> {
  const last = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate<boolean>(`Promise.resolve(${expression}).then(Boolean)`).catch(() => false))) {
    if (Date.now() > last) throw new Error(`Timed out waiting for ${expression}`);
    await page.waitForTimeout(POLL_MS);
  }
}

/** Waits until a host is built and shown. */
export async function seen(page: Page): Promise<void> {
  await until(page, "/:.* free,/.test(document.querySelector('.pane .status')?.textContent ?? '')");
}

/** Waits until every host is paused at this time, which the address then contains. */
export async function still(page: Page, atMs: number): Promise<void> {
  await until(page, `new RegExp("[?&]at=${atMs}(&|$)").test(location.hash)`);
}

/** Downloads the result from the page. */
export function savedResult(page: Page): Promise<string> {
  return saved(page, "Result (JSON)");
}

/** Downloads a file from the page, by the name of its button. */
export async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name, exact: true }).click(),
  ]);
  const stream = await download.createReadStream();
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}
