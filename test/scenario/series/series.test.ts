import { describe, expect, it } from "vitest";
import { catalogue } from "../../../src/catalogue.ts";
import { ScenarioError } from "../../../src/scenario/problem.ts";
import type { Workload } from "../../../src/scenario/scenario.ts";
import { readCsv } from "../../../src/scenario/series/csv.ts";
import { openScenario } from "../../../src/scenario/text/read.ts";

const scenario = (workload: string, head = "") => `version: 1
duration: 1h
${head}
host: { memory: 8GiB }
vms:
  - name: a
    memory: 4GiB
    kernel: 100MiB
    vcpus: 2
    workload: { pattern: series, ${workload} }
`;

const read = (workload: string, files: Readonly<Record<string, string>> = {}, head = "") =>
  openScenario(scenario(workload, head), "a.yaml", catalogue, (settings) => {
    const { file } = settings;
    const text = files[file];
    return text === undefined ? { problem: `no ${file}` } : readCsv(text, settings);
  }).read([]).scenario.vms[0]?.workload;

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(({ message }) => message).join("\n");
    throw error;
  }
  return "";
}

/** Reads a file as a series. */
const csv = (text: string, more = "") => read(`file: x.csv${more}`, { "x.csv": text });
const wrongCsv = (text: string, more = "") => problemOf(() => csv(text, more));

const MIB = 256;

