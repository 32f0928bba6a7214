import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labModule } from "#engine";
import { policies } from "../../src/engine/policies.ts";
import { runHere } from "../../src/lab/job.ts";
import { replayWith } from "../../src/lab/replay.ts";
import { replayStepsWith } from "../../src/lab/steps.ts";
import { stepsText } from "../../src/report/lab/steps-text.ts";
import { readTrace } from "../../src/trace/read.ts";
import { traceOf } from "./traces.ts";

const STRING = [7, 2, 3, 1, 2, 5, 3, 4, 6, 7, 7, 1, 0, 5, 4, 6, 2, 3, 0, 1];
const trace = () => readTrace(new TextEncoder().encode(STRING.join("\n")), "string.txt");
const steps = async (policy: string, frames: number) => {
  const { replays } = await replayStepsWith(await labModule(), await trace(), { policies: [policy], frames: [frames] });
  return replays[0];
};

describe("a replay step by step", () => {
  it.each([
    ["fifo", 17],
    ["lru", 18],
    ["opt", 13],
  ])("counts what textbooks count: %s, %i faults with 3 frames", async (policy, faults) => {
    const replay = await steps(policy, 3);
    expect(replay?.faults).toBe(faults);
    expect(replay?.steps.filter(({ fault }) => fault)).toHaveLength(faults);
  });

  it("shows which page left and what is in the frames, as worked by hand", async () => {
    const shown = (await steps("lru", 3))?.steps.slice(0, 8).map(({ page, evicted, frames, fault }) => {
      return `${page}: ${frames.map((one) => one ?? "-").join(" ")}${fault ? " F" : ""}${evicted.map((one) => ` -${one}`).join("")}`;
    });
    expect(shown).toEqual([
      "7: 7 - - F",
      "2: 7 2 - F",
      "3: 7 2 3 F",
      "1: 1 2 3 F -7",
      "2: 1 2 3",
      "5: 1 2 5 F -3",
      "3: 3 2 5 F -1",
      "4: 3 4 5 F -2",
    ]);
  });

  it("goes with the counts of a replay, for every policy", async () => {
    const references = fc.array(fc.nat(9), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(references, fc.integer({ min: 1, max: 7 }), async (list, frames) => {
        const made = traceOf(list);
        const options = { policies: ["all"], frames: [frames] };
        const { results } = await replayWith(await labModule(), runHere, made, options);
        const { replays } = await replayStepsWith(await labModule(), made, options);
        expect(replays.map(({ faults }) => faults)).toEqual(results.map(({ faults }) => faults));
        expect(replays).toHaveLength(policies.length);
        for (const replay of replays) {
          let before: readonly (string | null)[] = Array.from({ length: frames }, () => null);
          replay.steps.forEach((step, at) => {
            expect(step.page).toBe(String(list[at]));
            expect(step.fault).toBe(!before.includes(step.page));
            expect(step.frames).toContain(step.page);
            expect(step.frames).toHaveLength(frames);
            const gone = before.filter((page) => page !== null && !step.frames.includes(page));
            expect(step.evicted).toEqual(gone);
            // A page stays in its frame.
            step.frames.forEach((page, frame) => {
              if (page !== null && page !== step.page) expect(before[frame]).toBe(page);
            });
            before = step.frames;
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  it("is printed as textbooks print it, within the terminal", async () => {
    const report = await replayStepsWith(await labModule(), await trace(), { policies: ["lru"], frames: [3] });
    const text = stepsText(report, { columns: 60, colour: false });
    expect(text).toContain("lru with 3 frames: 18 faults of 20 references (90.00 %)");
    expect(text).toMatch(/^page {5}7 {2}2 {2}3 {2}1 {2}2 {2}5 {2}3 {2}4/mu);
    expect(text).toMatch(/^frame 1 {2}7 {2}7 {2}7 {2}1 {2}1 {2}1 {2}3 {2}3/mu);
    expect(text).toMatch(/^left {14}7 {5}3 {2}1 {2}2/mu);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
  });

  it("is refused for what nobody could read", async () => {
    const long = traceOf(
      Array.from({ length: 501 }, (_, at) => at % 7),
      "long.txt",
    );
    const of = async (options: { policies: string[]; frames: (string | number)[] }) =>
      replayStepsWith(await labModule(), options.frames[0] === 3 ? long : await trace(), options);
    await expect(of({ policies: ["lru"], frames: [3] })).rejects.toThrow(
      "long.txt has 501 references: steps are shown for at most 500",
    );
    await expect(of({ policies: ["lru"], frames: ["101"] })).rejects.toThrow("101 frames are too many to show");
  });
});
