import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario, openScenarioFile, traceFormatsOf } from "../../src/index.node.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trace-format-"));
  await writeFile(join(folder, "t.csv"), "a,0,r\nb,0,r\na,8,w\n");
  await writeFile(join(folder, "pairs.txt"), "2 8\n3 4\n");
  await writeFile(join(folder, "pages.txt"), "1\n2\n1\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function load(...workloads: readonly string[]) {
  const vms = workloads.map(
    (workload, at) => `  - { name: vm${at}, memory: 128MiB, swap: 0, workload: { pattern: trace, ${workload} } }`,
  );
  const file = join(folder, "s.yaml");
  await writeFile(file, ["version: 1", "duration: 1s", "host: { memory: 1GiB }", "vms:", ...vms, ""].join("\n"));
  return loadScenario(file);
}

describe("a trace of a scenario", () => {
  const format = "csv:place=2:unit=sector:key=1:op=3:header=no";
  const group = "{ format: csv, place: 2, unit: sector, key: [1], op: 3, header: false }";

  it.each([
    ["in one line", `"${format}"`],
    ["as a group of keys", group],
  ])("is in a format written %s", async (_, written) => {
    const { scenario, traces } = await load(`file: t.csv, format: ${written}`);
    expect([...traceFormatsOf(scenario)]).toEqual([["t.csv", format]]);
    expect([...(traces.get("t.csv")?.references ?? [])]).toEqual([0, 1, 0x8000_0002]);
  });

  it("needs no addresses, with any page size", async () => {
    expect((await load("file: pages.txt")).traces.get("pages.txt")?.distinctPages).toBe(2);
  });

  it("has different pages in parallel runs with different page sizes", async () => {
    await writeFile(join(folder, "addresses.txt"), "0x1000\n0x2000\n0x5000\n");
    await load("file: addresses.txt");
    const source = await openScenarioFile(join(folder, "s.yaml"));
    const larger = [{ path: "pageSize", value: "64KiB" }];
    expect((await source.load([])).traces.get("addresses.txt")?.distinctPages).toBe(3);
    // All three are in the first 64 KiB.
    expect((await source.load(larger)).traces.get("addresses.txt")?.distinctPages).toBe(1);
    expect((await source.load([])).traces.get("addresses.txt")?.distinctPages).toBe(3);
  });

  it("of page numbers is the same for every page size", async () => {
    await load("file: pages.txt");
    const source = await openScenarioFile(join(folder, "s.yaml"));
    const { traces } = await source.load([]);
    const larger = await source.load([{ path: "pageSize", value: "8KiB" }]);
    expect(larger.traces.get("pages.txt")).toBe(traces.get("pages.txt"));
    expect(traces.get("pages.txt")?.distinctPages).toBe(2);
  });

  it.each([
    [["file: pairs.txt"], "can be read in more than one way: say which with"],
    [['file: t.csv, format: "csv:place=2"'], "the unit of the place in csv is not given"],
    [["file: t.csv, format: 5"], "5 is no format"],
    [["file: t.csv, format: { place: 2 }"], "the group has no key format"],
    [["file: pages.txt, format: text", "file: pages.txt, format: ids"], "the trace pages.txt is given two formats"],
  ])("is refused: %j", async (workloads, message) => {
    await expect(load(...workloads)).rejects.toThrow(message);
  });
});
