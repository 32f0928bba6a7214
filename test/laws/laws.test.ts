import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WRITE } from "../../src/workload/stream.ts";
import { plays } from "../plays.ts";
import { aloneOn, guestFaults, guestPolicies, hostFaults, hostPolicies, make, replay } from "./alone.ts";

const PAGES = 40;
/** The host policy has one page per guest frame, in blocks per guest. */
const HOST_PAGES = 4096;

/** References to a few of the pages, in random and sequential stretches. */
const references = fc
  .array(
    fc.record({
      first: fc.nat(PAGES - 1),
      span: fc.integer({ min: 1, max: PAGES }),
      count: fc.integer({ min: 1, max: 80 }),
      step: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((stretches) =>
    Uint32Array.from(
      stretches.flatMap(({ first, span, count, step }) =>
        Array.from({ length: count }, (_, at) => ((first + ((at * step) % span)) % PAGES) + (at % 3 === 0 ? WRITE : 0)),
      ),
    ),
  );

/** Pages first touched out of order, for policies that look at neighbours (a shrunk counterexample). */
const NEIGHBOURS = Uint32Array.from([
  9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 10, 12, 14, 0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34,
  36, 38, 17, 19, 21, 23, 25, 27, 37, 6, 2, 38, 7, 3, 39, 8, 4, 0, 9, 22, 31, 0, 9, 27, 36, 5, 23, 32, 1, 10, 28, 37, 6,
  24, 33, 2, 11, 29, 38, 7, 25, 34, 3, 12, 30, 39, 8, 26, 35, 4, 22, 31, 0, 9, 27, 36, 5, 23, 32, 1, 10, 28, 37, 6, 24,
  33, 2, 11, 29, 0, 8, 16, 24, 7, 15, 23, 6, 14, 22, 5, 13, 21, 4, 12, 20, 3, 11, 19, 2, 10, 18, 1, 9,
]);

/** Policies that have dirty pages written first and give them up later. Where swap is compressed memory they cannot: a page is compressed as it goes. */
const WRITE_FIRST = ["linux", "mglru"];

const onlyReads = (refs: Uint32Array) => refs.map((ref) => ref % WRITE);

const LRU = { kind: "lru", parameters: {} };
const runs = { numRuns: plays(60, "LAW_RUNS") };

describe.each(guestPolicies)("$kind in a guest", (policy) => {
  it("law 2: alone, a guest of M frames faults as a replay with M frames", async () => {
    await fc.assert(
      fc.asyncProperty(references, fc.integer({ min: 2, max: PAGES + 2 }), async (refs, frames) => {
        const machine = make(await aloneOn({ policy, pages: PAGES, frames }), refs);
        machine.check();
        expect(guestFaults(machine)).toBe((await replay(policy, PAGES, frames, refs)).faults);
      }),
      runs,
    );
  });

  it("law 2: the same with swap in compressed memory and pages of compressed size 0", async () => {
    await fc.assert(
      fc.asyncProperty(references, fc.integer({ min: 2, max: PAGES + 2 }), async (any, frames) => {
        const refs = WRITE_FIRST.includes(policy.kind) ? onlyReads(any) : any;
        const machine = make(await aloneOn({ policy, pages: PAGES, frames, zramBytes: 0 }), refs);
        machine.check();
        expect(guestFaults(machine)).toBe((await replay(policy, PAGES, frames, refs)).faults);
      }),
      runs,
    );
  });

  it("with incompressible pages a guest of M frames holds M pages; the next one is out of memory, and no page returns before", async () => {
    await fc.assert(
      fc.asyncProperty(references, fc.integer({ min: 2, max: PAGES + 2 }), async (refs, frames) => {
        const machine = make(await aloneOn({ policy, pages: PAGES, frames, zramBytes: 4096 }), refs);
        machine.check();
        const distinct = new Set(refs.map((ref) => ref % WRITE)).size;
        const { status, minorFaults, majorFaults } = machine.counters(0);
        expect(status).toBe(distinct > frames ? "out-of-memory" : "running");
        expect({ minorFaults, majorFaults }).toEqual({ minorFaults: Math.min(distinct, frames), majorFaults: 0 });
      }),
      runs,
    );
  });

  it("law 3: with B pages ballooned at the start, faults as a replay with M − B frames", async () => {
    await fc.assert(
      fc.asyncProperty(
        references,
        fc.integer({ min: 2, max: PAGES }),
        fc.integer({ min: 1, max: 30 }),
        async (refs, left, pinned) => {
          const machine = make(await aloneOn({ policy, pages: PAGES, frames: left + pinned, pinned }), refs);
          machine.check();
          expect(guestFaults(machine)).toBe((await replay(policy, PAGES, left, refs)).faults);
        },
      ),
      runs,
    );
  });

  it("law 5: inflating free frames that were never backed changes no fault count", async () => {
    await fc.assert(
      fc.asyncProperty(references, references, fc.integer({ min: 1, max: 20 }), async (before, after, pinned) => {
        const frames = PAGES + 20;
        const [one, other] = [
          await aloneOn({ policy, pages: PAGES, frames }),
          await aloneOn({ policy, pages: PAGES, frames }),
        ];
        make(one, before);
        make(other, before);
        one.setTarget(0, pinned);
        one.settle();
        make(one, after);
        make(other, after);
        expect(one.counters(0).balloonPages).toBe(pinned);
        expect(guestFaults(one)).toBe(guestFaults(other));
        expect(hostFaults(one)).toBe(hostFaults(other));
      }),
      runs,
    );
  });

  it("law 6: inflating and deflating while nothing runs leaves the guest's mapping unchanged", async () => {
    await fc.assert(
      fc.asyncProperty(references, fc.integer({ min: 1, max: 20 }), async (refs, pinned) => {
        const machine = make(await aloneOn({ policy, pages: PAGES, frames: PAGES + 20 }), refs);
        const before = machine.tables(0).pages;
        machine.setTarget(0, pinned);
        machine.settle();
        expect(machine.counters(0).balloonPages).toBe(pinned);
        machine.setTarget(0, 0);
        machine.settle();
        machine.check();
        expect(machine.counters(0).balloonPages).toBe(0);
        expect(machine.tables(0).pages).toEqual(before);
      }),
      runs,
    );
  });

  it("law 7: never fewer faults than OPT, and one fault per page with a frame for every page", async () => {
    await fc.assert(
      fc.asyncProperty(references, fc.integer({ min: 2, max: PAGES }), async (refs, frames) => {
        const { faults, coldFaults } = await replay(policy, PAGES, frames, refs);
        const distinct = new Set(refs.map((ref) => ref % WRITE)).size;
        expect(coldFaults).toBe(distinct);
        expect(faults).toBeGreaterThanOrEqual(optimalFaults(refs, frames));
        if (frames >= distinct) expect(faults).toBe(distinct);
      }),
      runs,
    );
  });
});

it("law 7: LRU never faults more with more frames", async () => {
  await fc.assert(
    fc.asyncProperty(references, fc.integer({ min: 1, max: PAGES }), async (refs, frames) => {
      const fewer = await replay(LRU, PAGES, frames, refs);
      const more = await replay(LRU, PAGES, frames + 1, refs);
      expect(more.faults).toBeLessThanOrEqual(fewer.faults);
    }),
    runs,
  );
});

it.each(hostPolicies)("law 4: a host of H frames with $kind faults as a replay with H frames", async (hostPolicy) => {
  await fc.assert(
    fc.asyncProperty(references, fc.integer({ min: 2, max: PAGES + 2 }), async (refs, hostFrames) => {
      const machine = make(await aloneOn({ policy: LRU, pages: PAGES, frames: PAGES, hostPolicy, hostFrames }), refs);
      machine.check();
      expect(hostFaults(machine)).toBe((await replay(hostPolicy, HOST_PAGES, hostFrames, asTheHostSees(refs))).faults);
    }),
    { ...runs, examples: [[NEIGHBOURS, 31]] },
  );
});

/** The host sees no dirty bits, and guest frames instead of pages: the lowest free one at each first touch. */
function asTheHostSees(refs: Uint32Array): Uint32Array {
  const frames = new Map<number, number>();
  return refs.map((ref) => {
    const page = ref % WRITE;
    const frame = frames.get(page) ?? frames.size;
    frames.set(page, frame);
    return frame;
  });
}

/** Belady's optimum, by looking ahead for each page. */
function optimalFaults(refs: Uint32Array, frames: number): number {
  const pages = Array.from(refs, (ref) => ref % WRITE);
  const resident = new Set<number>();
  let faults = 0;
  pages.forEach((page, at) => {
    if (resident.has(page)) return;
    faults++;
    if (resident.size === frames) {
      const nextUse = (one: number) => {
        const next = pages.indexOf(one, at + 1);
        return next < 0 ? Number.POSITIVE_INFINITY : next;
      };
      const farthest = [...resident].reduce((far, one) => (nextUse(one) > nextUse(far) ? one : far));
      resident.delete(farthest);
    }
    resident.add(page);
  });
  return faults;
}
