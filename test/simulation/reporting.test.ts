import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { catalogue } from "../../src/catalogue.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import type { Reporting, Scenario } from "../../src/scenario/scenario.ts";
import type { Result } from "../../src/simulation/result.ts";
import { simulateWith } from "../../src/simulation/simulate.ts";
import { smallHost, smallScenario, smallVm, smallWorkload } from "../twin/scenario/small.ts";
import { EnginePlay } from "./engine-play.ts";

const LATE_NS = 1_000_000;

/** A VM of 16 frames that reports blocks of 2^order frames, booted at 0, 1 µs before its first pass. */
async function reporting(changes: Partial<Reporting>): Promise<EnginePlay> {
  const settings = { order: 1, largestOrder: 2, delayNs: 1000, capacity: 2, ...changes };
  const vm = smallVm({ memoryPages: 16, reporting: settings, workload: smallWorkload(16) });
  const play = await EnginePlay.create(smallScenario({ vms: [vm] }), 100);
  play.boot([0], 0);
  return play;
}

function touch(play: EnginePlay, pages: readonly number[]): void {
  play.setStream(0, 0, pages, 1);
  play.run(play.nowNs + LATE_NS);
  play.check();
}

describe("free page reporting", () => {
  it("reports the free blocks two at a time, a microsecond after boot", async () => {
    const play = await reporting({});
    play.run(1000);
    expect(play.counters(0)).toMatchObject({ reportedPages: 0, reportingClockNs: 1000 });
    // Four blocks of four frames: two reports of 2 × 30 + 8 × 2 ns.
    play.run(1001);
    expect(play.counters(0)).toMatchObject({ reportedPages: 8, reportingNs: 76, reportingClockNs: 1076 });
    play.run(1077);
    expect(play.counters(0)).toMatchObject({ reportedPages: 16, reportingNs: 152, reportingClockNs: 1152 });
    play.run(1153);
    expect(play.counters(0)).toMatchObject({ reportedPages: 16, reportingClockNs: Number.POSITIVE_INFINITY });
  });

  it("leaves the rest of a long list for the next pass, and makes two reports of it at least", async () => {
    const play = await reporting({ capacity: 1 });
    // Four blocks of four: ⌈4 ÷ 16⌉ + 1 = 2 reports of one block, 38 ns each.
    play.run(2000);
    expect(play.counters(0)).toMatchObject({ reportedPages: 8, reportingClockNs: 2076 });
    play.run(10_000);
    expect(play.counters(0)).toMatchObject({ reportedPages: 16, reportingClockNs: Number.POSITIVE_INFINITY });
  });

  it("gives the host back what was touched and freed, and reports a block again that was used in between", async () => {
    const play = await reporting({});
    play.run(LATE_NS);
    touch(play, [0, 1]);
    expect(play.counters(0)).toMatchObject({ reportedPages: 16, backedPages: 2 });
    play.freePages(0, 0, 1);
    // Frame 0 alone is too small a block, and nobody is woken for it.
    expect(play.counters(0).reportingClockNs).toBe(Number.POSITIVE_INFINITY);
    play.freePages(0, 1, 1);
    expect(play.counters(0).reportingClockNs).toBe(play.nowNs + 1000);
    play.run(play.nowNs + LATE_NS);
    play.check();
    expect(play.counters(0)).toMatchObject({ reportedPages: 20, backedPages: 0 });
    touch(play, [0]);
    expect(play.counters(0)).toMatchObject({ minorFaults: 3, hostZeroFills: 3 });
  });

  it.each([
    [1, 0, 16],
    [0, 8, 8],
  ])("finds in scattered holes of a frame, with blocks of 2^%i frames, %i pages", async (order, reported, backed) => {
    const play = await reporting({ order, delayNs: 100_000_000 });
    touch(play, [...Array(16).keys()]);
    for (let page = 1; page < 16; page += 2) play.freePages(0, page, 1);
    play.run(1_000_000_000);
    play.check();
    expect(play.counters(0)).toMatchObject({ freePages: 8, reportedPages: reported, backedPages: backed });
  });

  it("waits while the guest is short of free memory", async () => {
    const play = await reporting({ capacity: 8 });
    play.run(LATE_NS);
    // 16 free frames are no more than 8 blocks of two.
    expect(play.counters(0)).toMatchObject({ reportedPages: 0, reportingClockNs: Number.POSITIVE_INFINITY });
  });

  it("changes no guest fault, whatever is touched and freed", async () => {
    const touched = fc.array(fc.nat(15), { maxLength: 40 });
    const freed = fc.record({ first: fc.nat(15), pages: fc.integer({ min: 1, max: 8 }) });
    const acts = fc.array(fc.tuple(touched, freed), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(acts, fc.nat(2), fc.integer({ min: 3, max: 10 }), async (acts, order, frames) => {
        const played = async (settings: Reporting | null) => {
          const vm = smallVm({ memoryPages: frames, reporting: settings, workload: smallWorkload(16, 4) });
          const play = await EnginePlay.create(smallScenario({ vms: [vm], host: smallHost() }), 100);
          play.boot([0], 0);
          for (const [pages, { first, pages: count }] of acts) {
            play.setStream(0, 0, pages, 1);
            play.run(play.nowNs + 1_000_000_000);
            play.freePages(0, first, Math.min(count, 16 - first));
            play.run(play.nowNs + 10_000);
            play.check();
          }
          const { minorFaults, majorFaults, evictions, reportedPages } = play.counters(0);
          return { faults: { minorFaults, majorFaults, evictions }, reportedPages };
        };
        const plain = await played(null);
        const told = await played({ order, largestOrder: 2, delayNs: 100, capacity: 1 });
        expect(plain.reportedPages).toBe(0);
        expect(told.faults).toEqual(plain.faults);
      }),
      { numRuns: 60 },
    );
  });
});

