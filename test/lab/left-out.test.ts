import { describe, expect, it } from "vitest";
import { labModule } from "#engine";
import { isFailed } from "../../src/lab/many.ts";
import {
  curveOutcomes,
  curveStudyWith,
  replayOutcomes,
  replayStudyWith,
  type StudyReport,
  workersHere,
} from "../../src/lab/study.ts";
import { curveCsv, curveStudyJson } from "../../src/report/lab/curve-data.ts";
import { leftOutInWords } from "../../src/report/lab/left-out.ts";
import { replayCsv, replayStudyJson } from "../../src/report/lab/replay-data.ts";
import { studyText } from "../../src/report/lab/study-text.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { traceOf } from "./traces.ts";

// Belady's string: with 2 frames everything faults (12 of 12); with 3 frames LRU has 10 faults and FIFO 9.
const belady = { ...traceOf([0, 1, 2, 3, 0, 1, 4, 0, 1, 2, 3, 4]), name: "belady" };
// A loop over five pages always faults with 3 frames of LRU or FIFO, so condensing to 3 frames removes nothing.
const loop: Trace = {
  ...traceOf([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0]),
  ...{ name: "loop", condensedFrames: 3, originalReferences: 11 },
};
const sources = [belady, loop].map((trace) => ({ name: trace.name, read: async () => trace }));
const NOTE =
  "Sizes left out, because a condensed trace lacks the hits needed for fewer frames than its bound: loop: 2 (it needs 3 frames or more).";

function done<T extends object>({ traces }: StudyReport<T>): T[] {
  return traces.flatMap((one) => {
    if (isFailed(one)) throw new Error(one.problem);
    return [one];
  });
}

describe("a size below the bound of one of many traces", () => {
  const replays = async (frames: string[]) =>
    replayStudyWith(await labModule(), workersHere, sources, { policies: ["lru", "fifo"], frames }, { atOnce: 1 });

  it("is left out of that trace's replays and of the means, and named in a note", async () => {
    const study = await replays(["2", "3"]);
    const figures = study.summary.map(({ label, size, toLru }) => [label, size, toLru?.traces, toLru?.mean]);
    expect(figures).toEqual([
      ["lru", "2", 1, 1],
      ["fifo", "2", 1, 1],
      ["lru", "3", 2, 1],
      ["fifo", "3", 2, (9 / 10 + 11 / 11) / 2],
    ]);
    const reports = done(study);
    expect(leftOutInWords(reports)).toBe(NOTE);
    const told = reports.map((report) => ({ ...report.trace, outcomes: replayOutcomes(report) }));
    const text = studyText(told, study.summary, leftOutInWords(reports), { columns: 400, colour: false });
    expect(text).toContain(NOTE);
    expect(text).toMatch(/^loop +11 +5 +2 +– +–$/mu);
    expect(text).toMatch(/^ +3 +100\.00 +100\.00$/mu);
    const [, { results }] = JSON.parse(replayStudyJson(study)).traces;
    expect(results.map(({ policy, frames, faults }: Row) => [policy, frames, faults])).toEqual([
      ["lru", 2, null],
      ["lru", 3, 11],
      ["fifo", 2, null],
      ["fifo", 3, 11],
    ]);
    const rows = replayCsv(study.traces).split("\r\n");
    expect(rows.filter((row) => row.startsWith("loop,fifo,"))).toEqual([
      "loop,fifo,fault,2,2,,11,3,5,,,,,,,,,,,,,,,",
      expect.stringMatching(/^loop,fifo,fault,3,3,11,11,3,5,11,/u),
    ]);
  });

  it("is left out of that trace's curve", async () => {
    const options = { policies: ["fifo"], frames: ["2", "3"] };
    const study = await curveStudyWith(await labModule(), workersHere, sources, options, { atOnce: 1 });
    const figures = study.summary.map(({ label, size, faultRatio }) => [label, size, faultRatio?.traces]);
    expect(figures).toEqual([
      ["lru", "2", 1],
      ["fifo", "2", 1],
      ["lru", "3", 2],
      ["fifo", "3", 2],
    ]);
    const reports = done(study);
    expect(leftOutInWords(reports)).toBe(NOTE);
    const [, told] = reports.map((report) => curveOutcomes(report, ["2", "3"]));
    expect(told?.map(({ label, size, faults }) => [label, size, faults])).toEqual([
      ["lru", "2", null],
      ["fifo", "2", null],
      ["lru", "3", 11],
      ["fifo", "3", 11],
    ]);
    const [, { curve, policies }] = JSON.parse(curveStudyJson(study)).traces;
    expect(curve).toEqual([
      { frames: 2, faults: null, faultRatio: null },
      { frames: 3, faults: 11, faultRatio: 1 },
    ]);
    expect(policies.map(({ frames, faults }: Row) => [frames, faults])).toEqual([
      [2, null],
      [3, 11],
    ]);
    expect(curveCsv(study.traces)).toContain("\r\nloop,fifo,fault,2,8192,11,11,3,5,simulated,,,\r\n");
  });

  it("is named in a note when no size was asked for", async () => {
    // A tenth of the loop's five pages is 1 frame, 40 % are 2, 60 % are 3.
    const study = await curveStudyWith(await labModule(), workersHere, sources, {}, { atOnce: 1 });
    const sizes = study.summary.map(({ size }) => size);
    expect(sizes).toEqual(["1%", "2%", "5%", "10%", "20%", "40%", "60%", "80%"]);
    expect(leftOutInWords(done(study), sizes)).toBe(
      "Sizes left out, because a condensed trace lacks the hits needed for fewer frames than its bound: loop: 1%, 2%, 5%, 10%, 20%, 40% (it needs 3 frames or more).",
    );
    expect(study.summary.map(({ faultRatio }) => faultRatio?.traces)).toEqual([1, 1, 1, 1, 1, 1, 2, 2]);
  });

  it("fails the trace when no size is left", async () => {
    const [, failed] = (await replays(["1", "2"])).traces;
    expect(failed).toEqual({
      name: "loop",
      problem: expect.stringContaining("not valid for 1 frame: ask for 3 or more"),
    });
  });
});

interface Row {
  readonly policy: string;
  readonly frames: number;
  readonly faults: number | null;
}
