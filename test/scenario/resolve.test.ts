import { describe, expect, it } from "vitest";
import { buildScenario } from "../../src/scenario/build.ts";
import { noManager } from "../../src/scenario/manager/manager.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { readScenario } from "../../src/scenario/text/read.ts";
import { catalogue, longest, shortest } from "./example.ts";

const GIB = 2 ** 18;
const MIB = 2 ** 8;

describe("the shortest scenario", () => {
  it("has every default filled in", () => {
    const expected: Scenario = {
      version: 1,
      name: "busy",
      description: "",
      seed: 1,
      durationNs: 60e9,
      pageBytes: 4096,
      scale: 1,
      quantumNs: 100e3,
      samplePeriodNs: 1e9,
      heat: "likely",
      costs: {
        minorFaultNs: 1000,
        majorFaultNs: 5000,
        hostFaultNs: 3500,
        hostFaultHugeNs: 490,
        scanNs: 100,
        evictNs: 270,
        inflateTouchedNs: 4455,
        inflateUntouchedNs: 2537,
        deflateNs: 1808,
        reportRangeNs: 4432,
        reportPageNs: 23,
      },
      devices: [
        {
          name: "swap",
          latencyNs: 80e3,
          sequentialLatencyNs: 80e3,
          bytesPerSecond: 3e9,
          channels: 32,
          writeQueue: 128,
          rotational: false,
        },
      ],
      host: {
        memoryPages: 32 * GIB,
        reservedPages: 0,
        policy: { kind: "clock", parameters: { load: 1 } },
        swap: { pages: 0, device: "swap", readaheadPages: 8 },
        // 66 MiB for huge pages, 15 and 116 MiB that DMA and DMA32 keep, twice 0.1 %.
        watermarks: { minPages: 50424, lowPages: 58812, highPages: 67201, reservePages: 33528 },
        sharing: null,
        compression: null,
      },
      manager: noManager(1e9),
      vms: [
        {
          name: "web",
          group: "web",
          memoryPages: 8 * GIB,
          kernelPages: 62914,
          vcpus: 1,
          policy: { kind: "clock", parameters: { load: 1 } },
          swap: { pages: 0, device: "swap", readaheadPages: 8 },
          disk: "swap",
          // 66 MiB, 15 and 20 MiB, twice a quarter of 66.
          watermarks: { minPages: 25824, lowPages: 30048, highPages: 34272, reservePages: 8928 },
          deflateOnOom: false,
          balloon: {
            minimumPages: 62914 + 209715,
            startPages: 0,
            kind: "virtio",
            unitPages: 1,
            touchedNs: 4455,
            untouchedNs: 2537,
            returnNs: 1808,
            migrateNs: 0,
            hostFaultNs: 3500,
            batchPages: 256,
            retryNs: 200e6,
            driver: { kind: "normal" },
          },
          reporting: null,
          statistics: { present: true, periodNs: 2e9, delayNs: 0, missing: [] },
          shares: 1000,
          bootNs: 0,
          shutdownNs: null,
          workload: {
            pages: 8 * GIB - 62914 - 34272,
            filePages: 0,
            warmPages: 0,
            warmFilePages: 0,
            series: null,
            repeat: false,
            content: { image: null, zeroShare: 0, volatileShare: 0 },
            phases: [
              {
                durationNs: null,
                thinkNs: 1000,
                writeShare: 0.3,
                firstPage: 0,
                pages: 8 * GIB - 62914 - 34272,
                growFromPages: 8 * GIB - 62914 - 34272,
                free: null,
                pattern: { kind: "uniform", parameters: {}, parts: [] },
              },
            ],
          },
        },
      ],
    };
    expect(readScenario(shortest, "examples/busy.yaml", catalogue).scenario).toEqual(expected);
  });

  it("is named after its file", () => {
    const name = (file: string) => readScenario(shortest, file, catalogue).scenario.name;
    expect(["a/b.yml", "C:\\x\\busy host.json", "-", "plain"].map(name)).toEqual([
      "b",
      "busy host",
      "scenario",
      "plain",
    ]);
  });

  it("is the same as JSON and as an object", () => {
    const object = {
      version: 1,
      name: "x",
      duration: "1min",
      host: { memory: "32GiB" },
      vms: [{ name: "web", memory: "8GiB", workload: { pattern: "uniform" } }],
    };
    const fromYaml = readScenario(`name: x\n${shortest}`, "a.yaml", catalogue).scenario;
    expect(readScenario(JSON.stringify(object), "a.json", catalogue).scenario).toEqual(fromYaml);
    expect(buildScenario(object, catalogue)).toEqual(fromYaml);
  });
});

