import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonReport, loadScenario, simulate } from "../../dist/index.node.js";
import { type Playground, savedResult, seen, startPlayground, until, withoutRun } from "./playground.ts";

let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground();
}, 120_000);

afterAll(() => playground?.close());

const open = (path: string) => playground.open(path);
/** Long enough for a machine that does much else. */
const PATIENCE = { timeout: 20_000 };

describe("a file of the user's", () => {
  const drop = (page: Page, name: string, text: string) =>
    page.setInputFiles("#file", { name, mimeType: "text/yaml", buffer: Buffer.from(text) });
  const hostile = `</script><img src=x onerror="document.title='owned'">`;

  it("may have hostile names: they stay text, and the link holds them", async () => {
    const { page, problems, close } = await open("#host?example=idle");
    await seen(page);
    const text = `version: 1\nname: '${hostile.replaceAll("'", "''")}'\nduration: 10s\nhost: { memory: 1GiB }\nvms:\n  - name: a\n    memory: 256MiB\n    workload: { pattern: uniform, think: 10us }\n`;
    await drop(page, "own.yaml", text);
    await until(page, "/own=/.test(location.hash) && /onerror/.test(document.querySelector('.pane h2').textContent)");
    await seen(page);
    expect(await page.title()).toBe("ballonet playground");
    expect(await page.locator("main img").count()).toBe(0);
    const link = page.url();
    const again = await open(link.slice(playground.url.length));
    await until(again.page, "/onerror/.test(document.querySelector('.pane h2')?.textContent ?? '')");
    expect([...problems, ...again.problems]).toEqual([]);
    await again.close();
    await close();
  });

  it.each([
    ["not YAML", "version: [", "not valid YAML"],
    ["not a scenario", "version: 1\nhost: { memory: plenty }\n", "scenario.yaml:2:"],
    ["not text", "\0\0\0", "not a text file"],
    [
      "too large to build",
      "version: 1\nduration: 1s\nhost: { memory: 64TiB }\nvms: [{ name: a, memory: 32TiB, workload: { pattern: idle } }]\n",
      "",
    ],
  ])("that is %s is answered with a sentence, and the page goes on", async (_, text, sentence) => {
    const { page, problems, close } = await open("#host?example=idle");
    await seen(page);
    await drop(page, "broken.yaml", text);
    const alert = page.locator("[role=alert]");
    await expect.poll(() => alert.textContent(), PATIENCE).toMatch(/\S/);
    expect(await alert.textContent()).toContain(sentence);
    await page.selectOption("#example", "sharing");
    await until(page, "/^sharing/.test(document.querySelector('.pane h2').textContent)");
    expect(await alert.textContent()).toBe("");
    expect(problems).toEqual([]);
    await close();
  });

  it("is a trace in the laboratory, and a broken one is answered with a sentence", async () => {
    const { page, close } = await open("#lab?policies=lru,clock");
    await page.getByText("references to").waitFor();
    const give = (buffer: Buffer) =>
      page.setInputFiles("#trace-file", { name: "own.txt", mimeType: "text/plain", buffer });
    await give(Buffer.from(Array.from({ length: 500 }, (_, at) => at % 37).join("\n")));
    await page.getByText("own.txt: 500 references to 37 pages.", { exact: true }).waitFor();
    await give(Buffer.alloc(0));
    await page.getByText("it is empty").waitFor();
    await close();
  });
});

describe("a scenario that replays traces", () => {
  const text = [
    "version: 1",
    "name: replays",
    "duration: 300ms",
    "host: { memory: 8MiB, swap: 64MiB, watermarks: off }",
    "vms:",
    "  - { name: a, memory: 2MiB, kernel: 0, swap: 16MiB, workload: { memory: 4MiB, think: 1us, pattern: trace, file: traces/a.txt } }",
    "  - { name: b, memory: 2MiB, kernel: 0, swap: 16MiB, workload: { memory: 4MiB, think: 1us, pattern: trace, file: b.txt } }",
  ].join("\n");
  const scenario = { name: "own.yaml", mimeType: "text/yaml", buffer: Buffer.from(text) };
  const trace = (name: string, pages: number) => ({
    name,
    mimeType: "text/plain",
    buffer: Buffer.from(Array.from({ length: 5000 }, (_, at) => (7 * at) % pages).join("\n")),
  });
  const [a, b] = [trace("a.txt", 797), trace("b.txt", 401)];

  it("says which are missing until all are there, and runs as from the command line", async () => {
    const { page, problems, close } = await open("#host?example=compression");
    await seen(page);
    const alert = page.locator("[role=alert]");
    await page.setInputFiles("#file", [trace("stray.txt", 10)]);
    await expect.poll(() => alert.textContent(), PATIENCE).toContain("No open scenario replays stray.txt");
    await page.setInputFiles("#file", [scenario]);
    await expect
      .poll(() => alert.textContent(), PATIENCE)
      .toContain("replays the traces traces/a.txt and b.txt, which are missing");
    await page.setInputFiles("#file", [b]);
    await expect
      .poll(() => alert.textContent(), PATIENCE)
      .toContain("replays the trace traces/a.txt, which is missing");
    await page.setInputFiles("#file", [a]);
    await seen(page);
    expect(await alert.textContent()).toBe("");
    await page.click("#play");
    await until(page, "/finished/.test(document.querySelector('.pane .status').textContent)");
    const files = await mkdtemp(join(tmpdir(), "ballonet-traces-"));
    await mkdir(join(files, "traces"));
    await writeFile(join(files, "own.yaml"), scenario.buffer);
    await writeFile(join(files, "traces", a.name), a.buffer);
    await writeFile(join(files, b.name), b.buffer);
    const loaded = await loadScenario(join(files, "own.yaml"));
    const result = await simulate(loaded.scenario, { traces: loaded.traces });
    expect(withoutRun(await savedResult(page))).toEqual(withoutRun(jsonReport(result)));
    await rm(files, { recursive: true });
    expect(problems).toEqual([]);
    await close();
  });

  it("takes them with it when they are given together, and tells of one that touches too much", async () => {
    const { page, close } = await open("#host?example=compression");
    await seen(page);
    await page.setInputFiles("#file", [a, scenario, b]);
    await until(page, "/^replays/.test(document.querySelector('.pane h2').textContent)");
    await seen(page);
    await page.setInputFiles("#file", [trace("b.txt", 5000)]);
    await expect
      .poll(() => page.locator("[role=alert]").textContent(), PATIENCE)
      .toMatch(/^b\.txt touches \d+ distinct pages/);
    await page.setInputFiles("#file", [scenario, { ...scenario, name: "other.json" }]);
    await expect.poll(() => page.locator("[role=alert]").textContent(), PATIENCE).toContain("are both scenarios");
    await close();
  });
});
