import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { vectorsFolder } from "./golden.ts";

it("has a test for every file of golden vectors", ({ skip }) => {
  skip(!existsSync(vectorsFolder), `there is no ${vectorsFolder}: set BALLONET_VECTORS to the folder of the vectors`);
  const tests = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(`${import.meta.dirname}/${name}`, "utf8"))
    .join("\n");
  const files = readdirSync(vectorsFolder).filter((name) => name.endsWith(".json"));
  expect(files.filter((name) => !tests.includes(`"${name}"`))).toEqual([]);
});
