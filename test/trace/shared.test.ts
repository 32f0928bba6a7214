import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readTraceFile } from "../../src/trace/file.node.ts";

const folder = process.env.BALLONET_TRACES ?? fileURLToPath(new URL("../../../shared/traces", import.meta.url));
const table = join(folder, "reference.csv");

/** The references and distinct pages of every trace in `reference.csv` that is not generated. */
function expected(): Map<string, { references: number; distinctPages: number }> {
  const rows = existsSync(table) ? readFileSync(table, "utf8").trim().split("\n").slice(1) : [];
  const traces = new Map<string, { references: number; distinctPages: number }>();
  for (const row of rows) {
    const [name = "", references, distinctPages] = row.split(",");
    if (name.startsWith("generated:")) continue;
    traces.set(name, { references: Number(references), distinctPages: Number(distinctPages) });
  }
  return traces;
}

const FORMATS = [
  [/^oscourse-/, "oscourse"],
  [/^address-/, "address"],
  [/^(lirs|cloudphysics)-/, "text"],
  [/^arc-/, "arc"],
] as const;

/** Counted in the files with awk. */
const WRITES = new Map([
  ["oscourse-gcc.trace.gz", 107_184],
  ["oscourse-swim.trace.gz", 67_170],
  ["address-gcc.trace.gz", 197486],
  ["address-mcf.trace.gz", 721258],
]);

const traces = expected();

describe("the reference traces", () => {
  if (traces.size === 0) {
    it.skip(`are not here: ${table} is missing; BALLONET_TRACES may name another folder`, () => undefined);
  }
  it.each([...traces])("%s has the counts that it must have", async (name, counts) => {
    const trace = await readTraceFile(join(folder, name));
    // Only numbers are compared: the test runner would take the millions of references apart.
    expect({ references: trace.references.length, distinctPages: trace.distinctPages }).toEqual(counts);
    const format = FORMATS.find(([pattern]) => pattern.test(name))?.[1];
    if (format !== undefined) expect(trace.format).toBe(format);
    const writes = WRITES.get(name);
    if (writes !== undefined) expect(trace.writes).toBe(writes);
  });
});
