import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorkCurve } from "../../src/simulation/vm/work-curve.ts";
import { excessOf } from "../../src/study/verdict/excess.ts";

/** A VM in seconds: each window takes a second, and has done so much work by its end; `phases` begin before the window of that number. */
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
  it("is how much longer the same work takes, by hand", () => {
    // The first second of work takes two seconds anyway, as files are cold. Overcommit makes the second one take two instead of one.
    const { windows, p99, mean } = excessOf(curve([0.5, 1, 1.5, 2, 3]), curve([0.5, 1, 2, 3, 4]));
    expect(windows).toEqual([1, 1, 2, 2, 1]);
    expect(p99).toBe(2);
    // Five seconds for what takes four.
    expect(mean).toBe(1.25);
  });

  it("is 1 where cold files are read later because of an earlier delay, and where a VM only waits as long as it must", () => {
    // The delay of a second comes first; the slow stretch from 1 to 1.5 is moved by it.
    expect(excessOf(curve([0, 1, 1.25, 1.5, 2.5]), curve([1, 1.25, 1.5, 2.5, 3.5])).windows).toEqual([
      Number.POSITIVE_INFINITY,
      1,
      1,
      1,
      1,
    ]);
    expect(excessOf(curve([1, 1, 1, 2]), curve([1, 1, 1, 2])).windows).toEqual([1, 1, 1, 1]);
    // Two seconds of waiting where one must be: one of them is too many.
    expect(excessOf(curve([1, 1, 1, 2]), curve([1, 1, 2, 3])).windows).toEqual([1, 1, Number.POSITIVE_INFINITY, 1]);
  });

  it("compares a phase with the same phase, whatever came before it", () => {
    // The first phase is twice as slow; the second is slow by itself, in both.
    const run = curve([0.5, 1, 1.25, 1.5], [0, 2]);
    const roomy = curve([1, 2, 2.25, 2.5], [0, 2]);
    expect(excessOf(run, roomy).windows).toEqual([2, 2, 1, 1]);
  });

  it("forgives one second in a hundred, and tells nothing of a VM that never ran", () => {
    const work = Array.from({ length: 100 }, (_, window) => window + 1);
    const late = work.map((done, window) => (window < 50 ? done : done - 0.5));
    expect(excessOf(curve(late), curve(work)).p99).toBe(1);
    expect(excessOf(curve(late.slice(0, 99)), curve(work)).p99).toBe(2);
    expect(excessOf(curve([]), curve([]))).toEqual({ windows: [], p99: 1, mean: 1 });
  });

  it("of the same course is exactly 1 in every window, and never less over the run", () => {
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
