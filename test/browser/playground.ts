import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { root } from "./serve.ts";

/** Builds the playground as `npm run web:build` does, into a folder of the tests' own. */
export async function buildPlayground(folder: string): Promise<void> {
  const vite = `${root}/node_modules/vite/bin/vite.js`;
  // As a process of its own: in one that runs tests it would be built for tests.
  await promisify(execFile)(process.execPath, [vite, "build", "web", "--outDir", folder, "--emptyOutDir"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production" },
  });
}

const POLL_MS = 30;
const PATIENCE_MS = 20_000;

/** Waits until an expression is true in the page; asked from outside, since the page's policy lets nobody evaluate texts within. */
export async function until(page: Page, expression: string): Promise<void> {
  const last = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate<boolean>(`Promise.resolve(${expression}).then(Boolean)`).catch(() => false))) {
    if (Date.now() > last) throw new Error(`It never came to be that ${expression}`);
    await page.waitForTimeout(POLL_MS);
  }
}

/** Waits until a host is built and seen. */
export async function seen(page: Page): Promise<void> {
  await until(page, "/:.* free,/.test(document.querySelector('.pane .status')?.textContent ?? '')");
}

/** Waits until every host stands still at the moment that the address names. */
export async function still(page: Page, atMs: number): Promise<void> {
  await until(page, `new RegExp("[?&]at=${atMs}(&|$)").test(location.hash)`);
}

/** The result that the page gives to take along. */
export async function savedResult(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Result (JSON)" }).click(),
  ]);
  const stream = await download.createReadStream();
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}
