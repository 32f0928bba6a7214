import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ballonetIn, interrupted } from "./lab-command.ts";

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
  it("writes JSON by policy, then by frames, and nothing else", async () => {
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
    expect(trace).toEqual({
      name: "belady.txt",
      format: "text",
      references: 12,
      originalReferences: 12,
      condensedFrames: null,
      writes: 1,
      distinctPages: 5,
      reading: expect.stringMatching(/^Read as text because each of its lines is one number/),
    });
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
      walkedPages: 0,
      faultRatio: 10 / 12,
      optimalFaults: 7,
      regret: 3 / 7,
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

  it("prints a table with visibilities, marks and distances from the optimum", async () => {
    const { out, err, code } = await ballonet(["replay", "belady.txt", "--policy", "fifo,lru", "--frames", "3"]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toMatch(/^fifo +9 +75\.00\* +sees faults only$/mu);
    expect(out).toMatch(/^lru +10 +83\.33\+ +idealised: sees every access$/mu);
    expect(out).toMatch(/^fifo +\+29$/mu);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.runIf(process.platform !== "win32")("stops at Ctrl-C, also while reading, and writes nothing", async () => {
    const before = await readdir(folder);
    const words = ["replay", "-", "--format", "u32", "--policy", "all", "--frames", "10%", "--json", "half.json"];
    expect(await interrupted(folder, words, new Uint8Array(2 ** 22))).toEqual({ out: "", err: "", code: 130 });
    expect(await readdir(folder)).toEqual(before);
  });

  it("does not compute the optimum with --no-opt", async () => {
    const words = ["replay", "belady.txt", "--policy", "lru", "--frames", "3", "--no-opt"];
    expect((await ballonet(words)).out).not.toContain("above opt");
    const { results } = JSON.parse((await ballonet([...words, "--json", "-"])).out);
    expect(results[0]).toMatchObject({ faults: 10, optimalFaults: null, regret: null });
  });

  it("replays every policy and writes CSV", async () => {
    const { code } = await ballonet(["replay", "belady.txt", "--policy", "all", "--frames", "3", "--csv", "all.csv"]);
    expect(code).toBe(0);
    const lines = (await readFile(join(folder, "all.csv"), "utf8")).trim().split("\r\n");
    expect(lines[0]).toMatch(/^trace,policy,visibility,size,frames,/u);
    expect(lines.length).toBeGreaterThan(5);
    const rows = lines.map((line) => line.split(","));
    const columns = ["policy", "visibility", "faults", "optimalFaults", "regret"].map((name) => rows[0]?.indexOf(name));
    const facts = rows.map((row) => columns.map((column) => row[column ?? -1]));
    expect(facts).toContainEqual(["fifo", "fault", "9", "7", String(2 / 7)]);
    expect(facts).toContainEqual(["clock", "accessed-bit", "9", "7", String(2 / 7)]);
    expect(facts).toContainEqual(["opt", "future", "7", "7", "0"]);
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
    [["belady.txt", "--policy", "lru,", "--frames", "3"], "The list has an empty item"],
    [["missing.txt", "--policy", "lru", "--frames", "3"], "missing.txt: there is no such file"],
    [["empty.txt", "--policy", "lru", "--frames", "3"], "empty.txt: it is empty"],
    [["remarks.txt", "--policy", "lru", "--frames", "3"], "remarks.txt: it holds no references"],
    [["belady.txt", "--policy", "lru", "--frames", "3", "--format", "nope"], '"nope" is not a trace format'],
    [["belady.txt", "--policy", "lru", "--frames", "3", "--page-size", "0"], "number of bytes from 1 to 1GiB"],
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
