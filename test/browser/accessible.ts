import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { root } from "./serve.ts";

const axe = readFile(`${root}/node_modules/axe-core/axe.min.js`, "utf8");

/** Accessibility violations that axe finds in a page: rule and element. */
export async function barriers(page: Page): Promise<string[]> {
  // Evaluated, not added as an element: the page's policy would not let it run.
  await page.evaluate(await axe);
  return page.evaluate<string[]>(
    `axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ": " + target.join(" "))))`,
  );
}

/** Whether the page scrolls horizontally. */
export async function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth");
}
