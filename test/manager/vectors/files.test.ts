import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("every file of golden vectors has a test", () => {
  const here = readdirSync(import.meta.dirname);
  const tests = here
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(`${import.meta.dirname}/${name}`, "utf8"))
    .join("\n");
  const files = here.filter((name) => name.endsWith(".json"));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((name) => !tests.includes(`"${name}"`))).toEqual([]);
});
