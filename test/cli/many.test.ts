import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ballonetIn } from "./lab/lab-command.ts";

// With 3 frames: LRU 10 faults, FIFO 9, OPT 7 (Belady); LRU 12, FIFO 15, OPT 9 (Silberschatz).
const BELADY = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5];
const SILBERSCHATZ = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1];
let folder = "";
const ballonet = (words: readonly string[]) => ballonetIn(folder, words);
const read = (file: string) => readFile(join(folder, file), "utf8");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-many-"));
  await mkdir(join(folder, "traces", "more"), { recursive: true });
  await writeFile(join(folder, "traces", "belady.txt"), BELADY.join("\n"));
  await writeFile(join(folder, "traces", "more", "silberschatz.txt"), SILBERSCHATZ.join("\n"));
  await writeFile(join(folder, "broken.txt"), "1\noops\n");
});
afterAll(() => rm(folder, { recursive: true }));

describe("many traces at once", () => {
  it("are replayed in one call, compared with LRU and the optimum, and written in every format", async () => {
    const words = ["replay", "traces", "--policy", "fifo,lru", "--frames", "3"];
    const forms = ["json", "csv", "parquet", "svg", "html"].flatMap((form) => [`--${form}`, `all.${form}`]);
    const { out, err, code } = await ballonet([...words, ...forms]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const { traces, summary } = JSON.parse(await read("all.json"));
    expect(traces.map(({ trace }: { trace: { name: string } }) => trace.name)).toEqual([
      "traces/belady.txt",
      "traces/more/silberschatz.txt",
    ]);
    // 9/10 and 15/12: mean 1.075, sample deviation 0.35/√2; 9/7 and 15/9.
    expect(summary[0]).toMatchObject({ policy: "fifo", size: "3", ratioToLru: { traces: 2, least: 0.9, most: 1.25 } });
    expect(summary[0].ratioToLru.mean).toBeCloseTo(1.075, 12);
    expect(summary[0].ratioToLru.deviation).toBeCloseTo(0.35 / Math.SQRT2, 12);
    expect(summary[0].ratioToOpt.mean).toBeCloseTo((9 / 7 + 15 / 9) / 2, 12);
    expect(out).toMatch(/^3 +fifo +.*1\.075 +0\.247/mu);

    const rows = (await read("all.csv")).trim().split("\r\n");
    expect(rows).toHaveLength(5);
    const bytes = await readFile(join(folder, "all.parquet"));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const types = new Map(parquetMetadata(file).schema.map(({ name, type }) => [name, type]));
    expect([types.get("trace"), types.get("faults"), types.get("ratioToLru")]).toEqual([
      "BYTE_ARRAY",
      "INT64",
      "DOUBLE",
    ]);
    const objects = await parquetReadObjects({ file });
    expect(objects[2]).toMatchObject({
      trace: "traces/more/silberschatz.txt",
      policy: "fifo",
      faults: 15n,
      lruFaults: 12n,
    });
    expect(objects[2]).toMatchObject({ condensedFrames: null, ratioToLru: 1.25, problem: null });
    for (const form of ["all.svg", "all.html"]) expect(await read(form)).not.toMatch(/NaN|undefined|Infinity/u);
  });

  it("have curves, one per trace and their mean", async () => {
    const { out, code } = await ballonet([
      "mrc",
      "traces/**/*.txt",
      "--frames",
      "3",
      "--policy",
      "opt",
      "--csv",
      "c.csv",
    ]);
    expect(code).toBe(0);
    expect(out).toContain("2 traces.");
    const rows = (await read("c.csv"))
      .trim()
      .split("\r\n")
      .map((row) => row.split(","));
    const [head = []] = rows;
    const at = (name: string) => head.indexOf(name);
    expect(rows.slice(1).map((row) => [row[at("trace")], row[at("policy")], row[at("faults")]])).toEqual([
      ["traces/belady.txt", "lru", "10"],
      ["traces/belady.txt", "opt", "7"],
      ["traces/more/silberschatz.txt", "lru", "12"],
      ["traces/more/silberschatz.txt", "opt", "9"],
    ]);
  });

  it("that fail do not stop the others; the exit code is 1", async () => {
    const files = ["broken.txt", "traces/belady.txt", "missing.txt"];
    const { out, code } = await ballonet(["replay", ...files, "--policy", "lru", "--frames", "3", "--json", "-"]);
    expect(code).toBe(1);
    const { traces } = JSON.parse(out);
    expect(traces[0].problem).toContain('broken.txt: line 2: "oops"');
    expect(traces[1].results[0].faults).toBe(10);
    expect(traces[2]).toEqual({ trace: { name: "missing.txt" }, problem: "missing.txt: there is no such file" });
  });

  it.each([
    [["nothing/*.gz", "--policy", "lru", "--frames", "3"], "no file matches nothing/*.gz"],
    [["traces", "--policy", "lru", "--frames", "3", "--steps"], "--steps takes only one trace, and there are 2"],
    [["traces", "-", "--policy", "lru", "--frames", "3"], "standard input (-) cannot be combined with other traces"],
    [["traces", "--policy", "lru", "--frames", "7-3"], "ends before it begins: write 3-7"],
    [["traces", "--policy", "lru", "--frames", "lots"], "lots is not a number of frames"],
  ])("refuses %j and writes nothing", async (words, message) => {
    const before = await readdir(folder);
    const { out, err, code } = await ballonet(["replay", ...words, "--json", "no.json"]);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain(message);
    expect(await readdir(folder)).toEqual(before);
  });
});

describe("a reference string", () => {
  it("is replayed over a range of sizes, step by step, with the policy names of textbooks", async () => {
    const file = "traces/belady.txt";
    const { out, code } = await ballonet([
      "replay",
      file,
      "--policy",
      "LRU,Second-Chance",
      "--frames",
      "3-4",
      "--steps",
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^lru +10 +83\.33. +8 +66\.67/mu);
    expect(out).toContain("clock with 3 frames: 9 faults of 12 references (75.00 %)");
    const words = ["replay", file, "--policy", "fifo", "--frames", "3", "--steps", "--json", "-"];
    const { steps } = JSON.parse((await ballonet(words)).out);
    expect(steps[0].steps[3]).toEqual({
      ...{ page: "4", write: false, fault: true },
      ...{ evicted: ["1"], frames: ["4", "2", "3"] },
    });
  });
});