describe("a scenario with every key", () => {
  const { scenario, locate } = readScenario(longest, "a.yaml", catalogue);
  const [first, second, idle] = scenario.vms;

  it("reads the host and what is around it", () => {
    expect(scenario.host).toEqual({
      memoryPages: 32 * GIB,
      reservedPages: Math.floor(32 * GIB * 0.05),
      policy: { kind: "clock", parameters: { load: 0 } },
      swap: { pages: 64 * GIB, device: "old", readaheadPages: 4 },
      watermarks: { minPages: 64 * MIB, lowPages: 80 * MIB, highPages: 96 * MIB, reservePages: 0 },
      sharing: {
        pagesToScan: 0,
        sleepNs: 50e6,
        twice: true,
        twiceAlways: false,
        unmergesZeroes: false,
        zeroPages: false,
        smartScan: false,
        beforeSwap: false,
        mostSharers: 128,
        scanNs: 1000,
        mergeNs: 2000,
        copyNs: 3000,
        tuning: {
          metric: "pss",
          periodNs: 30e9,
          boostPages: 200,
          decayPages: 20,
          leastPages: 100,
          mostPages: 1000,
          thresholdKib: Math.floor(32 * 2 ** 20 * 0.1),
        },
      },
      compression: {
        mostPages: 4 * GIB,
        acceptPages: Math.floor(3.2 * GIB),
        keepBytes: 2048,
        vmShare: null,
        compressNs: 20_000,
        decompressNs: 4000,
        // zbud: 17 and 22 of 63 chunks, and more than all.
        ...{ imageBytes: 1024, imageFit: 2, imageFrames: 1 },
        ...{ volatileBytes: 4096, volatileFit: 1, volatileFrames: 1 },
        ...{ otherBytes: 1366, otherFit: 2, otherFrames: 1 },
      },
    });
    expect(first?.workload.content).toEqual({
      image: { name: "debian", share: 0.2 },
      zeroShare: 0.1,
      volatileShare: 0.05,
    });
    expect(scenario.manager).toEqual({
      kind: "proxmox",
      periodNs: 5e9,
      startNs: 0,
      parameters: { target: 0.7, step: 64 * 2 ** 20, label: "here", eager: true, gap: GIB },
    });
    expect(scenario.devices[1]).toEqual({
      name: "old",
      latencyNs: 8e6,
      sequentialLatencyNs: 100e3,
      bytesPerSecond: 150e6,
      channels: 2,
      writeQueue: 64,
      rotational: true,
    });
    expect(scenario.costs.deflateNs).toBe(1000);
    expect([scenario.seed, scenario.samplePeriodNs]).toEqual([7, 500e6]);
  });

  it("makes a group of identical VMs", () => {
    expect(scenario.vms.map(({ name, group }) => [name, group])).toEqual([
      ["web-1", "web"],
      ["web-2", "web"],
      ["idle one", "idle one"],
      ["last", "last"],
    ]);
    expect({ ...second, name: "" }).toEqual({ ...first, name: "" });
  });

  it("reads the VM", () => {
    expect(first?.balloon).toEqual({
      minimumPages: GIB,
      startPages: 2 * GIB,
      kind: "virtio-mem",
      unitPages: 512,
      touchedNs: 40e3,
      untouchedNs: 30e3,
      returnNs: 20e3,
      migrateNs: 1000,
      hostFaultNs: 300,
      batchPages: 1024,
      retryNs: 100e6,
      driver: { kind: "slow", bytesPerSecond: 20 * 2 ** 20 },
    });
    expect(first?.watermarks).toEqual({ minPages: 0, lowPages: 0, highPages: 0, reservePages: 0 });
    expect(first?.statistics).toEqual({ present: true, periodNs: 1e9, delayNs: 100e6, missing: [] });
    expect([first?.bootNs, first?.shutdownNs, first?.disk, first?.deflateOnOom]).toEqual([1e9, 90e9, "old", false]);
    expect(idle?.swap).toEqual({
      kind: "zram",
      pages: GIB / 2,
      limitPages: GIB / 4,
      compressNs: 7000,
      decompressNs: 3000,
      // zsmalloc's classes of 1088, 4096 and 2336 bytes.
      ...{ imageBytes: 1024, imageFit: 15, imageFrames: 4 },
      ...{ volatileBytes: 4096, volatileFit: 1, volatileFrames: 1 },
      ...{ otherBytes: 2048, otherFit: 7, otherFrames: 4 },
    });
    expect(idle?.balloon).toBeNull();
    expect(idle?.statistics.present).toBe(false);
  });

  it("reads the workload", () => {
    const workload = first?.workload;
    expect([workload?.pages, workload?.filePages, workload?.warmPages]).toEqual([
      6 * GIB,
      GIB,
      Math.floor(6 * GIB * 0.8),
    ]);
    expect(workload?.phases).toEqual([
      {
        durationNs: 30e9,
        thinkNs: 2000,
        writeShare: 0.2,
        firstPage: 0,
        pages: 6 * GIB,
        growFromPages: 6 * GIB,
        free: null,
        pattern: { kind: "idle", parameters: { rate: 50, set: 1.5 * GIB, every: 20e6 }, parts: [] },
      },
      {
        durationNs: 10e9,
        thinkNs: 500,
        writeShare: 0.1,
        firstPage: GIB,
        pages: 3 * GIB,
        growFromPages: GIB,
        free: { firstPage: 0, pages: 6 * GIB },
        pattern: { kind: "zipf", parameters: { theta: 1.2 }, parts: [] },
      },
      {
        durationNs: 40e9,
        thinkNs: 2000,
        writeShare: 0.2,
        firstPage: 0,
        pages: 6 * GIB,
        growFromPages: 6 * GIB,
        free: { firstPage: GIB, pages: GIB },
        pattern: {
          kind: "mix",
          parameters: {},
          parts: [
            { weight: 3, pattern: { kind: "zipf", parameters: { theta: 1 }, parts: [] } },
            { weight: 1, pattern: { kind: "trace", parameters: { file: "x.u32.gz" }, parts: [] } },
          ],
        },
      },
    ]);
    expect(idle?.workload.pages).toBe(GIB / 2);
  });

  it("knows where everything stands", () => {
    const lines = longest.split("\n");
    const text = (...path: (string | number)[]) => {
      const { line, column } = locate(path);
      return lines[line - 1]?.slice(column - 1);
    };
    expect(text("vms", "idle one", "workload", "file")).toBe("y.u32, memory: 50% }");
    expect(text("vms", 0, "workload", "phases", 2, "parts", 1, "file")).toBe("x.u32.gz }");
    expect(text("vms", "idle one", "workload", "phases", 0, "file")).toBe(
      "{ pattern: trace, file: y.u32, memory: 50% }",
    );
    expect(text("host", "memory")).toBe("32GiB");
    expect(locate([])).toEqual({ line: 1, column: 1, where: "a.yaml:1:1" });
  });
});

