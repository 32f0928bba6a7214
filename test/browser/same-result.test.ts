import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jsonReport, loadScenario, type Result, simulate } from "../../dist/index.node.js";
import { startChromium } from "./chromium.ts";
import { serve } from "./serve.ts";

/** The package as a plain page loads it: modules from their own folders, found by an import map. */
const page = `<!doctype html><title>ballonet</title>
<script type="importmap">{"imports":{
  "ballonet":"/dist/index.js",
  "#engine":"/dist/engine/source.web.js",
  "@assemblyscript/loader":"/node_modules/@assemblyscript/loader/index.js",
  "zstddec/stream":"/node_modules/zstddec/dist/zstddec-stream.mjs",
  "pako":"/node_modules/pako/dist/pako.mjs",
  "xxhash-wasm":"/node_modules/xxhash-wasm/esm/xxhash-wasm.js",
  "valibot":"/node_modules/valibot/dist/index.mjs",
  "@valibot/to-json-schema":"/node_modules/@valibot/to-json-schema/dist/index.mjs",
  "yaml":"/node_modules/yaml/browser/index.js"}}</script>
<script type="module">
  import { jsonReport, parseScenario, readTrace, simulate } from "ballonet";
  globalThis.run = async (text, file, files) => {
    const traces = new Map();
    for (const name of files) traces.set(name, await readTrace((await fetch("/examples/recorded/" + name)).body, name));
    return jsonReport(await simulate(parseScenario(text, file), { traces }));
  };
</script>`;

let started: {
  browser: Awaited<ReturnType<typeof startChromium>>;
  server: Awaited<ReturnType<typeof serve>>;
};

beforeAll(async () => {
  started = { browser: await startChromium(), server: await serve({ pages: { "/": page } }) };
});

afterAll(async () => {
  await started.browser.close();
  await started.server.close();
});

/** All of a result but what the computation itself took. */
const withoutRun = (json: string) => JSON.stringify({ ...(JSON.parse(json) as Result), run: null });

it.each(["reassign", "recorded/recorded"])("a run of %s gives the same JSON in Chromium as in Node", async (name) => {
  const file = `examples/${name}.yaml`;
  const { scenario, traces } = await loadScenario(file);
  const inNode = jsonReport(await simulate(scenario, { traces }));
  const files = [...traces.keys()];
  const tab = await started.browser.newPage();
  const problems: string[] = [];
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("requestfailed", (request) => problems.push(request.url()));
  await tab.goto(started.server.url);
  const call = JSON.stringify([await readFile(file, "utf8"), file, files]);
  // Only the message: Vitest would look for the frames of the page's stack among its own files and stop.
  const inChromium = await tab.evaluate<string>(`run(...${call})`).catch((error: unknown) => {
    throw new Error(String(error));
  });
  await tab.close();
  expect(problems).toEqual([]);
  expect(withoutRun(inChromium)).toBe(withoutRun(inNode));
});
