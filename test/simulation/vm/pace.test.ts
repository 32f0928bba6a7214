import { describe, expect, it } from "vitest";
import { buildScenario, jsonReport, type OwnManager, simulate } from "../../../src/index.ts";
import { measuresOf } from "../../../src/study/verdict/measures.ts";
import { NO_EXCESS } from "../../report/build.ts";

const ENDLESS = Number.POSITIVE_INFINITY;

function scenarioOf(vm: object, over: object = {}) {
  const own = { name: "a", memory: "32MiB", kernel: "1MiB", watermarks: "off", balloon: false, ...vm };
  const manager = { kind: "none", period: "1s" };
  return buildScenario({
    version: 1,
    duration: "8s",
    sample: "1s",
    host: { memory: "128MiB", swap: "64MiB", watermarks: "off" },
    manager,
    vms: [own],
    ...over,
  });
}

/** Blocks the VM from one moment to another. */
function blocking(fromNs: number, toNs: number): OwnManager {
  return {
    states: ["high", "low"],
    wants: { boots: true },
    decide: ({ nowNs, vms }) => {
      const blocked = nowNs >= fromNs && nowNs < toNs;
      const each = vms.map(({ vm }) => ({ vm, maySwap: true, mayCompress: true, leaveBytes: 0, blocked }));
      return { targets: [], reclaim: { state: blocked ? "low" : "high", vms: each, untilFreeBytes: 0 } };
    },
  };
}

describe("how slow a VM is while it only waits", () => {
  const touching = { workload: { memory: "16MiB", warm: "16MiB", pattern: "uniform", think: "20us" } };

  it("has no end while it is blocked, at every place that tells of it", async () => {
    const result = await simulate(scenarioOf(touching), { manager: blocking(2e9, 6e9) });
    const { series, vms } = result;
    expect(series.vms[0]?.slowdown.map((slowdown) => (slowdown === ENDLESS ? slowdown : Math.round(slowdown)))).toEqual(
      [1, 1, ENDLESS, ENDLESS, ENDLESS, ENDLESS, 1, 1],
    );
    expect(series.vms[0]?.stallShare.map((share) => Math.round(1e3 * share) / 1e3)).toEqual([0, 0, 1, 1, 1, 1, 0, 0]);
    // Half of its eight seconds; over all of them it took twice as long.
    expect(vms[0]).toMatchObject({ blockedNs: 4e9, worstSlowdown: ENDLESS, p99Slowdown: ENDLESS });
    expect(vms[0]?.slowdown).toBeCloseTo(2, 3);
    expect(measuresOf(result, NO_EXCESS)).toMatchObject({ worstSlowdown: vms[0]?.slowdown, p99Slowdown: ENDLESS });
    const written = JSON.parse(jsonReport(result));
    expect(written.vms[0].p99Slowdown).toBeNull();
    expect(written.series.vms[0].slowdown[3]).toBeNull();
  });

  it("is an event when it begins and ends, as is a change of the host's state", async () => {
    const { events } = await simulate(scenarioOf(touching), { manager: blocking(2e9, 6e9) });
    expect(events).toEqual([
      { timeNs: 2e9, kind: "host-state", vm: null, text: "The host's state went from high to low." },
      { timeNs: 2e9, kind: "vm-blocked", vm: 0, text: "The memory manager blocked a." },
      { timeNs: 6e9, kind: "host-state", vm: null, text: "The host's state went from low to high." },
      { timeNs: 6e9, kind: "vm-unblocked", vm: 0, text: "a goes on, after 4 s." },
    ]);
    const shutDown = await simulate(scenarioOf({ ...touching, shutdown: "3500ms" }), { manager: blocking(2e9, 6e9) });
    expect(shutDown.events.map(({ timeNs, kind }) => [timeNs, kind])).toEqual([
      [2e9, "host-state"],
      [2e9, "vm-blocked"],
      [3.5e9, "shutdown"],
      [6e9, "host-state"],
    ]);
  });

  it("has no end for a VM that never came to a reference, and is 1 for one that never wanted to", async () => {
    const never = await simulate(scenarioOf(touching), { manager: blocking(0, 9e9) });
    expect(never.vms[0]).toMatchObject({ references: 0, slowdown: ENDLESS, p99Slowdown: ENDLESS, runNs: 8e9 });
    expect(measuresOf(never, NO_EXCESS)).toMatchObject({ meanSlowdown: ENDLESS, worstSlowdown: ENDLESS });
    const scenario = scenarioOf(touching);
    const later = await simulate({ ...scenario, vms: scenario.vms.map((vm) => ({ ...vm, bootNs: 9e9 })) });
    expect(later.vms[0]).toMatchObject({ slowdown: 1, p99Slowdown: 1, worstSlowdown: 1 });
  });

  it("has no end while every vCPU waits for a fault, which began in a second of its own", async () => {
    // Every reference reads a page of a file for 2.5 s: the 1st from 0 to 2.5 s, the 2nd to 5 s, the 3rd to 7.5 s.
    const reading = { memory: "16MiB", files: "16MiB", pattern: "sequential", think: "100us" };
    const devices = { swap: { preset: "hdd", latency: "2500ms", sequentialLatency: "2500ms" } };
    const { series, vms } = await simulate(scenarioOf({ workload: reading }, { devices }));
    const slowdown = series.vms[0]?.slowdown ?? [];
    expect(slowdown.map(Number.isFinite)).toEqual([true, false, true, false, false, true, false, true]);
    expect(slowdown[0]).toBeGreaterThan(24_000);
    for (const share of series.vms[0]?.stallShare ?? []) expect(share).toBeGreaterThan(0.999);
    expect(vms[0]?.p99Slowdown).toBe(ENDLESS);
  });

  it("is nothing to speak of while a reference that began before is computed, and none while nobody is awake", async () => {
    const idle = { memory: "16MiB", warm: "16MiB", pattern: "idle", rate: 0.4 };
    const thinking = await simulate(scenarioOf({ workload: idle }));
    expect(thinking.series.vms[0]?.references).toEqual([1, 0, 1, 0, 0, 1, 0, 1]);
    expect(thinking.series.vms[0]?.slowdown.map((slowdown) => slowdown.toFixed(3))).toEqual(Array(8).fill("1.000"));
    expect(thinking.series.vms[0]?.stallShare.every((share) => share < 1e-4)).toBe(true);
    expect(thinking.vms[0]?.p99Slowdown).toBeCloseTo(1, 4);
    const short = { phases: [{ pattern: "uniform", think: "20us", memory: "16MiB", for: "1500ms" }] };
    const asleep = await simulate(scenarioOf({ workload: { memory: "16MiB", warm: "16MiB", ...short } }), {
      manager: blocking(3e9, 6e9),
    });
    expect(asleep.vms[0]?.p99Slowdown).toBeCloseTo(1, 3);
  });
});
