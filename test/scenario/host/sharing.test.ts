import { describe, expect, it } from "vitest";
import { buildScenario } from "../../../src/scenario/build.ts";
import { catalogue } from "../example.ts";

describe("page sharing", () => {
  const sharing = (written: unknown) =>
    buildScenario(
      {
        version: 1,
        duration: "1min",
        host: { memory: "32GiB", sharing: written },
        vms: [{ name: "web", memory: "8GiB", workload: { pattern: "uniform" } }],
      },
      catalogue,
    ).host.sharing;

  it("is KSM's, with the kernel's constants", () => {
    expect(sharing("off")).toBeNull();
    const ksm = sharing("ksm");
    expect(ksm).toMatchObject({ pagesToScan: 100, sleepNs: 20e6, twice: true, mostSharers: 256, tuning: null });
    expect(sharing({ kind: "ksm" })).toEqual(ksm);
  });

  it("or ksmtuned's, whose sleep is 10 ms from 16 GiB on", () => {
    const tuned = sharing({ kind: "ksm", tuning: "ksmtuned" });
    expect(tuned).toMatchObject({
      pagesToScan: 0,
      sleepNs: 10e6,
      tuning: { periodNs: 60e9, boostPages: 300, decayPages: 50, leastPages: 64, mostPages: 1250 },
    });
    expect(tuned?.tuning).toMatchObject({ metric: "rsz", thresholdKib: Math.floor((32 * 2 ** 20) / 5) });
  });

  it("or one's that is written", () => {
    expect(sharing({ kind: "ksm", pagesToScan: 200, sleep: "10ms" })).toMatchObject({
      pagesToScan: 200,
      sleepNs: 10e6,
    });
  });

  it("has ksmtuned's threshold: a share or a size, 2 MiB at least unless more is written", () => {
    const threshold = (tuning: object) =>
      sharing({ kind: "ksm", tuning: { kind: "ksmtuned", ...tuning } })?.tuning?.thresholdKib;
    expect(threshold({ threshold: "0%" })).toBe(2048);
    expect(threshold({ threshold: "29%" })).toBe(9730785);
    expect(threshold({ threshold: "1MiB" })).toBe(2048);
    expect(threshold({ threshold: "3GiB" })).toBe(3 * 2 ** 20);
    expect(threshold({ leastThreshold: "8GiB" })).toBe(8 * 2 ** 20);
    expect(threshold({ leastThreshold: "2GiB" })).toBe(6710886);
  });

  it("or ESX's, at a rate that goes over the host in an hour: 8388608 pages in 36000 steps", () => {
    expect(sharing("esx")).toMatchObject({ pagesToScan: 233, sleepNs: 100e6, twice: false, tuning: null });
    expect([sharing("esx")?.beforeSwap, sharing("ksm")?.beforeSwap]).toEqual([true, false]);
    expect(sharing({ kind: "esx", beforeSwap: false })?.beforeSwap).toBe(false);
    expect(sharing({ kind: "esx", scanRate: "4MiB/s" })?.pagesToScan).toBe(102);
  });
});
