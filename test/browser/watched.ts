import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** A page whose problems are recorded: errors, CSP violations, and requests to other origins. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
  close(): Promise<void>;
}

/** Opens a page; `home`: the prefix that requests must have. */
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
