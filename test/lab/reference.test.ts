import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { workingSets } from "../../src/lab/curve/working-set.ts";
import { readTraceFile } from "../../src/trace/file.node.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { hotscan, loop, phase, skew, uniform } from "../laws/generators.ts";
import { faultsOf, replayOne, traceOf } from "./traces.ts";

const folder = process.env.BALLONET_TRACES ?? fileURLToPath(new URL("../../../shared/traces", import.meta.url));

const GENERATED: { readonly [name: string]: () => Uint32Array } = {
  uniform_1000: () => uniform(1000, 100_000),
  skew_1000: () => skew(1000, 100_000),
  skew_20000: () => skew(20_000, 300_000),
  phase_4000: () => phase(100_000),
  loop_300: () => loop(300, 30_000),
  hotscan_200_5000: () => hotscan(200, 5000, 100_000),
};

/** Formats of the traces known by name; of others name and content tell. */
const FORMATS: readonly (readonly [start: string, format: string])[] = [
  ["oscourse-", "oscourse"],
  ["address-", "address"],
  ["arc-", "arc"],
  ["lirs-", "text"],
  ["cloudphysics-", "text"],
];

function open(name: string): Promise<Trace> {
  const generate = GENERATED[name.replace("generated:", "")];
  if (generate !== undefined) return Promise.resolve(traceOf(generate(), name));
  return readTraceFile(`${folder}/${name}`, { format: FORMATS.find(([start]) => name.startsWith(start))?.[1] });
}

const isThere = (name: string) => name.startsWith("generated:") || existsSync(`${folder}/${name}`);

/** The rows of one of the folder's tables, which must have these columns; none when it is not there. */
function rowsOf(file: string, columns: string): string[][] {
  if (!existsSync(`${folder}/${file}`)) return [];
  const [head = "", ...lines] = readFileSync(`${folder}/${file}`, "utf8").trim().split(/\r?\n/);
  if (head !== columns) throw new Error(`${folder}/${file} begins with "${head}", but its columns must be ${columns}.`);
  const rows = lines.map((line) => line.split(","));
  const width = columns.split(",").length;
  const odd = rows.findIndex((row) => row.length !== width);
  if (odd >= 0) throw new Error(`Line ${odd + 2} of ${folder}/${file} has not ${width} columns: ${lines[odd]}`);
  return rows;
}

/** So many rows of a table agreed, told in the end. */
function tally(file: string, rows: readonly string[][]): { agree(): void } {
  let agreed = 0;
  afterAll(() => {
    console.info(`${agreed} of ${rows.length} rows of ${folder}/${file} matched`);
  });
  return {
    agree() {
      agreed++;
    },
  };
}

const names = ["fifo", "lru", "opt", "clock", "clock:load=0", "arc", "2q", "sieve", "lirs"] as const;

/** Counts of two unrelated implementations; with the number of dirty evictions where it does not depend on ties. */
describe.each([
  [
    "uniform_1000",
    500,
    ["50037/20607", "49991/19724", "19551", "49929/20075", "50009", "50003", "50030", "50180", "50060"],
  ],
  [
    "skew_1000",
    50,
    ["89991/24069", "89121/23778", "63611", "89485/23914", "88611", "83508", "83563", "81360", "84920"],
  ],
  [
    "skew_1000",
    250,
    ["64712/21550", "62260/20084", "31718", "63065/20532", "61473", "59630", "58550", "54599", "58841"],
  ],
  [
    "skew_20000",
    2000,
    ["247530/70050", "243502/68332", "152263", "245023/68946", "241453", "226798", "227865", "224991", "230928"],
  ],
  ["phase_4000", 600, ["5998/5112", "5433/4549", "5098", "5302/4447", "5302", "5621", "8457", "8216", "9778"]],
  ["loop_300", 250, ["30000/5950", "30000/5950", "5250", "30000/5950", "30000", "30000", "9084", "30000", "5448"]],
  [
    "hotscan_200_5000",
    250,
    ["51795/13943", "42916/10277", "25087", "46440/11803", "38744", "25389", "28696", "25417", "25154"],
  ],
] as const)("%s on %i frames", (name, frames, counts) => {
  it.each(names.map((policy, at) => [policy, counts[at] ?? ""] as const))("%s faults %s", async (policy, expected) => {
    const { faults, dirtyEvictions } = await replayOne(await open(name), policy, frames);
    expect(expected.includes("/") ? `${faults}/${dirtyEvictions}` : String(faults)).toBe(expected);
  });
});