describe("a workload that follows a series", () => {
  it("has memory for the most of it, and what is in use at first is warm", () => {
    const workload = read(
      "points: [{ at: 0, anonymous: 1GiB, cache: 20MiB }, { at: 10min, anonymous: 2GiB }, { at: 30min, cache: 50MiB }]",
    );
    expect(workload).toMatchObject({
      pages: 2098 * MIB,
      filePages: 50 * MIB,
      warmPages: 1024 * MIB,
      warmFilePages: 20 * MIB,
      phases: [],
      repeat: false,
    });
    expect(workload?.series).toEqual({
      anonymous: { timesNs: [0, 600e9], values: [1024 * MIB, 2048 * MIB] },
      cache: { timesNs: [0, 1800e9], values: [20 * MIB, 50 * MIB] },
      touched: { timesNs: [], values: [] },
      faults: { timesNs: [], values: [] },
      shape: "linear",
      loopNs: null,
      beginNs: 0,
      hotShare: 0.68,
      intervalNs: 120e9,
      writeShare: 0.3,
      vcpus: 2,
    });
  });

  it("leaves the kernel's memory out of what is used", () => {
    const values = (workload: Workload | undefined) => workload?.series?.anonymous.values;
    expect(values(read("points: [{ at: 0, used: 300MiB }, { at: 1h, used: 50MiB }]"))).toEqual([200 * MIB, 0]);
  });

  it("takes how hot memory is from the scenario, unless it says so itself", () => {
    const point = "points: [{ at: 0, anonymous: 1GiB }]";
    const hot = (workload: string, head: string) => read(workload, {}, head)?.series?.hotShare;
    expect(hot(point, "heat: pessimistic")).toBe(0.91);
    expect(hot(point, "heat: optimistic")).toBe(0.57);
    expect(hot(`${point}, hot: 10%`, "")).toBe(0.1);
  });

  it("loops by day, week or any time", () => {
    const loop = (written: string) => read(`points: [{ at: 0, anonymous: 1GiB }], loop: ${written}`)?.series?.loopNs;
    expect(["never", "day", "week", "90min"].map(loop)).toEqual([null, 86_400e9, 604_800e9, 5400e9]);
  });

  it.each([
    ["points: [{ at: 5s, anonymous: 1GiB }]", "a series begins with its first point: write at: 0"],
    [
      "points: [{ at: 0, anonymous: 1GiB }, { at: 0, anonymous: 1GiB }]",
      "0 is not later than the point before: times must rise",
    ],
    [
      "points: [{ at: 0, cache: 1GiB }]",
      "neither anonymous nor used is known at any point: a series needs one of them",
    ],
    [
      "points: [{ at: 0, anonymous: null }]",
      "neither anonymous nor used is known at any point: a series needs one of them",
    ],
    [
      "points: [{ at: 0, anonymous: 1GiB }, { at: 1s, used: 1GiB }]",
      "it says both anonymous and used, which has the kernel's memory too: leave one of them out",
    ],
    ["points: [{ at: 0, anonymous: 0 }]", "no memory is ever in use: the unit may be wrong"],
    ["points: [{ at: 0, anonymous: 1GiB, faults: -1 }]", "-1 is not a number of pages per second"],
    ["shape: linear", "a series needs points or a file: write for example points: [{ at: 0, anonymous: 1GiB }]"],
    [
      "points: [{ at: 0, anonymous: 1GiB }], file: x.csv",
      "there are points beside the file: write either the one or the other",
    ],
    [
      "points: [{ at: 0, anonymous: 1GiB }], unit: MiB",
      "it is for the columns of a file, and there are points: leave it out",
    ],
    [
      "points: [{ at: 0, anonymous: 1GiB }], columns: { time: t }",
      "it is for the columns of a file, and there are points: leave it out",
    ],
    [
      "points: [{ at: 0, anonymous: 1GiB }, { at: 25h, anonymous: 1GiB }], loop: day",
      "the last point is at 25h, and the series begins again after 1d: write a longer loop, or leave points out",
    ],
    [
      "points: [{ at: 0, anonymous: 1GiB }], loop: month",
      "month is not a duration: write for example 250ms, 10s or 2min, or day, week or never",
    ],
    ["points: [{ at: 0, anonymous: 1GiB }], begin: 2h", "the series ends at 1ns: write less"],
    [
      "points: [{ at: 0, anonymous: 1GiB }], memory: 1GiB",
      "it has no place beside a series: the most memory in use is the workload's",
    ],
    [
      "points: [{ at: 0, anonymous: 1GiB }], think: 1us",
      "it has no place beside a series: the touches set the pace, by touched or hot",
    ],
    ["points: [{ at: 0, anonymous: 1GiB, touched: 1MiB }], hot: 5%", "touched says how much is hot: leave it out"],
    [
      "points: [{ at: 0, anonymous: 1GiB }], shape: stepped",
      "there is one point, and nothing between points: leave it out",
    ],
    ["file: y.csv", "no y.csv"],
  ])("refuses %s", (workload, message) => {
    expect(problemOf(() => read(workload))).toBe(message);
  });

  it("is neither a phase nor a part", () => {
    const whole =
      "a series is a whole workload, neither a phase nor a part of one: write pattern: series directly below workload";
    const of = (workload: string) =>
      problemOf(() =>
        openScenario(scenario("").replace("{ pattern: series,  }", workload), "a.yaml", catalogue).read([]),
      );
    expect(of("{ phases: [{ pattern: series }] }")).toBe(whole);
    expect(of("{ pattern: mix, parts: [{ pattern: series }, { pattern: uniform }] }")).toBe(whole);
  });

  it("says where a file cannot be read", () => {
    expect(problemOf(() => openScenario(scenario("file: x.csv"), "a.yaml", catalogue).read([]))).toBe(
      "the file x.csv cannot be read here: write its rows as points, or load the scenario from its file with loadScenario or openScenarioFile in Node",
    );
  });

  it("refuses a heat that no series needs", () => {
    const head = "heat: pessimistic";
    const why = "each series says with touched or hot how hot its memory is: leave it out";
    expect(problemOf(() => read("points: [{ at: 0, anonymous: 1GiB }], hot: 5%", {}, head))).toBe(why);
    expect(problemOf(() => read("points: [{ at: 0, anonymous: 1GiB, touched: 1MiB }]", {}, head))).toBe(why);
    const without = `version: 1\n${head}\nduration: 1s\nhost: { memory: 1GiB }\nvms: [{ name: a, memory: 512MiB, workload: { pattern: uniform } }]\n`;
    expect(problemOf(() => openScenario(without, "a.yaml", catalogue).read([]))).toBe(
      "this scenario has no series: leave it out",
    );
  });

  it("finds the series that needs heat behind groups of VMs", () => {
    const vms = (last: string) => `version: 1
heat: pessimistic
duration: 1s
host: { memory: 8GiB }
vms:
  - { name: plain, count: 3, memory: 512MiB, workload: { pattern: uniform } }
  - { name: own, count: 2, memory: 512MiB, workload: { pattern: series, hot: 5%, points: [{ at: 0, anonymous: 9MiB }] } }
  - { name: last, memory: 512MiB, workload: { pattern: series, points: [{ at: 0, anonymous: 9MiB }]${last} } }
`;
    const of = (last: string) => problemOf(() => openScenario(vms(last), "a.yaml", catalogue).read([]));
    expect(of("")).toBe("");
    expect(of(", hot: 7%")).toBe("each series says with touched or hot how hot its memory is: leave it out");
  });
});

