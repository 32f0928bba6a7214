import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Pattern } from "../../src/scenario/scenario.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { patterns } from "../../src/workload/pattern/registry.ts";
import { open, pattern, take } from "./phase.ts";

const PAGE = 0x7fff_ffff;
const recorded: Trace = {
  name: "t",
  format: "u32",
  references: Uint32Array.of(0, 1, 0, 0x8000_0000, 2),
  distinctPages: 3,
  writes: 1,
};
const traces = new Map([["t", recorded]]);

const simple: fc.Arbitrary<Pattern> = fc.oneof(
  fc.constant(pattern("uniform")),
  fc.constantFrom(0, 0.5, 0.99, 1, 2.5).map((theta) => pattern("zipf", { theta })),
  fc
    .record({ stride: fc.integer({ min: 1, max: 50 }), touches: fc.integer({ min: 1, max: 3 }) })
    .map((values) => pattern("sequential", values)),
  fc.option(fc.integer({ min: 1, max: 400 })).map((set) => pattern("loop", { set })),
  fc
    .record({ hot: fc.double({ min: 0, max: 1, noNaN: true }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map((values) => pattern("hotspot", values)),
  fc
    .record({ set: fc.integer({ min: 1, max: 400 }), every: fc.integer({ min: 1, max: 9 }) })
    .map((values) => pattern("working-set", values)),
  fc.integer({ min: 1, max: 400 }).map((set) => pattern("idle", { set })),
);
const looping = fc.constant(pattern("trace", { file: "t" }));
const mixed = (part: fc.Arbitrary<Pattern>) =>
  fc
    .array(fc.record({ weight: fc.integer({ min: 1, max: 5 }), pattern: part }), { minLength: 1, maxLength: 3 })
    .map((parts) => pattern("mix", {}, parts));
const any = fc.oneof({ weight: 6, arbitrary: simple }, looping, mixed(fc.oneof(simple, looping, mixed(simple))));

const setting = fc.record({
  pattern: any,
  pages: fc.integer({ min: 3, max: 3000 }),
  firstPage: fc.nat(100),
  growsFrom: fc.double({ min: 0, max: 1, noNaN: true }),
  writeShare: fc.double({ min: 0, max: 1, noNaN: true }),
  durationNs: fc.integer({ min: 1, max: 5_000_000 }),
  place: fc.record({
    seed: fc.nat(0xffff_ffff),
    vm: fc.nat(3),
    vcpu: fc.nat(2),
    vcpus: fc.constant(3),
    phase: fc.nat(3),
  }),
});
type Setting = typeof setting extends fc.Arbitrary<infer Value> ? Value : never;

const openSetting = ({ pattern: what, pages, firstPage, growsFrom, writeShare, durationNs, place }: Setting) =>
  open(what, pages, {
    phase: { firstPage, writeShare, durationNs, growFromPages: Math.round(growsFrom * pages) },
    place,
    traces,
  });

describe("a stream", () => {
  it("is the same in pieces of any size", () => {
    fc.assert(
      fc.property(setting, fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 6 }), (where, sizes) => {
        const whole = take(
          openSetting(where),
          sizes.reduce((sum, size) => sum + size, 0),
        );
        const inPieces = openSetting(where);
        expect(sizes.flatMap((size) => [...take(inPieces, size)])).toEqual([...whole]);
      }),
      { numRuns: 300 },
    );
  });

  it("stays in its region", () => {
    fc.assert(
      fc.property(setting, (where) => {
        for (const reference of take(openSetting(where), 6000)) {
          const page = reference & PAGE;
          if (page < where.firstPage || page >= where.firstPage + where.pages)
            throw new Error(`page ${page} is outside`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("keeps its pages whatever the share of writes", () => {
    fc.assert(
      fc.property(setting, (where) => {
        const pagesOf = (writeShare: number) =>
          [...take(openSetting({ ...where, writeShare }), 3000)].map((word) => word & PAGE);
        expect(pagesOf(where.writeShare)).toEqual(pagesOf(0));
      }),
      { numRuns: 100 },
    );
  });

  it("writes the share it is told", () => {
    for (const writeShare of [0, 0.001, 0.3, 0.5, 0.97, 1]) {
      const references = take(open(pattern("uniform"), 100, { phase: { writeShare } }), 1_000_000);
      const writes = references.filter((word) => word > PAGE).length;
      expect(Math.abs(writes - writeShare * 1e6)).toBeLessThanOrEqual(
        4.5 * Math.sqrt(writeShare * (1 - writeShare) * 1e6),
      );
    }
  });

  it("depends on its place: same place, same stream; every other place, another", () => {
    const places = [
      {},
      { seed: 2 },
      { vm: 1 },
      { vcpu: 1 },
      { phase: 1 },
      { vm: 1, vcpu: 1 },
      { seed: 0xffff_ffff },
      { seed: 0 },
    ].map((place) => ({ vcpus: 2, ...place }));
    for (const kind of ["uniform", "zipf", "hotspot", "idle"]) {
      const streams = places.map((place) => take(open(pattern(kind), 10_000, { place }), 200).join());
      expect(new Set(streams).size).toBe(places.length);
      expect(places.map((place) => take(open(pattern(kind), 10_000, { place }), 200).join())).toEqual(streams);
    }
  });

  it("is not moved by others that are open at the same time", () => {
    const alone = take(open(pattern("zipf"), 5000), 4000);
    const one = open(pattern("zipf"), 5000);
    const other = open(pattern("zipf", { theta: 0.5 }), 700, { place: { vm: 1 } });
    const together = Array.from({ length: 8 }, () => {
      take(other, 77);
      return [...take(one, 500)];
    }).flat();
    expect(together).toEqual([...alone]);
  });

  it("must lie within the workload", () => {
    expect(() => open(pattern("uniform"), 10, { phase: { firstPage: 5 }, workloadPages: 14 })).toThrow(
      "the phase works in 10 pages from page 5, but the workload has 14: the region must lie within it",
    );
  });
});

describe("a region that grows", () => {
  it("adds its pages evenly, writing to each", () => {
    const phase = { growFromPages: 2, durationNs: 8000 };
    const references = take(open(pattern("loop", { set: 1 }), 6, { phase }), 10);
    const W = 0x8000_0000;
    expect([...references]).toEqual([0, 2 + W, 0, 3 + W, 0, 4 + W, 0, 5 + W, 0, 0]);
  });

  it("touches every new page once all vCPUs have made the phase's references, and none of it too early", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("uniform", "zipf", "sequential", "hotspot"),
        fc.integer({ min: 1, max: 500 }),
        fc.nat(500),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        (kind, growth, from, vcpus, slack) => {
          const pages = from + growth;
          const references = Math.ceil(growth / vcpus) * slack;
          const touched = new Set<number>();
          for (let vcpu = 0; vcpu < vcpus; vcpu++) {
            const phase = { growFromPages: from, durationNs: references * 1000 };
            const stream = take(open(pattern(kind), pages, { phase, place: { vcpu, vcpus } }), references);
            stream.forEach((word, at) => {
              const page = word & PAGE;
              if (word > PAGE) touched.add(page);
              const shouldHave = from + (growth * (at + 1)) / references;
              if (page > shouldHave + vcpus + 1 && at < references - slack) throw new Error(`page ${page} at ${at}`);
            });
          }
          for (let page = from; page < pages; page++) expect(touched.has(page)).toBe(true);
        },
      ),
    );
  });

  it("needs a duration", () => {
    expect(() => open(pattern("uniform"), 10, { phase: { growFromPages: 1 } })).toThrow(
      "a phase whose region grows needs a duration",
    );
  });
});

describe("the registry", () => {
  it("has every pattern once, all told", () => {
    const names = patterns.map((entry) => entry.name);
    expect(names).toEqual([...new Set(names)]);
    for (const entry of patterns) expect(entry.about.endsWith(".") && entry.source.length > 0).toBe(true);
  });

  it("refuses a pattern it does not have", () => {
    expect(() => open({ kind: "zpif", parameters: {}, parts: [] }, 5)).toThrow(
      '"zpif" is not a workload pattern: there are uniform, zipf',
    );
  });
});
