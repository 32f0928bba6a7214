import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/catalogue.ts";
import { simulate } from "../../src/index.ts";
import { readScenario } from "../../src/scenario/text/read.ts";

const page = readFileSync(new URL("../../docs/scenario.md", import.meta.url), "utf8");

describe("the page of the scenario file", () => {
  it("has the keys as they are declared", () => {
    const script = fileURLToPath(new URL("../../scripts/scenario-page.mjs", import.meta.url));
    execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" });
  });

  const scenarios = [...page.matchAll(/^### (.*?)\n.*?^```yaml\n(.*?)^```$/gmsu)];

  it("opens with six scenarios", () => {
    expect(scenarios).toHaveLength(6);
  });

  it.each(scenarios.map(([, title = "", text = ""]) => ({ title, text })))("$title: runs", async ({ text }) => {
    const { scenario } = readScenario(text, "page.yaml", catalogue);
    const { run } = await simulate(scenario);
    expect(run.references).toBeGreaterThan(0);
  });
});