describe("defaults that depend on others", () => {
  it("samples a short run at its end", () => {
    expect(readScenario(shortest.replace("1min", "500ms"), "a", catalogue).scenario.samplePeriodNs).toBe(500e6);
  });

  it.each([
    ["2000s", 1],
    ["2001s", 2],
    ["1h", 2],
    ["1d", 60],
    ["7d", 600],
    ["100d", 7200],
    ["104d", 7200],
  ])("takes 2000 points at most of %s", (duration, seconds) => {
    const { durationNs, samplePeriodNs } = readScenario(shortest.replace("1min", duration), "a", catalogue).scenario;
    expect(samplePeriodNs).toBe(seconds * 1e9);
    expect(durationNs / samplePeriodNs).toBeLessThanOrEqual(2000);
  });

  it.each([
    // 3.8 × 2³⁰ ÷ 4096 = 996,147.2, 0.1 × 2³⁰ ÷ 4096 = 26,214.4, 3.7 × 2³⁰ ÷ 2²¹ = 1894.4, 0.003 × 2²⁰ ÷ 4096 = 0.768
    ["3.8GiB", "4KiB", 996_147],
    ["0.1GiB", "4KiB", 26_214],
    ["3.7GiB", "2MiB", 1894],
    ["1.5GiB", "4KiB", 393_216],
    ["0.003MiB", "4KiB", 1],
  ])("rounds %s to whole pages of %s", (memory, pageSize, pages) => {
    const text = shortest.replace("8GiB", memory).concat(`pageSize: ${pageSize}\n`);
    expect(readScenario(text, "a", catalogue).scenario.vms[0]?.memoryPages).toBe(pages);
  });

  it("never reads in sequence more slowly than at random", () => {
    const swapping = shortest.replace("32GiB", "32GiB\n  swap: 8GiB");
    const [device] = readScenario(`${swapping}devices: { fast: { latency: 10us } }\n`, "a", catalogue).scenario.devices;
    expect(device).toMatchObject({ latencyNs: 10e3, sequentialLatencyNs: 10e3, bytesPerSecond: 3e9 });
  });

  it("counts in the scenario's pages", () => {
    const { scenario } = readScenario(`${shortest}pageSize: 2MiB\n`, "a", catalogue);
    expect([scenario.host.memoryPages, scenario.vms[0]?.memoryPages]).toEqual([16384, 4096]);
  });
});
