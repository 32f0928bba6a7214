import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadScenario, type Override, type Result, simulate } from "../../src/index.node.ts";

const MIB = 1024 ** 2;

async function run(name: string, overrides: readonly Override[] = []): Promise<Result> {
  const file = fileURLToPath(new URL(`../../examples/managers/${name}.yaml`, import.meta.url));
  const { scenario, traces } = await loadScenario(file, { overrides });
  return simulate(scenario, { traces });
}

const inMib = (pages: number | undefined) => ((pages ?? Number.NaN) * 4096) / MIB;

/** MiB in the balloon of a VM at a moment. */
const balloon = ({ series }: Result, vm: number, seconds: number) =>
  inMib(series.vms[vm]?.balloonPages[series.timeNs.indexOf(seconds * 1e9)]);

/** MiB in a column at a moment. */
function at({ series }: Result, column: readonly number[] | undefined, seconds: number): number {
  return ((column?.[series.timeNs.indexOf(seconds * 1e9)] ?? Number.NaN) * 4096) / MIB;
}

const balloons = (result: Result, seconds: number) =>
  result.series.vms.map(({ balloonPages }) => at(result, balloonPages, seconds));

describe("what the managers' examples claim", () => {
  it("none: no balloon moves, and the host swaps although a guest has memory that nobody uses", async () => {
    const result = await run("none");
    for (const vm of [0, 1, 2]) expect(balloon(result, vm, 60)).toBe(0);
    expect(inMib(result.host.swapUsedPages)).toBeGreaterThan(400);
    expect(inMib(result.vms[2]?.freePages)).toBeGreaterThan(1024);
  });

  it("static: the balloons are set once, and one VM swaps while the host has memory free", async () => {
    const result = await run("static");
    for (const vm of [0, 1, 2]) expect([balloon(result, vm, 20), balloon(result, vm, 60)]).toEqual([512, 512]);
    expect(result.vms[0]?.slowdown).toBeGreaterThan(1.3);
    expect(inMib(result.host.freePages)).toBeGreaterThan(2000);
    expect(result.host.swapOutPages).toBe(0);
  });

  it("proxmox: idle VMs give at most 100 MiB each 10 s, the working one grows, nobody swaps", async () => {
    const result = await run("proxmox");
    for (const seconds of [20, 30, 40, 50, 60, 70, 80]) {
      const step = balloon(result, 0, seconds + 5) - balloon(result, 0, seconds - 5);
      expect(step).toBeGreaterThanOrEqual(0);
      expect(step).toBeLessThanOrEqual(100);
    }
    expect(balloon(result, 0, 90)).toBeGreaterThan(600);
    expect(balloon(result, 2, 90)).toBe(0);
    expect(result.host.swapOutPages).toBe(0);
  });

  it("squeezed: all at the same place, except the one with a stuck driver; room for a VM that boots", async () => {
    const result = await run("squeezed");
    for (const seconds of [20, 60, 80]) {
      expect(balloon(result, 1, seconds)).toBeCloseTo(balloon(result, 0, seconds), 1);
      expect(balloon(result, 2, seconds)).toBe(0);
    }
    expect(balloon(result, 0, 50)).toBeGreaterThan(balloon(result, 0, 29) + 100);
    expect(result.host.swapOutPages).toBe(0);
  });

  it("qmemman: who grows gets memory, from those who do not need it", async () => {
    const result = await run("qmemman");
    expect(balloon(result, 0, 50)).toBeLessThan(balloon(result, 0, 20) - 1000);
    expect(balloon(result, 1, 50)).toBeGreaterThan(balloon(result, 1, 20) + 300);
    expect(balloon(result, 0, 65)).toBeGreaterThan(balloon(result, 0, 59));
    expect(result.host.swapOutPages).toBe(0);
  });

  it("kvm-auto: the host swaps, the pressure stays low and the balloons hardly move", async () => {
    const result = await run("kvm-auto");
    expect(inMib(result.host.swapOutPages)).toBeGreaterThan(1024);
    // A step of 1 MiB for each second in which the host has scanned a window of 512 pages. A sample is taken with each decision,
    // before the balloons follow it.
    const { swapOutPages } = result.series.host;
    const steps = swapOutPages.slice(0, -1).filter((pages) => pages >= 512).length;
    expect(steps).toBeGreaterThan(30);
    expect(steps).toBeLessThan(60);
    for (const vm of [0, 1, 2]) expect(Math.abs(balloon(result, vm, 80) - steps)).toBeLessThanOrEqual(1);
    const first30 = swapOutPages.slice(1, 30);
    expect(Math.min(...first30)).toBeGreaterThan(512);
  });

  it("threshold: the busy grow at once, the idle one shrinks after 20 s, and the host swaps unseen", async () => {
    const result = await run("threshold");
    expect(balloon(result, 0, 12)).toBeLessThan(100);
    expect(balloon(result, 2, 18)).toBe(0);
    // Twice a tenth of what it has.
    expect(balloon(result, 2, 26)).toBeCloseTo(2048 * 0.1, -1);
    expect(balloon(result, 2, 40)).toBeCloseTo(2048 * 0.19, -1);
    expect(inMib(result.host.mostSwapUsedPages)).toBeGreaterThan(400);
  });

  it("mom: all balloons grow alike, and the busy VM swaps beside free memory", async () => {
    const result = await run("mom");
    for (const seconds of [20, 40, 60]) expect(new Set(balloons(result, seconds)).size).toBe(1);
    expect(balloons(result, 20)[0]).toBeCloseTo(3072 * 0.05, 0);
    expect(result.vms[3]?.swapOutPages).toBeGreaterThan(10_000);
    expect(at(result, result.series.host.freePages, 80)).toBeGreaterThan(1024);
    expect(balloons(result, 120)[3]).toBeLessThan(balloons(result, 100)[3] ?? 0);
  });

  it("vdsm: the same every 15 s, and the busy VM is shrunk while it swaps", async () => {
    const result = await run("vdsm");
    expect(balloons(result, 30)).toEqual(balloons(result, 20));
    expect(new Set(balloons(result, 120)).size).toBe(1);
    expect(balloons(result, 120)[3]).toBeGreaterThan(balloons(result, 100)[3] ?? 0);
    expect(result.vms[3]?.swapOutPages).toBeGreaterThan(10_000);
  });

  it("vdsm: takes nothing unless ballooning is enabled", async () => {
    const file = fileURLToPath(new URL("../../examples/managers/vdsm.yaml", import.meta.url));
    const { scenario } = await loadScenario(file, { overrides: [{ path: "manager", value: "vdsm" }] });
    const { series } = await simulate(scenario);
    expect(Math.max(...series.vms.flatMap(({ balloonPages }) => balloonPages))).toBe(0);
  });

  it("xen-selfballoon: each guest follows its commitment, down slowly and up a step behind", async () => {
    const result = await run("xen-selfballoon");
    const [idle20, idle40, idle60] = [20, 40, 60].map((seconds) => balloons(result, seconds)[0] ?? 0);
    expect((idle40 ?? 0) - (idle20 ?? 0)).toBeGreaterThan((idle60 ?? 0) - (idle40 ?? 0));
    expect(balloons(result, 40)[3]).toBeGreaterThan(1024 * 1.25);
    expect(balloons(result, 120)[3]).toBeLessThan(1024);
    expect(result.vms[3]?.worstSlowdown).toBeGreaterThan(2);
    expect(at(result, result.series.host.freePages, 60)).toBeGreaterThan(3.75 * 1024);
  });

  it("hyper-v: nothing before the first report, then all but demand and buffer", async () => {
    const result = await run("hyper-v");
    expect(balloons(result, 44)).toEqual([0, 0, 0, 0]);
    // Linux's min on the host is 101 MiB, 15 and 20 of it kept by DMA and DMA32.
    expect((result.host.leastFreePages * 4096) / MIB).toBeLessThan(120);
    expect(balloons(result, 50)[3]).toBeGreaterThan(0);
    expect(balloons(result, 100)[3]).toBe(0);
    const idle = result.vms[0];
    const has = ((idle?.memoryPages ?? 0) - (idle?.balloonPages ?? 0)) / 256;
    // Committed: 512 MiB and the kernel's 3 %; the driver's floor for so much memory; a fifth more; whole units of 2 MiB.
    const wanted = 1.2 * (512 + 0.03 * 3072 + 104 + has / 8);
    expect(has).toBeGreaterThan(wanted - 4);
    expect(has).toBeLessThan(wanted + 4);
  });

  it("chromeos-balance: stops with much free in the guests and little on the host", async () => {
    const result = await run("chromeos-balance");
    // 421 with `host.watermarks: {min: 11MiB, low: 19MiB, high: 28MiB}`: the host's high watermark counts as used, and Linux's is 134 MiB.
    // What the host has available is 106 MiB less for that, a third of which each of three idle guests gives.
    for (const vm of [0, 1, 2]) expect(balloons(result, 120)[vm]).toBeCloseTo(456, 0);
    expect(balloons(result, 120)[3]).toBe(0);
    expect(at(result, result.series.vms[0]?.freePages, 120)).toBeGreaterThan(2000);
    // Above the high watermark as little as with the lower one: 234 - 28.
    expect(at(result, result.series.host.freePages, 120) - 134).toBeCloseTo(234 - 28, -1);
  });

  it("chromeos-limit-cache: takes all but 315 MiB above the reserve at once", async () => {
    const result = await run("chromeos-limit-cache");
    // Its kernel's reserve as concierge reckons it: one and a half times high, 44 MiB and two quarters, and what DMA keeps, a 256th of
    // 2961 MiB. That is 94 MiB more than with watermarks of a square root, and the balloon holds as much less: no more than 2048 MiB.
    const kept = 315 + 1.5 * (44 + 2 * 11) + 2961 / 256;
    expect(at(result, result.series.vms[0]?.freePages, 20)).toBeCloseTo(kept, 0);
    expect(balloons(result, 10)[3]).toBeCloseTo(3072 * 0.97 - 512 - kept, 0);
    expect(balloons(result, 120)[3]).toBeLessThan(512);
    expect(result.vms[3]?.worstSlowdown).toBeLessThan(1.25);
  });

  it("by-miss-ratio: takes what one VM has free before memory is short, gives it back when it is wanted, and nobody swaps", async () => {
    const result = await run("by-miss-ratio");
    for (const seconds of [20, 25, 30, 38]) expect(balloon(result, 2, seconds)).toBeGreaterThan(500);
    expect(balloon(result, 2, 42)).toBe(0);
    for (const vm of [0, 1]) expect(Math.max(...(result.series.vms[vm]?.balloonPages ?? [Number.NaN]))).toBe(0);
    expect([result.host, ...result.vms].map(({ swapOutPages }) => swapOutPages)).toEqual([0, 0, 0, 0]);
    expect(Math.max(...result.vms.map(({ slowdown }) => slowdown))).toBeLessThan(1.05);
  });

  it("esx: all states, from soft through low to high; the idle pay, and whoever has too much is stopped", async () => {
    const result = await run("esx");
    const state = (seconds: number) => result.series.host.state[result.series.timeNs.indexOf(seconds * 1e9)];
    expect(result.host.states.every(({ ns }) => ns > 0)).toBe(true);
    expect(result.host.states.reduce((sum, { ns }) => sum + ns, 0)).toBe(result.simulatedNs);
    expect([state(5), state(6), state(180)]).toEqual(["soft", "soft", "high"]);
    expect(result.series.host.state.slice(60, 75)).toContain("low");
    for (const vm of [1, 2, 3, 4]) {
      expect(result.vms[vm]?.blockedNs).toBeGreaterThan(1e9);
      expect(balloon(result, vm, 90)).toBeGreaterThan(700);
      expect(balloon(result, vm, 180)).toBeGreaterThan(700);
    }
    expect(result.vms.map(({ blockedNs }) => blockedNs > 0)).toEqual([false, true, true, true, true, false]);
    const app = result.series.vms[0];
    const slowdownAt = (seconds: number) => app?.slowdown[result.series.timeNs.indexOf(seconds * 1e9)];
    expect(balloon(result, 0, 80)).toBeGreaterThan(150);
    expect(slowdownAt(80)).toBeGreaterThan(10);
    expect(slowdownAt(95)).toBeLessThan(1.05);
    expect([state(90), balloon(result, 0, 180)]).toEqual(["high", 0]);
    expect(result.vms[5]).toMatchObject({ balloonPages: 0, name: "batch" });
    // All but `batch`: it has no balloon, and loses only what the host swaps of random VMs: 1.02.
    expect(result.vms.map(({ slowdown }) => slowdown > 1.05)).toEqual([true, true, true, true, true, false]);
    expect(result.vms[0]?.slowdown).toBeGreaterThan(1.15);
    expect(result.host.swapOutPages).toBeGreaterThan(100_000);
  });

  it("esx with its cache of compressed pages: hardly anything goes from the host to the disk, and app does not wait for it", async () => {
    const { host, vms } = await run("esx", [{ path: "host.compression", value: "esx-cache" }]);
    // Between two looks, in a state in which nothing may be reclaimed, a frame is taken from anybody, and not compressed.
    expect(host.swapOutPages).toBeLessThan(10);
    expect([host.swapInPages, host.writtenBackPages]).toEqual([0, 0]);
    expect(inMib(host.compressedPages)).toBeGreaterThan(500);
    // Who has no balloon at the end. What balloons take of idle guests these swap to the SATA SSD, and wait for it: up to 1.09, but not more
    // than 1.05 on the NVMe SSD that was the example's.
    for (const vm of [0, 5]) expect(vms[vm]?.slowdown).toBeLessThan(1.05);
    expect(Math.max(...vms.map(({ slowdown }) => slowdown))).toBeLessThan(1.1);
  });
});
