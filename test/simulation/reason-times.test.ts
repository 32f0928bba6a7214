import { describe, expect, it } from "vitest";
import { beginSimulation, type OwnManager, type Result } from "../../src/index.ts";
import { reasonsIn } from "../../src/simulation/reasons.ts";
import { slowRun, slowScenario } from "./slow-run.ts";

function only(result: Result, vm = 0) {
  const [reason, ...others] = reasonsIn(result, vm, 1.05);
  if (reason === undefined || others.length > 0) throw new Error("The VM does not have one reason.");
  return reason;
}

describe("the time of a reason", () => {
  it("begins with the boot of a VM that boots late, between two samples", async () => {
    // 7680 pages touched for the first time take 10 µs of thought, 1 µs for the guest's fault and 3.5 µs for the host's: 111.36 ms.
    const workload = { memory: "30MiB", pattern: "sequential", think: "10us" };
    const result = await slowRun({ boot: "1250ms", workload }, { duration: "1750ms" });
    const reason = only(result);
    expect(reason).toMatchObject({
      cause: "page-faults",
      delayNs: 7680 * 4500,
      fromNs: 1.25e9,
      untilNs: 1.4e9,
      slowNs: 0.15e9,
    });
    // At 1.3 s 50 ms ÷ 14.5 µs = 3448.3 pages are touched, and the kernel has 256.
    const touched = 128 * 256 - 256 - reason.hostFreePages;
    expect([3448, 3449]).toContain(touched);
    expect(result.vms[0]?.why).toMatch(
      /^From 0:01\.25 to 0:01\.4 a takes page faults \(1\.07×\): it uses memory for the first time/u,
    );
  });

  it("is none before the VM has booted", async () => {
    const workload = { memory: "30MiB", pattern: "sequential", think: "10us" };
    const simulation = await beginSimulation(slowScenario({ boot: "3s", workload }));
    simulation.runTo(2e9);
    const result = simulation.result({ wallSeconds: 1, references: 0, referencesPerSecond: 0, engineBytes: 0 });
    expect(result.vms[0]).toMatchObject({ state: "not-booted", reasons: [], why: "" });
    expect(reasonsIn(result, 0, 1.05)).toEqual([]);
  });

  it("goes from the first time a VM is blocked to the last, and is that of all its vCPUs", async () => {
    // Blocked in [0.5, 1) and [3, 3.5): of two vCPUs 2 s in all; 4 s take it as long as 3 s would.
    const inSpells = (ns: number) => (ns >= 0.5e9 && ns < 1e9) || (ns >= 3e9 && ns < 3.5e9);
    const result = await blockedBy(inSpells, 2);
    const [a, b] = result.vms;
    expect(only(result)).toMatchObject({
      cause: "blocked",
      share: 1,
      fromNs: 0.5e9,
      untilNs: 3.5e9,
      slowNs: 1e9,
      delayNs: 2e9,
    });
    expect(a?.why).toContain("At times from 0:00.5 to 0:03.5 a is blocked (1.33×): by the memory manager blocker");
    expect(a).toMatchObject({ blockedNs: 2e9, p99Slowdown: 2 });
    expect(b).toMatchObject({ slowdown: 1, reasons: [], why: "" });
  });

  it("has no end while the VM is still blocked", async () => {
    const result = await blockedBy((ns) => ns >= 2.5e9, 1);
    expect(only(result)).toMatchObject({
      cause: "blocked",
      fromNs: 2.5e9,
      untilNs: null,
      slowNs: 1.5e9,
      delayNs: 1.5e9,
    });
    expect(result.vms[0]?.why).toContain("From 0:02.5 on a is blocked (1.60×)");
    expect(result.vms[0]?.p99Slowdown).toBe(Number.POSITIVE_INFINITY);
  });

  it("comes again with each repetition of a phase, and is over between them", async () => {
    // Every 100 ms the second phase touches the 2048 pages that the phase before freed: 1 µs of thought and 1 µs for the guest's fault each, behind 1024 pages that
    // are there. The first time the host backs them as well, at 3.5 µs: 1.024 ms + 11.264 ms, in two periods of 10 ms; later 1.024 ms + 4.096 ms, in one.
    const phases = [
      { pattern: "sequential", memory: "4MiB", think: "1us", for: "50ms", free: { from: "4MiB", memory: "8MiB" } },
      { pattern: "sequential", memory: "12MiB", think: "1us", for: "50ms" },
    ];
    const workload = { memory: "12MiB", warm: "4MiB", repeat: true, phases };
    const result = await slowRun({ workload }, { duration: "400ms", sample: "10ms" });
    expect(only(result)).toMatchObject({
      cause: "page-faults",
      delayNs: 2048 * 4500 + 3 * 2048 * 1000,
      fromNs: 50e6,
      untilNs: 360e6,
      slowNs: 50e6,
    });
    const slow = result.series.vms[0]?.slowdown.flatMap((slowdown, at) => (slowdown > 1.05 ? [10 * at] : []));
    expect(slow).toEqual([50, 60, 150, 250, 350]);
  });
});

/** Two VMs that have all they need; the first, with so many vCPUs, is blocked at the times that are said. */
function blockedBy(isBlocked: (ns: number) => boolean, vcpus: number): Promise<Result> {
  const manager: OwnManager = {
    name: "blocker",
    states: ["high", "low"],
    decide: ({ nowNs, vms }) => {
      const blocked = isBlocked(nowNs);
      const each = vms.map(({ vm }) => ({
        vm,
        maySwap: true,
        mayCompress: true,
        leaveBytes: 0,
        blocked: blocked && vm === 0,
      }));
      return { targets: [], reclaim: { state: blocked ? "low" : "high", vms: each, untilFreeBytes: 0 } };
    },
  };
  const workload = { memory: "16MiB", warm: "16MiB", pattern: "uniform", think: "20us" };
  const vm = (name: string, more: object) => ({
    name,
    memory: "32MiB",
    kernel: "1MiB",
    watermarks: "off",
    balloon: false,
    workload,
    ...more,
  });
  const vms = [vm("a", { vcpus }), vm("b", {})];
  return slowRun({}, { manager: { kind: "none", period: "500ms" }, vms }, manager);
}
