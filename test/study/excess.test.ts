import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorkCurve } from "../../src/simulation/vm/work-curve.ts";
import { excessOf } from "../../src/study/verdict/excess.ts";

/** A VM in seconds: each window takes a second; `work` is the total work at its end; `phases` are numbers of windows before which a phase starts. */
function curve(work: readonly number[], phases: readonly number[] = []): WorkCurve {
  const points = work.flatMap((done, window) => {
    const begun = phases.filter((at) => at <= window).length;
    return [
      ...(phases.includes(window) ? [{ awake: window, work: work[window - 1] ?? 0, begun, ends: false }] : []),
      { awake: window + 1, work: done, begun, ends: true },
    ];
  });
  const all = [{ awake: 0, work: 0, begun: 0, ends: false }, ...points];
  return {
    awakeNs: all.map(({ awake }) => awake * 1e9),
    workNs: all.map(({ work }) => Math.round(work * 1e9)),
    phase: all.map(({ begun }) => begun),
    windowEnds: all.flatMap(({ ends }, at) => (ends ? [at] : [])),
    grainNs: 1e5,
  };
}

describe("the excess of a VM", () => {
  it("is the ratio of times for the same work (worked by hand)", () => {
    // The first second of work takes two seconds because files are cold. With overcommit the second one takes two instead of one.
    const { windows, p99, mean } = excessOf(curve([0.5, 1, 1.5, 2, 3]), curve([0.5, 1, 2, 3, 4]));
    expect(windows).toEqual([1, 1, 2, 2, 1]);
    expect(p99).toBe(2);
    // Five seconds for work of four.
    expect(mean).toBe(1.25);
  });

  it("is 1 when a delay only shifts reads of cold files, and when a VM waits no longer than necessary", () => {
    // The delay of a second comes first; the slow stretch from 1 to 1.5 is moved by it.
    expect(excessOf(curve([0, 1, 1.25, 1.5, 2.5]), curve([1, 1.25, 1.5, 2.5, 3.5])).windows).toEqual([
      Number.POSITIVE_INFINITY,
      1,
      1,
      1,
      1,
    ]);
    expect(excessOf(curve([1, 1, 1, 2]), curve([1, 1, 1, 2])).windows).toEqual([1, 1, 1, 1]);
    // Two seconds of waiting where one is necessary.
    expect(excessOf(curve([1, 1, 1, 2]), curve([1, 1, 2, 3])).windows).toEqual([1, 1, Number.POSITIVE_INFINITY, 1]);
  });

  it("compares each phase with the same phase, regardless of earlier ones", () => {
    // The first phase is twice as slow; the second is slow in both runs.
    const run = curve([0.5, 1, 1.25, 1.5], [0, 2]);
    const roomy = curve([1, 2, 2.25, 2.5], [0, 2]);
    expect(excessOf(run, roomy).windows).toEqual([2, 2, 1, 1]);
  });

  it("ignores one second in a hundred, and is 1 for a VM that never ran", () => {
    const work = Array.from({ length: 100 }, (_, window) => window + 1);
    const late = work.map((done, window) => (window < 50 ? done : done - 0.5));
    expect(excessOf(curve(late), curve(work)).p99).toBe(1);
    expect(excessOf(curve(late.slice(0, 99)), curve(work)).p99).toBe(2);
    expect(excessOf(curve([]), curve([]))).toEqual({ windows: [], p99: 1, mean: 1 });
  });

  it("of identical runs is exactly 1 in every window and at least 1 over the run", () => {
    const course = fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 }).map((steps) => {
      let done = 0;
      return steps.map((step) => (done += step / 1000));
    });
    fc.assert(
      fc.property(course, course, fc.uniqueArray(fc.nat(20), { maxLength: 3 }), (one, other, phases) => {
        const same = excessOf(curve(one, phases), curve(one, phases));
        expect(same.windows.every((ratio) => ratio === 1)).toBe(true);
        const { p99, mean } = excessOf(curve(one, phases), curve(other, phases));
        expect(Math.min(p99, mean)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
