import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readTraceFile } from "../../src/trace/file.node.ts";

const folder = fileURLToPath(new URL("../../examples/recorded/", import.meta.url));
const rows = readFileSync(`${folder}README.md`, "utf8").matchAll(
  /^\| (\w+\.u32\.gz) *\| *(\d+) *\| *(\d+) *\| *(\d+) *\| *([\d.]+) *\| *(\d+) *\| *(\d+) *\| *(\d+) *\|$/gm,
);

describe("the recorded examples", () => {
  it.each([...rows].map(([, ...cells]) => cells))("%s are what their table says", async (file = "", ...numbers) => {
    const [filter = 0, raw = 0, kept = 0, rawPerKept = 0, distinctPages = 0, writes = 0, bytes = 0] =
      numbers.map(Number);
    const trace = await readTraceFile(folder + file);
    expect(trace.references.length).toBe(kept);
    expect(trace).toMatchObject({
      format: "u32",
      distinctPages,
      writes,
      condensedFrames: filter,
      originalReferences: raw,
    });
    expect(raw / kept).toBeCloseTo(rawPerKept, 1);
    expect(readFileSync(folder + file).length).toBe(bytes);
    expect(bytes).toBeLessThan(400_000);
  });
});