/** FIFO, LRU, OPT, CLOCK loading the bit set and cleared, LFU, as textbooks print them. */
describe.each([
  ["1 2 3 4 1 2 5 1 2 3 4 5", { 2: "12 12 9 12 12 12", 3: "9 10 7 9 10 10", 4: "10 8 6 10 8 8", 5: "5 5 5 5 5 5" }],
  ["0 1 2 3 0 1 4 0 1 2 3 4", { 3: "9 10 7 9 10 10", 4: "10 8 6 10 8 8" }],
  [
    "7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1",
    {
      1: "20 20 20 20 20 20",
      2: "15 17 13 15 17 15",
      3: "15 12 9 14 11 11",
      4: "10 8 8 9 8 9",
      5: "9 7 7 9 7 7",
      6: "6 6 6 6 6 6",
    },
  ],
  ["2 3 2 1 5 2 4 5 3 2 5 2", { 3: "9 7 6 8 6 6" }],
] as const)("the string %s", (string, byFrames) => {
  it.each(Object.entries(byFrames))("on %s frames", async (frames, expected) => {
    const trace = traceOf(string.split(" ").map(Number));
    const wanted = ["fifo", "lru", "opt", "clock", "clock:load=0", "lfu"].map(
      (policy, at) => [policy, expected.split(" ")[at]] as const,
    );
    for (const [policy, faults] of wanted) {
      expect([policy, await faultsOf(trace, policy, Number(frames))]).toEqual([policy, Number(faults)]);
    }
  });
});

const reference = rowsOf("reference.csv", "trace,references,distinct_pages,frames,policy,faults,dirty_evictions");
const groups = [...new Set(reference.map(([trace, , , , policy]) => `${trace},${policy}`))].map((group) =>
  group.split(","),
);

describe.skipIf(reference.length === 0)("reference.csv", () => {
  const rows = tally("reference.csv", reference);
  let opened: { readonly name: string; readonly trace: Promise<Trace> } | null = null;

  it.for(groups)("%s %s", { timeout: 600_000 }, async ([name = "", policy = ""], { skip }) => {
    if (!isThere(name)) skip(`there is no ${folder}/${name}`);
    if (opened?.name !== name) opened = { name, trace: open(name) };
    const trace = await opened.trace;
    for (const [, references, pages, frames, , faults, dirty] of reference.filter(
      (row) => row[0] === name && row[4] === policy,
    )) {
      expect(trace.references.length).toBe(Number(references));
      if (!name.startsWith("generated:")) expect(trace.distinctPages).toBe(Number(pages));
      const result = await replayOne(trace, policy, Number(frames));
      expect([frames, result.faults]).toEqual([frames, Number(faults)]);
      if (dirty) expect([frames, result.dirtyEvictions]).toEqual([frames, Number(dirty)]);
      rows.agree();
    }
  });
});

const windows = rowsOf(
  "working-set.csv",
  "trace,tau_references,faults_ws_and_vmin,mean_resident_ws,mean_resident_vmin",
);

describe.skipIf(windows.length === 0)("working-set.csv", () => {
  const agreeing = tally("working-set.csv", windows);

  it.for([...new Set(windows.map(([trace]) => trace ?? ""))])("%s", async (name, { skip }) => {
    if (!isThere(name)) skip(`there is no ${folder}/${name}`);
    const rows = windows.filter(([trace]) => trace === name);
    const { references, distinctPages } = await open(name);
    const used = new Set(references.map((one) => one & 0x7fff_ffff)).size;
    const sets = workingSets(
      references,
      distinctPages,
      rows.map(([, window]) => Number(window)),
    );
    const found = sets.map(({ faults, meanPages, meanVminPages }) => [
      faults,
      meanPages.toFixed(3),
      // A page that is never used is in no memory.
      (meanVminPages - (distinctPages - used) / references.length).toFixed(3),
    ]);
    expect(found).toEqual(rows.map(([, , faults, mean, vmin]) => [Number(faults), mean, vmin]));
    for (const _ of rows) agreeing.agree();
  });
});

describe("working sets of a generator", () => {
  it("are those counted by another implementation", () => {
    expect(workingSets(Uint32Array.from([0, 1, 0, 2, 1]), 3, [2])).toEqual([
      // Windows of two: {0} {0,1} {0,1} {0,2} {1,2}; VMIN keeps only the 0 between its two uses.
      { window: 2, faults: 4, faultRatio: 0.8, meanPages: 1.8, meanVminPages: 1.2 },
    ]);
  });
});

it.for([
  ["reference.csv", reference.length],
  ["working-set.csv", windows.length],
] as const)("%s", ([file, rows], { skip }) => {
  if (rows === 0) skip(`there is no ${file} in ${folder}: set BALLONET_TRACES to the folder of the traces`);
});
