import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ballonetIn } from "./lab-command.ts";

let folder = "";
const ballonet = (words: readonly string[], input?: string) => ballonetIn(folder, words, input);
const LOOP = "loop <&>.txt";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-mrc-"));
  await writeFile(join(folder, LOOP), Array.from({ length: 1000 }, (_, at) => at % 20).join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("ballonet mrc", () => {
  it("writes the whole curve as JSON, and nothing else", async () => {
    const { out, err, code } = await ballonet(["mrc", LOOP, "--json", "-"]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    const { curve, ...rest } = JSON.parse(out);
    expect(rest).toEqual({
      trace: {
        name: LOOP,
        format: "text",
        references: 1000,
        originalReferences: 1000,
        condensedFrames: null,
        writes: 0,
        distinctPages: 20,
        reading: expect.stringMatching(/^Read as text because each of its lines is one number/),
      },
      method: "exact",
      references: 1000,
      coldReferences: 20,
    });
    expect(curve).toHaveLength(20);
    expect(curve[18]).toEqual({ frames: 19, faults: 1000, faultRatio: 1 });
    expect(curve[19]).toEqual({ frames: 20, faults: 20, faultRatio: 0.02 });
  });

  it("reports only the given sizes, simulates policies there, and finds working sets", async () => {
    const words = ["mrc", LOOP, "--frames", "50%,64KiB,100", "--policy", "opt", "--window", "10,20", "--json", "-"];
    const { out, code } = await ballonet(words);
    expect(code).toBe(0);
    const { curve, policies, workingSets } = JSON.parse(out);
    expect(curve.map((point: { frames: number; faults: number }) => [point.frames, point.faults])).toEqual([
      [10, 1000],
      [16, 1000],
      [100, 20],
    ]);
    expect(policies.map((result: { policy: string; frames: number }) => [result.policy, result.frames])).toEqual([
      ["opt", 10],
      ["opt", 16],
      ["opt", 100],
    ]);
    expect(workingSets.map(({ faults }: { faults: number }) => faults)).toEqual([1000, 20]);
  });

  it("draws a plot that fits the terminal, and names the knee", async () => {
    const { out, code } = await ballonet(["mrc", LOOP]);
    expect(code).toBe(0);
    expect(out).toContain("Knee at 20 frames (80 KiB): fault ratio 2.00 %.");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("draws a figure whose names are escaped", async () => {
    const { code } = await ballonet(["mrc", LOOP, "--svg", "loop.svg", "--policy", "lru,opt"]);
    expect(code).toBe(0);
    const svg = await readFile(join(folder, "loop.svg"), "utf8");
    expect(svg).toContain("<title>Miss-ratio curve of loop &lt;&amp;&gt;.txt</title>");
    expect(svg).toContain(">fault ratio, %<");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/u);
    const open = svg.match(/<(text|g|svg|title)\b/gu)?.length;
    expect(svg.match(/<\/(text|g|svg|title)>/gu)?.length).toBe(open);
  });

  it("draws the given sizes, each curve named at its end", async () => {
    const { code } = await ballonet(["mrc", LOOP, "--svg", "part.svg", "--policy", "opt", "--frames", "5,2"]);
    expect(code).toBe(0);
    const svg = await readFile(join(folder, "part.svg"), "utf8");
    const texts = [...svg.matchAll(/>([^<>]+)<\/text>/gu)].map(([, words]) => words);
    expect(texts).toEqual(expect.arrayContaining(["2", "8 KiB", "5", "20 KiB", "lru", "opt"]));
    expect(texts).not.toContain("1");
    expect(texts).not.toContain("4 KiB");
  });

  it("warns when a sample is too small", async () => {
    const { out, err, code } = await ballonet(["mrc", LOOP, "--sample", "5", "--json", "-"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ method: "shards", sample: { most: 5, sampledPages: 5 } });
    expect(err).toContain("Only 5 of 20 pages were looked at: too few for the curve to mean anything.");
  });

  it.each([
    [["mrc", LOOP, "--sample", "0"], "It must be a whole number, at least 1"],
    [["mrc", LOOP, "--window", "x"], "It must be a whole number, at least 1"],
    [["mrc", LOOP, "--frames", "1 parsec"], "is not a number of frames"],
    [["mrc", LOOP, "--policy", "nope"], "nope is not a replacement policy"],
    [["mrc", "missing"], "missing: there is no such file"],
    [["mrc", "-"], "it is empty"],
  ])("refuses %j", async (words, message) => {
    const { out, err, code } = await ballonet(words);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain(message);
  });
});