const scenarioOf = (written: object): Scenario => buildScenario({ version: 1, ...written }, catalogue);

async function run(written: object): Promise<Result> {
  return simulateWith(await machineModule(), scenarioOf(written));
}

/** The value of a VM's column at a second. */
const at = (result: Result, column: "reportedPages" | "backedPages", second: number) =>
  result.series.vms[0]?.[column][second - 1] ?? Number.NaN;

describe("free page reporting as Linux sets it", () => {
  const idle = { pattern: "idle", rate: 1, memory: "1MiB" };

  it("has told everything of an idle guest in about 30 s", async () => {
    const vm = { name: "vm", memory: "16GiB", kernel: "64MiB", reporting: true, workload: idle };
    const result = await run({ duration: "40s", host: { memory: "16GiB" }, vms: [vm] });
    const told = (second: number) =>
      [...Array(second).keys()].reduce((sum, past) => sum + at(result, "reportedPages", past + 1), 0);
    const free = (16 * 1024 - 64) * 256;
    expect(told(1)).toBe(0);
    expect(told(16) / free).toBeGreaterThan(0.4);
    expect(told(16) / free).toBeLessThan(0.6);
    expect(told(24) / free).toBeLessThan(0.9);
    expect(told(34) / free).toBeGreaterThan(0.999);
  });

  const churning = (vcpus: number, reporting: unknown) => ({
    duration: "20s",
    host: { memory: "1GiB" },
    vms: [
      {
        name: "vm",
        memory: "512MiB",
        vcpus,
        reporting,
        workload: {
          memory: "256MiB",
          repeat: true,
          phases: [
            { pattern: "uniform", for: "500ms", think: "20us" },
            { pattern: "uniform", for: "500ms", think: "20us", free: "all" },
          ],
        },
      },
    ],
  });

  it("costs a busy guest time, more of it with small blocks and a short delay", async () => {
    const slowdown = async (reporting: unknown) => (await run(churning(2, reporting))).vms[0]?.slowdown ?? Number.NaN;
    const [off, standard, small, eager] = [
      await slowdown(false),
      await slowdown(true),
      await slowdown({ order: 0 }),
      await slowdown({ order: 0, delay: "100ms" }),
    ];
    expect(standard).toBeGreaterThan(off);
    expect(small).toBeGreaterThan(standard);
    expect(eager).toBeGreaterThan(small);
  });

  it("takes from a busy vCPU exactly the time it works", async () => {
    const busy = await run(churning(1, { order: 0 }));
    const [vm] = busy.vms;
    expect(vm?.reportingNs).toBeGreaterThan(0);
    const { minorFaults = 0, hostZeroFills = 0, references = 0, runNs = 0 } = vm ?? {};
    // What ran beside the reports: thinking, guest faults and host faults.
    const own = references * 20_000 + minorFaults * 1000 + hostZeroFills * 3500;
    expect(runNs - own).toBe(vm?.reportingNs);
  });
});
