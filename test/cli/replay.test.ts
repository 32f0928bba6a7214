import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ballonetIn } from "./lab-command.ts";

const BELADY = "1 R\n2\n3\n4\n1 W\n2\n5\n1\n2\n3\n4\n5\n";
let folder = "";
const ballonet = (words: readonly string[], input?: string) => ballonetIn(folder, words, input);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-replay-"));
  await writeFile(join(folder, "belady.txt"), BELADY);
  await writeFile(join(folder, "empty.txt"), "");
  await writeFile(join(folder, "remarks.txt"), "# nothing\n");
});
afterAll(() => rm(folder, { recursive: true }));

describe("ballonet replay", () => {
  it("writes JSON policy by policy and frames within, and nothing else", async () => {
    const { out, err, code } = await ballonet([
      "replay",
      "belady.txt",
      "--policy",
      "lru,opt,clock:load=0",
      "--frames",
      "3,80%",
      "--json",
      "-",
    ]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    const { trace, results, ...rest } = JSON.parse(out);
    expect(rest).toEqual({});
    expect(trace).toEqual({ name: "belady.txt", format: "text", references: 12, writes: 1, distinctPages: 5 });
    expect(
      results.map((r: { policy: string; frames: number; faults: number }) => [r.policy, r.frames, r.faults]),
    ).toEqual([
      ["lru", 3, 10],
      ["lru", 4, 8],
      ["opt", 3, 7],
      ["opt", 4, 6],
      ["clock", 3, 10],
      ["clock", 4, 8],
    ]);
    const { seconds, referencesPerSecond, ...first } = results[0];
    expect(first).toEqual({
      policy: "lru",
      parameters: {},
      visibility: "every-access",
      frames: 3,
      references: 12,
      faults: 10,
      coldFaults: 5,
      dirtyEvictions: 1,
      writeBacks: 0,
      // A victim for every fault but the first three.
      scannedPages: 7,
      faultRatio: 10 / 12,
    });
    expect(seconds).toBeGreaterThanOrEqual(0);
    expect(referencesPerSecond).toBeGreaterThanOrEqual(0);
    expect(results[4].parameters).toEqual({ load: 0 });
  });

  it("reads standard input", async () => {
    const { out, code } = await ballonet(["replay", "-", "--policy", "fifo", "--frames", "4", "--json", "-"], BELADY);
    expect(code).toBe(0);
    expect(JSON.parse(out).results[0].faults).toBe(10);
  });

  it("prints a table with visibilities, marks and the way to the optimum", async () => {
    const { out, err, code } = await ballonet(["replay", "belady.txt", "--policy", "fifo,lru", "--frames", "3"]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toMatch(/^fifo +75\.00\* +sees faults only$/mu);
    expect(out).toMatch(/^lru +83\.33\+ +idealised: sees every access$/mu);
    expect(out).toMatch(/^fifo +\+29$/mu);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("finds no optimum when told so", async () => {
    const { out } = await ballonet(["replay", "belady.txt", "--policy", "lru", "--frames", "3", "--no-opt"]);
    expect(out).not.toContain("above opt");
  });

  it("replays every policy there is, and writes CSV", async () => {
    const { code } = await ballonet(["replay", "belady.txt", "--policy", "all", "--frames", "3", "--csv", "all.csv"]);
    expect(code).toBe(0);
    const lines = (await readFile(join(folder, "all.csv"), "utf8")).trim().split("\r\n");
    expect(lines[0]).toMatch(/^policy,visibility,frames,/u);
    expect(lines.length).toBeGreaterThan(5);
  });

  it.each([
    [
      ["belady.txt", "--policy", "lruu", "--frames", "3"],
      "ballonet: lruu is not a replacement policy, did you mean lru?",
    ],
    [["belady.txt", "--policy", "lru", "--frames", "0"], 'ballonet: "0" is less than one frame'],
    [["belady.txt", "--policy", "lru", "--frames", "lots"], "ballonet: lots is not a number of frames"],
    [["belady.txt", "--policy", "lru"], "required option"],
    [["belady.txt", "--frames", "3"], "required option"],
    [["belady.txt", "--policy", "lru,", "--frames", "3"], "An item of the list is empty"],
    [["missing.txt", "--policy", "lru", "--frames", "3"], "missing.txt: there is no such file"],
    [["empty.txt", "--policy", "lru", "--frames", "3"], "empty.txt: it is empty"],
    [["remarks.txt", "--policy", "lru", "--frames", "3"], "remarks.txt: it holds no references"],
    [["belady.txt", "--policy", "lru", "--frames", "3", "--format", "nope"], '"nope" is not a trace format'],
    [["belady.txt", "--policy", "lru", "--frames", "3", "--page-size", "5KiB"], "power of two"],
    [
      ["belady.txt", "--policy", "lru", "--frames", "3", "--json", "no/such/folder.json"],
      "cannot write no/such/folder.json",
    ],
    [
      ["belady.txt", "--policy", "lru", "--frames", "3", "--json", "-", "--csv", "-"],
      "cannot both be written to standard output",
    ],
  ])("refuses %j", async (words, message) => {
    const before = await readdir(folder);
    const { out, err, code } = await ballonet(["replay", ...words]);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(await readdir(folder)).toEqual(before);
  });
});
