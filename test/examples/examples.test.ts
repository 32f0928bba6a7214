import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadScenario, type Override, type Result, simulate } from "../../src/index.node.ts";

const GIB = 1024 ** 3;

async function run(name: string, overrides: readonly Override[] = []): Promise<Result> {
  const { scenario, traces } = await loadScenario(
    fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url)),
    { overrides },
  );
  return simulate(scenario, { traces });
}

const inGib = (pages: number) => (pages * 4096) / GIB;

/** The value of a column at a moment. */
function at(result: Result, column: readonly number[], seconds: number): number {
  return column[result.series.timeNs.indexOf(seconds * 1e9)] ?? Number.NaN;
}

describe("what the examples claim", () => {
  it("idle: overcommit 2:1 with mostly idle machines works", async () => {
    const { vms, host, outcome } = await run("idle");
    expect(outcome).toBe("completed");
    expect(host.overcommitRatio).toBeGreaterThan(2);
    expect(Math.max(...vms.map(({ slowdown }) => slowdown))).toBeLessThan(1.05);
    expect(host.mostSwapUsedPages + Math.max(...vms.map(({ swapUsedPages }) => swapUsedPages))).toBe(0);
    expect(inGib(host.leastFreePages)).toBeGreaterThan(4);
  });

  it("busy: the same with all of them at work does not", async () => {
    const { vms, host, series } = await run("busy");
    expect(vms.every(({ worstSlowdown }) => worstSlowdown > 1.5)).toBe(true);
    expect(vms.filter(({ worstSlowdown }) => worstSlowdown > 3).length).toBeGreaterThan(4);
    expect(inGib(host.mostSwapUsedPages)).toBeGreaterThan(5);
    for (const { balloonPages } of series.vms) expect(balloonPages.at(-1)).toBeGreaterThan(balloonPages[0] ?? 0);
  });

  it("reassign: what the balloon took comes back too late, and without it nothing would be slow", async () => {
    const result = await run("reassign");
    const app = result.series.vms[0];
    expect(inGib(at(result, app?.balloonPages ?? [], 30))).toBeGreaterThan(5.5);
    expect(inGib(at(result, app?.balloonPages ?? [], 360))).toBeLessThan(3.5);
    expect(result.vms[0]?.worstSlowdown).toBeGreaterThan(2);
    expect(at(result, app?.slowdown ?? [], 360)).toBeLessThan(1.05);
    const [reason] = result.vms[0]?.reasons ?? [];
    expect(reason?.cause).toBe("guest-swap-balloon");
    expect(inGib(reason?.balloonPages ?? 0)).toBeGreaterThan(5);
    expect(inGib(reason?.hostFreePages ?? 0)).toBeGreaterThan(10);
    expect(reason?.untilNs).toBeLessThan(300e9);
  });

  it("reassign: without its balloon the VM is not slow", async () => {
    const { vms } = await run("reassign", [{ path: "vms.app.balloon", value: "false" }]);
    expect(vms[0]).toMatchObject({ reasons: [], why: "" });
    expect(vms[0]?.slowdown).toBeLessThan(1.02);
  });

  it("daily: with free page reporting, what the offices free is there for the batch jobs", async () => {
    const { host, vms, scenario } = await run("daily/daily");
    const mostUsed = scenario.vms.reduce((sum, { workload, kernelPages }) => sum + workload.pages + kernelPages, 0);
    expect(inGib(mostUsed)).toBeCloseTo(3.5, 0);
    expect(mostUsed).toBeGreaterThan(host.frames);
    expect(host.mostSwapUsedPages).toBe(0);
    expect(Math.max(...vms.map(({ slowdown }) => slowdown))).toBeLessThan(1.01);
  });

  it("daily: without it the host swaps, however hot memory is", async () => {
    for (const heat of ["optimistic", "pessimistic"]) {
      const overrides = [
        { path: "vms.office.reporting", value: "false" },
        { path: "heat", value: heat },
      ];
      const { host, vms } = await run("daily/daily", overrides);
      expect(inGib(host.mostSwapUsedPages)).toBeGreaterThan(0.5);
      expect(Math.max(...vms.map(({ slowdown }) => slowdown))).toBeLessThan(1.05);
    }
  });

  it("recorded: the same shortage hurts each program differently", async () => {
    const { vms, host } = await run("recorded/recorded");
    const [sort, query, compile] = vms.map(({ slowdown }) => slowdown);
    expect(sort).toBeGreaterThan(2);
    expect(query).toBeLessThan(1.5);
    expect(compile).toBeLessThan(1.5);
    expect(host.majorFaults).toBeGreaterThan(0);
    expect(Math.min(...vms.map(({ swapInPages }) => swapInPages))).toBeGreaterThan(0);
  });

  it("sharing: more than half of what clones hold is saved, and room is made for more of them", async () => {
    const { series, host, vms } = await run("sharing");
    const held = (point: number, clones: number) =>
      series.vms.slice(0, clones).reduce((sum, { backedPages }) => sum + (backedPages[point] ?? 0), 0);
    const saved = (seconds: number, clones: number) => {
      const point = series.timeNs.indexOf(seconds * 1e9);
      return (series.host.sharingPages[point] ?? 0) / held(point, clones);
    };
    expect(saved(40, 6)).toBeLessThan(0.01);
    expect(saved(89, 6)).toBeGreaterThan(0.5);
    expect(saved(240, 10)).toBeGreaterThan(0.5);
    expect(host.overcommitRatio).toBeGreaterThan(1.3);
    expect([host.mostSwapUsedPages, host.swapOutPages]).toEqual([0, 0]);
    expect(host.sharingBreaks).toBeGreaterThan(10_000);
    expect(Math.max(...vms.map(({ slowdown }) => slowdown))).toBeLessThan(1.05);
  });

  it("sharing: managers of oVirt let the scanner go round where its own pace is too slow, and stop it where memory is plenty", async () => {
    const rounds = async (manager: string, memory: string) => {
      const { host } = await run("sharing", [
        { path: "host.sharing", value: "ksm" },
        { path: "host.memory", value: memory },
        { path: "manager", value: manager },
      ]);
      return { rounds: host.sharingFullScans, scannedPages: host.sharingScannedPages };
    };
    const alone = await rounds("none", "4GiB");
    // 100 pages each 20 ms are 1.2 million in four minutes, and the host backs up to a million.
    expect(alone.rounds).toBeLessThan(2);
    expect(alone.scannedPages).toBeLessThan(1_200_001);
    for (const manager of ["mom", "vdsm"]) {
      expect((await rounds(manager, "4GiB")).rounds).toBeGreaterThanOrEqual(2);
      expect((await rounds(manager, "16GiB")).scannedPages).toBeLessThan(alone.scannedPages / 2);
    }
  });

  it("reporting: freed memory goes back to the host only where it is reported", async () => {
    const [silent, reporting] = (await run("reporting")).series.vms;
    if (silent === undefined || reporting === undefined) throw new Error("There are two machines.");
    expect(inGib(silent.backedPages[44] ?? 0)).toBeGreaterThan(5.9);
    expect(inGib(reporting.backedPages[44] ?? 0)).toBeGreaterThan(5.9);
    expect(inGib(silent.freePages[100] ?? 0)).toBeCloseTo(inGib(reporting.freePages[100] ?? 0), 2);
    expect(inGib(silent.backedPages[79] ?? 0)).toBeGreaterThan(5.9);
    expect(inGib(reporting.backedPages[79] ?? 0)).toBeLessThan(0.6);
    expect(inGib(reporting.backedPages.at(-1) ?? 0)).toBeLessThan(0.6);
  });

  it("compression: what fits in the pool never sees the disk", async () => {
    const { host, vms, devices } = await run("compression");
    expect(Math.max(...vms.map(({ slowdown }) => slowdown))).toBeLessThan(1.05);
    expect([devices[0]?.reads, host.writtenBackPages, host.uncompressedPages]).toEqual([0, 0, 0]);
    expect(host.decompressedPages).toBeGreaterThan(1e6);
    expect(inGib(host.mostPoolPages)).toBeLessThan(0.4);
  });

  it("zram: what compresses is kept in less memory, what does not is lost", async () => {
    const { vms, devices } = await run("zram");
    const [text, video, disk] = vms;
    expect([text?.state, video?.state, disk?.state]).toEqual(["running", "out-of-memory", "running"]);
    expect(text?.slowdown).toBeLessThan(1.1);
    expect(disk?.slowdown).toBeGreaterThan(1.4);
    expect((text?.zramPages ?? 0) / (text?.swapUsedPages ?? 0)).toBeLessThan(1 / 3);
    expect(text?.swapOutPages).toBeGreaterThan(2 * (disk?.swapOutPages ?? 0));
    expect(devices[0]?.writes).toBe(disk?.swapOutPages);
    const { vms: onDisk } = await run("zram", [{ path: "vms.video.swap", value: "2GiB" }]);
    expect(onDisk[1]?.state).toBe("running");
    expect(onDisk[1]?.slowdown).toBeGreaterThan(1.4);
    const { vms: without } = await run("zram", [{ path: "vms.video.swap", value: "0" }]);
    expect(without[1]?.state).toBe("out-of-memory");
  });

  it("overcommit: balloons collect, the busy get it, and when everybody is busy all slow down", async () => {
    const result = await run("overcommit");
    const [quiet, busy] = [result.series.vms[0], result.series.vms[6]];
    expect(at(result, quiet?.backedPages ?? [], 480)).toBeLessThan(at(result, quiet?.backedPages ?? [], 5) * 0.75);
    expect(at(result, busy?.backedPages ?? [], 480)).toBeGreaterThan(at(result, busy?.backedPages ?? [], 5) * 2);
    expect(at(result, busy?.slowdown ?? [], 480)).toBeLessThan(1.05);
    expect(inGib(at(result, result.series.host.swapUsedPages, 480))).toBeLessThan(0.1);
    expect(inGib(result.host.mostSwapUsedPages)).toBeGreaterThan(5);
    expect(result.vms.every(({ worstSlowdown }) => worstSlowdown > 1.3)).toBe(true);
    // The quiet VMs are identical: pages come and go by readahead's eight, and six standard deviations of such a count are allowed.
    const faults = result.vms.slice(0, 6).map(({ hostMajorFaults }) => hostMajorFaults);
    const mean = faults.reduce((sum, count) => sum + count, 0) / faults.length;
    for (const count of faults) expect(Math.abs(count - mean)).toBeLessThan(6 * Math.sqrt(8 * mean));
  });

  it("overcommit: without balloons what the quiet have freed goes to host swap, and they wake twice as slow", async () => {
    const short = { path: "duration", value: "510s" };
    const [balloons, none] = [
      await run("overcommit", [short]),
      await run("overcommit", [short, { path: "manager", value: "none" }]),
    ];
    const swappedGib = ({ series }: Result) =>
      inGib(
        series.host.swapOutPages.reduce(
          (sum, pages, point) => sum + ((series.timeNs[point] ?? 0) <= 480e9 ? pages : 0),
          0,
        ),
      );
    expect(swappedGib(balloons)).toBe(0);
    expect(swappedGib(none)).toBeGreaterThan(5);
    const quietAt = (result: Result, seconds: number) =>
      result.series.vms.slice(0, 6).map(({ slowdown }) => at(result, slowdown, seconds));
    for (const seconds of [485, 490, 500]) {
      expect(Math.max(...quietAt(balloons, seconds))).toBeLessThan(1.05);
      expect(Math.min(...quietAt(none, seconds))).toBeGreaterThan(1.8);
    }
    // Until then the busy two do not feel it: what was freed is only written, not read.
    for (const result of [balloons, none])
      expect(at(result, result.series.vms[6]?.slowdown ?? [], 480)).toBeLessThan(1.05);
  }, 300_000);
});