describe("a series in a file", () => {
  it("is read by the names of its columns, in its unit", () => {
    const text = `\uFEFF# from a monitor
ts;"mem, used";cached;extra
1796072400.5;1024;100;x

1796072460.5;;512MiB;
1796072520.5;2048.5;NaN;
`;
    const { series } = csv(text, `, unit: MiB, columns: { time: ts, anonymous: "mem, used", cache: cached }`) ?? {};
    expect(series?.anonymous).toEqual({ timesNs: [0, 120e9], values: [1024 * MIB, 2048.5 * MIB] });
    expect(series?.cache).toEqual({ timesNs: [0, 60e9], values: [100 * MIB, 512 * MIB] });
  });

  it.each([
    ["dates", "2026-11-30T10:00:00Z", "2026-11-30T10:01:30Z"],
    ["dates with a zone", "2026-11-30T10:00:00+01:00", "2026-11-30T09:01:30Z"],
    ["dates without one", "2026-11-30 10:00:00", "2026-11-30T10:01:30"],
    ["seconds", "1796072400", "1796072490"],
    ["durations", "1h", "61.5min"],
  ])("has its times in %s", (_, first, second) => {
    const text = `time,anonymous,faults\n${first},4096,0\r\n${second},8192,2.5\n`;
    expect(csv(text)?.series?.faults).toEqual({ timesNs: [0, 90e9], values: [0, 2.5] });
  });

  it("takes nothing for what is missing: it is never 0", () => {
    const missing = ["", "-", "NaN", "null", "None", "n/a"];
    const text = `time,anonymous,cache\n0,4096,8192\n${missing.map((cell, at) => `${at + 1},4096,${cell}`).join("\n")}`;
    expect(csv(text)?.series?.cache.values).toEqual([2]);
  });

  it.each([
    ["", "x.csv is empty: its first line must name the columns"],
    ["time,anonymous\n", "x.csv has no rows below its header: at least one is needed"],
    [
      "when,anonymous\n0,1",
      "x.csv, line 1: there is no column time, there are when, anonymous: write columns: { time: … } with the name of one",
    ],
    [
      "time,mem\n0,1",
      "x.csv, line 1: there is no column anonymous or used, there are time, mem: write columns: { anonymous: … }",
    ],
    ["time,anonymous\n0,4096\n\n0,4096", "x.csv, line 4: the time is not later than the one before: times must rise"],
    [
      "time,anonymous\nsoon,4096",
      "x.csv, line 2: soon is not a time: write seconds, a date such as 2026-11-30T10:00:00Z, or a duration such as 90s",
    ],
    [
      "time,anonymous\n0,4096\n2026-01-01,4096",
      "x.csv, line 3: the time is a date, and the first one a number of seconds: write all in one way",
    ],
    ["time,anonymous\n0,-5", 'x.csv, line 2: anonymous: "-5" is negative: leave it empty where it is not known'],
    ["time,anonymous\n0,4GB", "x.csv, line 2: anonymous: 4GB is not a size: memory comes in binary units, write 4GiB"],
    ["time,anonymous\n0,1e30", "x.csv, line 2: anonymous: 1e30 is too large: is the unit right?"],
    ["time,anonymous,faults\n0,4096,many", "x.csv, line 2: faults: many is not a number of pages per second"],
    ["time,anonymous\n0,4096,1", "x.csv, line 2: there are 3 fields, but 2 in the header: write as many"],
    ["time,anonymous\n0,4096\n60", "x.csv, line 3: there are 1 fields, but 2 in the header: write as many"],
    ['time,anonymous\n0,"4096', "x.csv, line 2: quotes are not closed, or text follows them"],
    ["time,anonymous\n0,", "neither anonymous nor used is known at any point: a series needs one of them"],
    ["time,anonymous\n0,5e15", "it uses 4882812500000KiB, and a workload 4TiB at most: the unit may be wrong"],
    [
      "time,anonymous,used\n0,4096,4096",
      "it says both anonymous and used, which has the kernel's memory too: leave one of them out",
    ],
  ])("refuses %j", (text, message) => {
    expect(wrongCsv(text)).toBe(message);
  });

  it("names a column that is not there", () => {
    expect(wrongCsv("time,memory\n0,4096", ", columns: { anonymous: memry }")).toBe(
      "x.csv, line 1: there is no column memry, did you mean memory?",
    );
  });

  it("has 50000 rows at most", () => {
    const rows = (count: number) =>
      `time,anonymous\n${Array.from({ length: count }, (_, at) => `${at},4096`).join("\n")}`;
    expect(csv(rows(50_000))?.series?.anonymous.values.length).toBe(50_000);
    expect(wrongCsv(rows(50_001))).toBe(
      "x.csv, line 50002: there are more than 50000 rows: leave some out, or take averages of several",
    );
  });
});
