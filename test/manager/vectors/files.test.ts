import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

it("every file of golden vectors has a test", () => {
  const managers = resolve(import.meta.dirname, "..");
  const tests = readdirSync(managers, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(`${managers}/${name}`, "utf8"))
    .join("\n");
  const files = readdirSync(`${import.meta.dirname}/answers`).filter((name) => name.endsWith(".json"));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((name) => !tests.includes(`"${name}"`))).toEqual([]);
});
