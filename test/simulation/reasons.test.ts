import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cause, OwnManager, Result } from "../../src/index.ts";
import { DISK, slowRun as run } from "./slow-run.ts";

const uniform = (memory: string, more: object = {}) => ({ memory, pattern: "uniform", think: "20us", ...more });
const half = { minimum: "4MiB", start: "16MiB" };
const slowDisk = { devices: { disk: { ...DISK, bandwidth: "2MiB/s", channels: 1, writeQueue: 1 } } };

function reasonsOf({ vms }: Result) {
  return vms[0]?.reasons ?? [];
}

function first(result: Result) {
  const reason = reasonsOf(result)[0];
  if (reason === undefined) throw new Error("The VM has no reason.");
  return reason;
}

describe("the reason of a slow VM", () => {
  it("is its balloon when it swaps and the balloon holds what it would need", async () => {
    const vm = { swap: "64MiB", workload: uniform("24MiB") };
    const result = await run({ ...vm, balloon: half });
    expect(first(result)).toMatchObject({ cause: "guest-swap-balloon", untilNs: null, balloonPages: 4096 });
    expect(first(result).hostFreePages).toBeGreaterThan(20_000);
    expect(result.vms[0]?.why).toMatch(
      /^From 0:00(\.\d)? on a swaps \(.*×\): its balloon holds 16 MiB; the host has \d+ MiB free\./,
    );
    // Without the balloon nothing is swapped.
    expect((await run(vm)).vms[0]?.delayNs).toMatchObject({ "guest-swap-balloon": 0, "guest-swap-memory": 0 });
  });

  it("is its balloon, too, where swap is compressed memory", async () => {
    const result = await run({
      swap: { kind: "zram", compress: "1us", decompress: "9us" },
      balloon: half,
      workload: uniform("24MiB", { think: "5us" }),
    });
    expect(first(result).cause).toBe("guest-swap-balloon");
  });

  it("does not say that the host had memory when it ran out of it before the next sample", async () => {
    // The host kills the VM in the first of few samples, and has its memory back when it is sampled.
    const workload = { memory: "30MiB", pattern: "sequential", think: "5us" };
    const host = {
      host: { memory: "16MiB", reserved: 0, swap: 0, watermarks: { min: "1MiB", low: "2MiB", high: "3MiB" } },
    };
    const result = await run({ workload }, { devices: undefined, sample: "2s", ...host });
    const [killed] = result.events.filter(({ kind }) => kind === "host-out-of-memory");
    expect(killed?.timeNs).toBeLessThan(result.series.timeNs[0] ?? 0);
    expect(result.series.host.freePages[0]).toBeGreaterThan(3000);
    expect(first(result).hostFreePages).toBe(256);
    expect(result.vms[0]?.why).toContain("the host is short of memory (1 MiB of 16 MiB free)");
  });

  it("is its memory when it swaps without a balloon", async () => {
    const result = await run({ swap: "64MiB", workload: uniform("48MiB") });
    expect(first(result)).toMatchObject({ cause: "guest-swap-memory", balloonPages: 0 });
    expect(result.vms[0]?.why).toMatch(/ a swaps \(.*×\): its 32 MiB of memory is too small\./);
  });

  it("is its memory when the balloon holds less than it misses, round and round", async () => {
    const vm = { swap: "64MiB", policy: "lru", workload: { memory: "48MiB", pattern: "sequential", think: "20us" } };
    const result = await run({ ...vm, balloon: { minimum: "4MiB", start: "2MiB" } });
    expect(first(result).cause).toBe("guest-swap-memory");
    expect(result.vms[0]?.delayNs["guest-swap-balloon"]).toBe(0);
    expect(result.vms[0]?.why).toContain("too small, even without the 2 MiB in its balloon");
    expect(reasonsOf(await run(vm))[0]?.cause).toBe("guest-swap-memory");
  });

  it("is the balloon's although much that nobody needs lies in swap", async () => {
    // 40 MiB are put out by the warm start and never used; then 12 MiB do not fit beside the balloon.
    const workload = {
      memory: "60MiB",
      warm: "60MiB",
      phases: [{ memory: "24MiB", pattern: "uniform", think: "20us" }],
    };
    const result = await run({ swap: "96MiB", policy: "lru", workload, balloon: half });
    const late = result.series.vms[0]?.delayNs["guest-swap-balloon"]?.slice(-10) ?? [];
    expect(Math.min(...late)).toBeGreaterThan(0);
    expect(first(result).cause).toBe("guest-swap-balloon");
    const without = await run({ swap: "96MiB", policy: "lru", workload });
    expect(without.series.vms[0]?.delayNs["guest-swap-memory"]?.slice(-10).every((ns) => ns === 0)).toBe(true);
  });

  it("is cold files while they are read for the first time, and only until then", async () => {
    const result = await run({ workload: uniform("8MiB", { files: "8MiB" }) });
    const reason = first(result);
    expect(reason).toMatchObject({ cause: "file-reads-cold", fromNs: 0 });
    expect(reason.untilNs).toBeGreaterThan(100e6);
    expect(reason.untilNs).toBeLessThan(2e9);
    expect(result.vms[0]?.why).toMatch(
      /^From 0:00 to 0:0[01](\.\d)? a reads cold files .* the host is not short of memory/,
    );
  });

  it("is files read again because of the balloon, or because memory is short", async () => {
    const files = (size: string) => uniform(size, { files: size, writes: 0 });
    const squeezed = await run({ balloon: half, workload: files("24MiB") });
    expect(squeezed.vms[0]?.delayNs["file-reads-balloon"]).toBeGreaterThan(1e9);
    expect(squeezed.vms[0]?.delayNs["file-reads-memory"]).toBe(0);
    const ample = await run({ workload: files("24MiB") });
    expect(ample.vms[0]?.delayNs).toMatchObject({ "file-reads-balloon": 0, "file-reads-memory": 0 });
    const small = await run({ workload: files("96MiB") }, { duration: "8s" });
    expect(small.vms[0]?.delayNs["file-reads-memory"]).toBeGreaterThan(1e9);
    expect(small.vms[0]?.delayNs["file-reads-balloon"]).toBe(0);
  });

  it("is evicting, where writing what must go takes the time", async () => {
    const growing = (memory: string) => ({ memory, pattern: "sequential", think: "20us", writes: "100%" });
    const small = await run({ swap: "64MiB", workload: growing("60MiB") }, { ...slowDisk, duration: "3s" });
    expect(first(small).cause).toBe("guest-reclaim-memory");
    const squeezed = await run(
      { swap: "64MiB", workload: growing("30MiB"), balloon: half },
      { ...slowDisk, duration: "3s" },
    );
    expect(first(squeezed).cause).toBe("guest-reclaim-balloon");
    const host = { memory: "16MiB", swap: "64MiB", watermarks: "off" };
    const short = await run({ workload: growing("30MiB") }, { ...slowDisk, duration: "3s", host });
    expect(first(short).cause).toBe("host-reclaim");
    expect(short.vms[0]?.why).toContain("waits while the host evicts pages to make room");
  });

  it("is the host's swap when the host has less memory than it promised", async () => {
    const host = { memory: "24MiB", swap: "64MiB", watermarks: "off" };
    const result = await run({ workload: uniform("30MiB") }, { host });
    // 1 MiB of kernel and 30 MiB of workload on 24 MiB.
    expect(first(result)).toMatchObject({ cause: "host-swap", hostFreePages: 0, hostWantedPages: 31 * 256 });
    expect(result.vms[0]?.why).toContain("waits for memory that the host swapped out");
    expect(result.vms[0]?.why).toContain("the host is short of memory (the VMs want 7 MiB more than its 24 MiB)");
  });

  it("is the host's compression where it compresses instead", async () => {
    const host = { memory: "24MiB", swap: "64MiB", watermarks: "off", compression: { kind: "zswap", limit: "50%" } };
    const result = await run({ workload: uniform("30MiB", { think: "5us" }) }, { host });
    // What it compressed is wanted once, whatever it takes.
    expect(first(result)).toMatchObject({ cause: "host-compression", hostWantedPages: 31 * 256 });
  });

  it("is the queue of a disk that others keep busy", async () => {
    const vm = (name: string) => ({
      name,
      memory: "32MiB",
      kernel: "1MiB",
      watermarks: "off",
      balloon: false,
      workload: uniform("64MiB", { files: "64MiB", writes: 0 }),
    });
    const vms = ["a", "b", "c", "d", "e", "f"].map(vm);
    const result = await run({}, { host: { memory: "256MiB" }, devices: { disk: { ...DISK, channels: 1 } }, vms });
    expect(first(result)).toMatchObject({ cause: "disk-queue", device: "disk" });
    expect(first(result).deviceUtilisation).toBeGreaterThan(0.9);
    // What it queues for is the reason that an operator can do something about.
    expect(result.vms[0]?.why).toMatch(/reads (cold files|files again).* Of the delay, \d\d % queueing for the disk/);
  });

  it("is the memory manager when it blocks the VM", async () => {
    const manager: OwnManager = {
      name: "blocker",
      states: ["high", "low"],
      decide: ({ nowNs, vms }) => {
        const blocked = nowNs >= 1e9 && nowNs < 2e9;
        const each = vms.map(({ vm }) => ({ vm, maySwap: true, mayCompress: true, leaveBytes: 0, blocked }));
        return { targets: [], reclaim: { state: blocked ? "low" : "high", vms: each, untilFreeBytes: 0 } };
      },
    };
    const workload = uniform("16MiB", { warm: "16MiB" });
    const result = await run({ workload }, { manager: { kind: "none", period: "1s" } }, manager);
    expect(first(result)).toMatchObject({ cause: "blocked", fromNs: 1e9, untilNs: 2e9, slowNs: 1e9, delayNs: 1e9 });
    expect(result.vms[0]?.why).toContain("From 0:01 to 0:02 a is blocked (1.33×): by the memory manager blocker");
  });

  it("is page faults when it touches memory for the first time", async () => {
    const result = await run({ workload: uniform("30MiB", { think: "1us" }) }, { duration: "100ms", sample: "5ms" });
    const reason = first(result);
    expect(reason).toMatchObject({ cause: "page-faults", fromNs: 0, share: 1 });
    const { minorFaults = 0, hostZeroFills = 0 } = result.vms[0] ?? {};
    expect(reason.delayNs).toBe(1000 * minorFaults + 3500 * hostZeroFills);
  });

  it("counts shared pages that are copied, at the cost of a host fault and a copy each", async () => {
    const content = { zero: "100%" };
    const vm = (name: string) => ({
      name,
      memory: "8MiB",
      kernel: "1MiB",
      watermarks: "off",
      balloon: false,
      workload: {
        memory: "4MiB",
        warm: "4MiB",
        content,
        phases: [
          { pattern: "idle", rate: 10, set: "64KiB", writes: 0, for: "3s" },
          { pattern: "uniform", think: "20us", writes: "100%" },
        ],
      },
    });
    const host = { memory: "64MiB", watermarks: "off", sharing: { kind: "ksm", pagesToScan: 2000, sleep: "20ms" } };
    const { vms, host: counted, scenario } = await run({}, { host, devices: undefined, vms: [vm("a"), vm("b")] });
    expect(counted.sharingBreaks).toBeGreaterThan(500);
    const copied = vms.reduce((sum, { delayNs }) => sum + delayNs["page-sharing"], 0);
    expect(copied).toBe(counted.sharingBreaks * (3500 + (scenario.host.sharing?.copyNs ?? 0)));
  });
});

