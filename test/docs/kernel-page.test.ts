import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rows } from "../kernel/rows.ts";

const page = readFileSync(new URL("../../docs/kernel.md", import.meta.url), "utf8");

/** The cells of the lines of a table that begins with a column `measured`. */
const lines = page
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split("|").map((cell) => cell.trim()));

it("shows every replay with the kernel's own count", () => {
  const ofFaults = lines.filter(([, , counted]) => counted === "major faults");
  const shown = new Map(ofFaults.map(([, row, , real]) => [row, Number(real?.replaceAll(",", ""))]));
  const committed = rows.filter(({ source }) => !source.startsWith("shared/"));
  expect(committed.map(({ name }) => [name, shown.get(name)])).toEqual(
    committed.map(({ name, majflt }) => [name, majflt]),
  );
});

it("says of each number that is off why it is", () => {
  const off = lines.filter(([, , , , , , , within]) => within === "**no**").map(([, row]) => row ?? "");
  const reasons = page.replaceAll(/\n +/gu, " ");
  expect(off.filter((row) => !reasons.split("What is off or not held").slice(1).join().includes(row))).toEqual([]);
  expect(page).not.toContain("not explained");
});

it("has a section for every measured table", () => {
  const tables = readdirSync(new URL("../kernel/measured", import.meta.url));
  expect(tables).not.toEqual([]);
  const sections = readFileSync(new URL("../../validation/kernel/page/sections.mjs", import.meta.url), "utf8");
  const others = ["about.csv", "misses.csv", "further-runs.csv", "balloon-again.csv", "zsmalloc-classes.csv"];
  expect(tables.filter((file) => !others.includes(file) && !sections.includes(`"${file}"`))).toEqual([]);
});

it("is summed up in README.md", () => {
  const [, , numbers, within, off] = lines.find(([, what]) => what === "all") ?? [];
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8").replaceAll(/\s+/gu, " ");
  const trust = readme.slice(readme.indexOf("## How results are verified"));
  expect(trust).toMatch(/^## How results are verified - \*\*Linux itself\*\*:[^-]*\(docs\/kernel\.md\)/u);
  expect(trust).toContain(`of ${numbers} numbers, ${within} are as close as the tests demand, ${off} are off`);
});
