// Takes the README's screenshots of the playground and of a report. Needs `npm run web:build` and Chromium (CHROMIUM_PATH).
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { runHtml } from "../dist/html.js";
import { loadScenario, simulate } from "../dist/index.node.js";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const kinds = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const file = pathname === "/" ? "/index.html" : pathname;
  try {
    const body = await readFile(at(`../build/web${file}`));
    response.writeHead(200, { "content-type": kinds[extname(file)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const picture = async (url, path, height, ready) => {
  const page = await browser.newPage({ viewport: { width: 1120, height }, colorScheme: "light" });
  await page.goto(url);
  await ready(page);
  await page.screenshot({ path });
  await page.close();
};

const host = `http://127.0.0.1:${server.address().port}/#host?example=overcommit&versus=none&at=300000`;
await picture(host, at("../docs/playground.png"), 900, async (page) => {
  // Waits until both hosts have reached 5 min. Polls from outside, since the page's Content-Security-Policy forbids eval in the page.
  const hostsThere =
    "[...document.querySelectorAll('.pane .status')].filter((p) => /^5 min: .* swap\\.$/.test(p.textContent)).length";
  while ((await page.evaluate(hostsThere)) < 2) await page.waitForTimeout(200);
  await page.waitForTimeout(1500);
});
const { scenario } = await loadScenario(at("../examples/reassign.yaml"));
const report = `${tmpdir()}/ballonet-report.html`;
await writeFile(report, runHtml(await simulate(scenario)));
await picture(pathToFileURL(report).href, at("../docs/report.png"), 1000, (page) => page.waitForTimeout(500));
await browser.close();
server.close();
