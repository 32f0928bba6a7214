import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A page of which everything that goes wrong is noted: errors, violations of its policy, and requests to elsewhere. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
  close(): Promise<void>;
}

/** Opens a page at an address; `home`: what requests may begin with. */
export async function watch(
  browser: Browser,
  home: string,
  path: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !/^(data|blob):/.test(url)) problems.push(`request: ${url}`);
  });
  await page.goto(home + path);
  return { page, problems, close: () => context.close() };
}
