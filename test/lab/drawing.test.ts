import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curveSvg } from "../../src/report/lab/curve-svg.ts";
import { curveOf, traceOf } from "./traces.ts";

type Point = readonly [x: number, y: number];

/** The corners of the line of a policy in a figure. */
function lineOf(svg: string, policy: string): Point[] {
  const [, path = ""] = new RegExp(`data-policy="${policy}" d="([^"]+)"`, "u").exec(svg) ?? [];
  let [x, y] = [0, 0];
  return [...path.matchAll(/([MLHV])([-\d.]+)(?: ([-\d.]+))?/gu)].map(([, command, first, second]): Point => {
    if (command === "V") y = Number(first);
    else x = Number(first);
    if (second !== undefined) y = Number(second);
    return [x, y];
  });
}

/** All heights at which a line passes a place: several where it is upright. */
function heights(line: readonly Point[], x: number): number[] {
  return line.slice(1).flatMap(([right, low], at) => {
    const [left, high] = line[at] ?? [right, low];
    if (x < left || x > right) return [];
    return left === right ? [high, low] : [high + ((low - high) * (x - left)) / (right - left)];
  });
}

const traces = fc
  .tuple(fc.integer({ min: 2, max: 60 }), fc.array(fc.nat(), { minLength: 2, maxLength: 400, size: "max" }))
  .map(([pages, numbers]) => traceOf(numbers.map((number, at) => (at % 3 === 0 ? at : number) % pages)));

const SIZES = ["3%", "10%", "25%", "50%", "75%", "100%"];
/** Places are rounded to hundredths of a pixel. */
const ROUNDED = 0.011;

describe("a figure of curves", () => {
  it.each([undefined, 7])("contradicts no law: sample %s", async (sample) => {
    await fc.assert(
      fc.asyncProperty(traces, async (trace) => {
        const policies = ["opt", "fifo", "clock", "lru"];
        const svg = curveSvg(await curveOf(trace, { policies, frames: SIZES, sample }));
        const lines = new Map(["opt", "fifo", "clock"].map((policy) => [policy, lineOf(svg, policy)]));
        const lru = lineOf(svg, "lru");
        const opt = lines.get("opt") ?? [];
        for (let x = 60; x < 720; x += 0.37) {
          const [best] = heights(opt, x).toSorted((a, b) => a - b);
          if (best === undefined) continue;
          // Down is fewer faults: the optimum is nowhere above another policy.
          for (const other of [lru, lines.get("fifo") ?? [], lines.get("clock") ?? []]) {
            const lowest = Math.max(...heights(other, x));
            expect(best).toBeGreaterThanOrEqual(lowest - ROUNDED);
          }
        }
        const falling = lru.every(([, y], at) => y >= (lru[at - 1]?.[1] ?? 0));
        expect(falling).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("draws LRU's steps where they are", async () => {
    // Round 10 pages: with 9 frames everything faults, with 10 only first touches do.
    const loop = traceOf(Array.from({ length: 1000 }, (_, at) => at % 10));
    const svg = curveSvg(await curveOf(loop));
    const [start, along, down, ...rest] = lineOf(svg, "lru");
    expect(along?.[1]).toBe(start?.[1]);
    expect(down?.[0]).toBe(along?.[0]);
    expect(rest.every(([, y]) => y === down?.[1])).toBe(true);
    // The last size is the right edge.
    expect(along?.[0]).toBe(720 - 128);
  });
});