describe("reasons", () => {
  const size = (least: number, most: number) => fc.integer({ min: least, max: most }).map((mib) => `${mib}MiB`);
  const vm = fc.record({
    memory: fc.constant("24MiB"),
    kernel: fc.constant("1MiB"),
    watermarks: fc.constantFrom("off", "linux"),
    vcpus: fc.integer({ min: 1, max: 2 }),
    swap: fc.constantFrom("64MiB", { kind: "zram" }),
    balloon: fc.oneof(fc.constant(false), fc.record({ minimum: fc.constant("4MiB"), start: size(0, 12) })),
    workload: fc.record({
      memory: size(4, 32),
      files: size(0, 4),
      warm: fc.constantFrom("0%", "50%"),
      pattern: fc.constantFrom("uniform", "sequential", "zipf"),
      think: fc.constantFrom("2us", "50us"),
    }),
  });
  const host = fc.record({
    memory: size(32, 128),
    swap: fc.constant("192MiB"),
    watermarks: fc.constantFrom("off", "linux"),
  });

  it("add up: shares to 1, delays to the time lost, and without the guest's own faults to the stall time", async () => {
    const scenes = fc.record({ host, vms: fc.array(vm, { minLength: 1, maxLength: 4 }) });
    await fc.assert(
      fc.asyncProperty(scenes, async ({ host, vms }) => {
        const named = vms.map((one, index) => ({ name: `vm${index}`, ...one }));
        const result = await run({}, { duration: "1s", host, vms: named });
        result.vms.forEach((one, index) => {
          const { delayNs, reasons, why, stallNs, runNs, slowdown, minorFaults, majorFaults } = one;
          const total = Object.values(delayNs).reduce((sum, ns) => sum + ns, 0);
          if (one.state === "running") expect(total - 1000 * (minorFaults + majorFaults)).toBe(stallNs);
          expect(total).toBeCloseTo(runNs - runNs / slowdown, -1);
          expect(reasons.length > 0).toBe(slowdown > 1.05);
          expect(why === "").toBe(reasons.length === 0);
          if (reasons.length === 0) return;
          expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
          expect(reasons.map(({ share }) => share)).toEqual(reasons.map(({ share }) => share).sort((a, b) => b - a));
          const columns: { readonly [cause in Cause]?: readonly number[] } = result.series.vms[index]?.delayNs ?? {};
          for (const { cause, fromNs, untilNs, slowNs, delayNs: ns } of reasons) {
            expect(columns[cause]?.reduce((sum, value) => sum + value, 0)).toBe(ns);
            expect(slowNs).toBeLessThanOrEqual((untilNs ?? result.simulatedNs) - fromNs);
            expect(slowNs).toBeGreaterThan(0);
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it("never blame a balloon that is not there, and nothing but first touches where there is memory for all", async () => {
    await fc.assert(
      fc.asyncProperty(vm, async (one) => {
        const { delayNs } = (await run({ ...one, balloon: false }, { duration: "1s" })).vms[0] ?? {};
        expect(delayNs).toMatchObject({ "guest-swap-balloon": 0, "file-reads-balloon": 0, "guest-reclaim-balloon": 0 });
        const ample =
          (await run({ ...one, memory: "64MiB", balloon: false }, { duration: "1s" })).vms[0]?.delayNs ?? {};
        const caused = Object.entries(ample).flatMap(([cause, ns]) => (ns > 0 ? [cause] : []));
        expect(["page-faults", "file-reads-cold", "disk-queue"]).toEqual(expect.arrayContaining(caused));
      }),
      { numRuns: 15 },
    );
  });
});
