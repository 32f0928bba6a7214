import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  compare,
  loadScenario,
  openScenario,
  openScenarioFile,
  plan,
  readTraceFile,
  simulate,
  traceFilesOf,
  traceFormatsOf,
} from "../../dist/index.node.js";

let folder = "";
let file = "";

/** 3000 addresses in a loop over 16 MiB with a stride of 36 KiB: every page size gives different pages, and a different number of them. */
const ADDRESSES = Array.from({ length: 3000 }, (_, at) => `0x${((at * 36_864) % 2 ** 24).toString(16)}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "own-traces-"));
  file = join(folder, "traced.yaml");
  await writeFile(join(folder, "addresses.txt"), `${ADDRESSES.join("\n")}\n`);
  await writeFile(join(folder, "two.csv"), ADDRESSES.map((address, at) => `${Number(address)},${at % 100}\n`).join(""));
  await writeFile(
    file,
    `
version: 1
duration: 2s
host: { memory: 16MiB, swap: 64MiB, watermarks: off }
vms:
  - name: a
    memory: 24MiB
    kernel: 1MiB
    balloon: false
    workload: { memory: 16MiB, pattern: trace, file: addresses.txt, think: 50us }
  - name: b
    memory: 24MiB
    kernel: 1MiB
    balloon: false
    workload: { memory: 16MiB, pattern: trace, file: two.csv, format: "csv:place=1:unit=byte:header=no", think: 50us }
`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Result of a single run. */
async function alone(path: string, value: string) {
  const { scenario, traces } = await loadScenario(file, { overrides: [{ path, value }] });
  const { host, vms, simulatedNs } = await simulate(scenario, { traces });
  return {
    throughput: vms.reduce((sum, { references }) => sum + references, 0) / (simulatedNs / 1e9),
    worstSlowdown: Math.max(...vms.map(({ slowdown }) => slowdown)),
    p99Slowdown: Math.max(...vms.map(({ p99Slowdown }) => p99Slowdown)),
    hostSwapInBytes: host.swapInPages * scenario.pageBytes,
    hostSwapOutBytes: host.swapOutPages * scenario.pageBytes,
  };
}

describe("parallel runs have their own traces", () => {
  it.each([
    ["of their page size", "pageSize", ["4KiB", "16KiB", "64KiB"]],
    [
      "in their format",
      "vms.b.workload.format",
      ["csv:place=1:unit=byte:header=no", "csv:place=2:unit=page:header=no"],
    ],
  ])("%s", async (_, path, values) => {
    const expected = await Promise.all(values.map((value) => alone(path, value)));
    expect(new Set(expected.map(({ throughput }) => throughput)).size).toBe(values.length);
    for (const jobs of [1, 2]) {
      const { rows } = await compare(await openScenarioFile(file), { vary: [{ path, values }], jobs });
      expect(rows.map(({ outcome }) => outcome)).toMatchObject(expected);
    }
  });

  it("when a plan searches with several page sizes", async () => {
    const values = ["4KiB", "64KiB"];
    const options = { capacity: "host.memory", maxSlowdown: 1.2, stepBytes: 8 * 2 ** 20 };
    const together = await plan(await openScenarioFile(file), { ...options, vary: [{ path: "pageSize", values }] });
    for (const [at, value] of values.entries()) {
      const overrides = [{ path: "pageSize", value }];
      const { rows } = await plan(await openScenarioFile(file), { ...options, overrides });
      expect(together.rows[at]?.trials).toEqual(rows[0]?.trials);
    }
  });

  it("when a program reads the traces of each run", async () => {
    const values = ["4KiB", "64KiB"];
    const source = openScenario(await readFile(file, "utf8"), {
      traces: async (scenario) => {
        const formats = traceFormatsOf(scenario);
        const read = (name: string) =>
          readTraceFile(join(folder, name), { format: formats.get(name), standardPageBytes: scenario.pageBytes });
        const files = traceFilesOf(scenario);
        return new Map(await Promise.all(files.map(async (name) => [name, await read(name)] as const)));
      },
    });
    const { rows } = await compare(source, { vary: [{ path: "pageSize", values }] });
    const expected = await Promise.all(values.map((value) => alone("pageSize", value)));
    expect(rows.map(({ outcome }) => outcome)).toMatchObject(expected);
  });

  it("a trace that does not fit is refused by name", async () => {
    const vary = [{ path: "vms.a.workload.memory", values: ["16MiB", "1MiB"] }];
    await expect(compare(await openScenarioFile(file), { vary })).rejects.toThrow(
      "the trace addresses.txt touches 3000 pages, but the workload has 256",
    );
  });

  it("a trace that does not fit its phase is refused by name", async () => {
    const phases = "[{ pattern: uniform, for: 1s }, { pattern: trace, memory: 1MiB, file: addresses.txt }]";
    const overrides = [{ path: "vms.a.workload", value: `{ memory: 16MiB, phases: ${phases} }` }];
    await expect(loadScenario(file, { overrides })).rejects.toThrow(
      "phases[1].file: the trace addresses.txt touches 3000 pages, but its phase has 256: give it memory for at least 3000 pages",
    );
  });

  it("a scale that leaves too little of a trace is refused, with one that does not", async () => {
    const large = ["a", "b"].flatMap((vm) => [
      { path: `vms.${vm}.memory`, value: "128MiB" },
      { path: `vms.${vm}.workload.memory`, value: "64MiB" },
    ]);
    const at = (scale: string) => loadScenario(file, { overrides: [...large, { path: "scale", value: scale }] });
    await expect(at("1/4")).rejects.toThrow(
      "scale: the trace addresses.txt touches 3000 pages, and 1/4 of them are too few to stand for all: write a scale of 1/2 or a larger share",
    );
    const { scenario, traces } = await at("1/2");
    expect((await simulate({ ...scenario, durationNs: 1e7 }, { traces })).run.references).toBeGreaterThan(0);
  });
});
