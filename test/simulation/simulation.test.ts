import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { catalogue } from "../../src/catalogue.ts";
import { EngineError } from "../../src/engine/error.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { causes } from "../../src/simulation/cause.ts";
import type { Result } from "../../src/simulation/result.ts";
import { simulateWith } from "../../src/simulation/simulate.ts";
import { Simulation } from "../../src/simulation/simulation.ts";

const scenarioOf = (written: object): Scenario => buildScenario({ version: 1, ...written }, catalogue);
const noCost = { wallSeconds: 0, references: 0, referencesPerSecond: 0, engineBytes: 0 };

async function begin(scenario: Scenario): Promise<Simulation> {
  return Simulation.create(await machineModule(), scenario, new Map());
}

async function run(written: object): Promise<Result> {
  const simulation = await begin(scenarioOf(written));
  simulation.runTo(Number.POSITIVE_INFINITY);
  return simulation.result(noCost);
}

/** Two guests that grow, idle, write and free on a host too small for them. */
const pressed = {
  duration: "2s",
  sample: "100ms",
  host: { memory: "24MiB", swap: "64MiB" },
  manager: { kind: "proxmox", period: "200ms", step: "1MiB", deadZone: "64KiB" },
  vms: [
    {
      name: "a",
      count: 2,
      memory: "16MiB",
      kernel: "1MiB",
      vcpus: 2,
      swap: "16MiB",
      balloon: { minimum: "4MiB" },
      statistics: { period: "100ms", delay: "50ms" },
      workload: {
        memory: "14MiB",
        files: "2MiB",
        warm: "40%",
        repeat: true,
        phases: [
          { pattern: "zipf", for: "300ms", think: "2us" },
          { pattern: "idle", for: "200ms", rate: 500, set: "1MiB", free: { from: "2MiB", memory: "4MiB" } },
          { pattern: "uniform", for: "300ms", think: "3us", growFrom: "1MiB" },
        ],
      },
    },
  ],
};

describe("a simulation", () => {
  it("does not depend on the steps in which it is run, nor on looking at it", async () => {
    const whole = await run(pressed);
    const steps = fc.array(fc.integer({ min: 1, max: 400_000_000 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const simulation = await begin(scenarioOf(pressed));
        for (const step of steps) {
          simulation.runTo(simulation.nowNs + step);
          simulation.state();
        }
        simulation.runTo(Number.POSITIVE_INFINITY);
        expect(simulation.result(noCost)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it("takes turns of time: every vCPU has had its share of it, and slowdown is what time took over thinking", async () => {
    const { vms } = await run(pressed);
    for (const { runNs, stallNs, slowdown, references } of vms) {
      expect(references).toBeGreaterThan(0);
      expect(runNs).toBeGreaterThan(0.9 * 2 * 2e9);
      expect(runNs).toBeLessThan(1.1 * 2 * 2e9);
      expect(stallNs).toBeLessThan(runNs);
      expect(slowdown).toBeGreaterThan(1);
    }
  });

  it("sums its series to its totals", async () => {
    const { series, vms, host } = await run(pressed);
    const sum = (column: readonly number[]) => column.reduce((total, value) => total + value, 0);
    expect(series.timeNs).toHaveLength(20);
    const { state: _, ...levels } = series.host;
    const plain = series.vms.map(({ delayNs, ...columns }) => ({ ...columns, ...delayNs }));
    for (const columns of [levels, ...series.devices, ...plain])
      for (const [name, column] of Object.entries(columns)) expect([name, column.length]).toEqual([name, 20]);
    expect(sum(series.host.swapOutPages)).toBe(host.swapOutPages);
    vms.forEach((vm, index) => {
      expect(sum(series.vms[index].references)).toBe(vm.references);
      expect(sum(series.vms[index].majorFaults)).toBe(vm.majorFaults);
      expect(sum(series.vms[index].swapInPages)).toBe(vm.swapInPages);
      expect(series.vms[index].balloonPages.at(-1)).toBe(vm.balloonPages);
      for (const cause of causes)
        expect([cause, sum(series.vms[index].delayNs[cause] ?? [])]).toEqual([cause, vm.delayNs[cause]]);
    });
  });

  it("makes exactly the references that fit when nothing is ever waited for", async () => {
    const { vms } = await run({
      duration: "1s",
      costs: { minorFault: "0ns", hostFault: "0ns" },
      host: { memory: "64MiB" },
      vms: [{ name: "a", memory: "16MiB", kernel: 0, workload: { memory: "4MiB", think: "1us", pattern: "uniform" } }],
    });
    expect(vms[0]).toMatchObject({ references: 1_000_000, slowdown: 1, stallNs: 0, minorFaults: 1024, majorFaults: 0 });
  });

  it("shows its guests' memory fill side by side, which changes nothing in the run", async () => {
    const workload = { memory: "256MiB", pattern: "uniform", think: "1ms" };
    // A guest that keeps memory free has no room for all of these pages.
    const vm = { memory: "256MiB", kernel: 0, watermarks: "off", workload };
    const scenario = scenarioOf({
      duration: "10ms",
      host: { memory: "1GiB" },
      vms: [
        { ...vm, name: "half", workload: { ...vm.workload, warm: "128MiB" } },
        { ...vm, name: "full", count: 2, workload: { ...vm.workload, warm: "256MiB" } },
        { ...vm, name: "late", boot: "1ms", workload: { ...vm.workload, warm: "256MiB" } },
      ],
    });
    const seen: number[][] = [];
    const simulation = await Simulation.create(await machineModule(), scenario, new Map(), undefined, {
      onBoot: async (booting) => {
        await new Promise((resolve) => setTimeout(resolve));
        expect(booting.nowNs).toBe(0);
        const { vms } = booting.state();
        expect(vms.map(({ status }) => status)).toEqual(["running", "running", "running", "not-booted"]);
        seen.push(vms.map(({ backedPages }) => backedPages));
      },
    });
    const whole = [32_768, 65_536, 65_536, 0];
    expect(seen.at(-1)).toEqual(whole);
    expect(seen.length).toBeGreaterThan(2);
    const halfway = seen[0]?.map((pages) => pages / 65_536) ?? [];
    // 16 pages at a time, drawn without putting back: six standard deviations of the hypergeometric distribution.
    [0.2, 0.4, 0.4, 0].forEach((share, vm) => {
      const deviation = Math.sqrt((share * (1 - share) * 0.6) / 4096);
      expect(Math.abs((halfway[vm] ?? 0) - share)).toBeLessThan(6 * deviation + 1e-3);
    });
    simulation.runTo(Number.POSITIVE_INFINITY);
    const unseen = await begin(scenario);
    unseen.runTo(Number.POSITIVE_INFINITY);
    expect(simulation.result(noCost)).toEqual(unseen.result(noCost));
  });

  it("boots and shuts down when told, and gives everything back", async () => {
    const result = await run({
      duration: "3s",
      host: { memory: "64MiB" },
      vms: [
        { name: "early", memory: "16MiB", shutdown: "2s", workload: { warm: "100%", pattern: "idle" } },
        { name: "late", memory: "16MiB", boot: "1s", workload: { warm: "50%", pattern: "idle" } },
      ],
    });
    expect(result.vms.map(({ state }) => state)).toEqual(["shut-down", "running"]);
    expect(result.vms[0]).toMatchObject({ backedPages: 0, mappedPages: 0, balloonPages: 0 });
    expect(result.series.vms[0].backedPages.map((pages) => pages > 0)).toEqual([true, false, false]);
    expect(result.events.map(({ timeNs, kind, vm }) => [timeNs, kind, vm])).toEqual([
      [1e9, "boot", 1],
      [2e9, "shutdown", 0],
    ]);
  });

  it("notices a driver that is stuck, one that recovers, and deflation on OOM", async () => {
    const { events } = await run({
      duration: "40s",
      host: { memory: "128MiB" },
      manager: { kind: "static", share: "50%" },
      vms: [
        {
          name: "stuck",
          memory: "16MiB",
          kernel: "1MiB",
          balloon: { minimum: "2MiB", driver: "stuck" },
          workload: { memory: "4MiB", pattern: "idle" },
        },
        {
          name: "moody",
          memory: "16MiB",
          kernel: "1MiB",
          balloon: { minimum: "2MiB", driver: { kind: "intermittent", working: "10s", stuck: "10s" } },
          workload: { memory: "4MiB", pattern: "idle" },
        },
        {
          name: "short",
          memory: "16MiB",
          kernel: "1MiB",
          deflateOnOom: true,
          balloon: { minimum: "2MiB" },
          workload: {
            memory: "12MiB",
            phases: [
              { pattern: "idle", for: "20s", set: "1MiB" },
              { pattern: "sequential", think: "1ms" },
            ],
          },
        },
      ],
    });
    const seen = events.map(({ kind, vm }) => `${kind} ${vm}`);
    expect(seen).toContain("driver-stuck 0");
    expect(seen).not.toContain("driver-recovered 0");
    expect(seen).toContain("driver-stuck 1");
    expect(seen).toContain("driver-recovered 1");
    expect(seen).toContain("deflate-on-oom 2");
  });

  it("kills the workload of a guest without swap that wants more than it has, and says so", async () => {
    const { vms, events } = await run({
      duration: "2s",
      host: { memory: "64MiB" },
      vms: [
        {
          name: "greedy",
          memory: "16MiB",
          kernel: 0,
          workload: { memory: "20MiB", pattern: "sequential", think: "10us" },
        },
      ],
    });
    expect(vms[0]).toMatchObject({ state: "out-of-memory", mappedPages: 0 });
    expect(events.map(({ kind }) => kind)).toEqual(["guest-out-of-memory"]);
    expect(events[0]?.text).toContain("greedy");
  });

  it("kills its largest guest when the host has neither memory nor swap, and goes on", async () => {
    const { vms, events, host } = await run({
      duration: "2s",
      host: { memory: "16MiB" },
      vms: [
        { name: "small", memory: "8MiB", kernel: 0, workload: { memory: "4MiB", warm: "100%", pattern: "idle" } },
        {
          name: "large",
          memory: "16MiB",
          kernel: 0,
          workload: { memory: "15MiB", pattern: "sequential", think: "10us" },
        },
      ],
    });
    expect(vms.map(({ state }) => state)).toEqual(["running", "killed-by-host"]);
    expect(host.kills).toBe(1);
    expect(events.map(({ kind, vm }) => [kind, vm])).toEqual([["host-out-of-memory", 1]]);
  });

  it("stops when the signal says so, and tells what was reached", async () => {
    const stop = new AbortController();
    const scenario = scenarioOf({ ...pressed, duration: "10min" });
    const reached: Result[] = [];
    const stopped = simulateWith(await machineModule(), scenario, {
      signal: stop.signal,
      onProgress: ({ simulatedNs }) => {
        if (simulatedNs > 0) stop.abort();
      },
      onStopped: (partial) => reached.push(partial),
    });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(reached.map(({ outcome }) => outcome)).toEqual(["stopped"]);
    expect(reached[0]?.simulatedNs).toBeGreaterThan(0);
    expect(reached[0]?.simulatedNs).toBeLessThan(scenario.durationNs);
  });

  it("changes its manager on the way", async () => {
    const simulation = await begin(scenarioOf({ ...pressed, manager: { kind: "none", period: "200ms" } }));
    simulation.runTo(1e9);
    expect(simulation.state().vms.map(({ balloonPages }) => balloonPages)).toEqual([0, 0]);
    simulation.replaceManager({ kind: "static", parameters: { share: 0.5 } });
    simulation.runTo(2e9);
    for (const { balloonPages } of simulation.state().vms) expect(balloonPages).toBeGreaterThan(1000);
    const [replaced] = simulation.result(noCost).events.filter(({ kind }) => kind === "manager-replaced");
    expect(replaced).toEqual({
      timeNs: 1e9,
      kind: "manager-replaced",
      vm: null,
      text: "From now on static is the memory manager.",
    });
  });
});

describe("memory", () => {
  const vm = (count: number, memory: string, policy = "clock") => ({
    name: "a",
    count,
    memory,
    policy,
    workload: { memory: "100%", pattern: "idle" },
  });

  it("says how much a scenario needs that does not fit, and what to change", async () => {
    const huge = scenarioOf({ duration: "1s", host: { memory: "1TiB" }, vms: [vm(4, "512GiB")] });
    await expect(begin(huge)).rejects.toThrow(EngineError);
    await expect(begin(huge)).rejects.toThrow(/needs \d+\.\d+ GiB of engine memory.*pageSize/);
  });

  it.each([
    ["clock", 0],
    ["lru", 8],
    ["fifo", 8],
  ] as const)(
    "takes at most 13 bytes a guest page and 5 a host frame with %s, and %i more a page",
    async (policy, more) => {
      const scenario = scenarioOf({ duration: "1s", host: { memory: "2GiB" }, vms: [vm(1, "4GiB", policy)] });
      const simulation = await begin(scenario);
      const [guestPages, hostFrames] = [2 ** 20, 2 ** 19];
      const fixed = 200_000;
      expect(simulation.engineBytes).toBeLessThan((13 + more) * guestPages + 5 * hostFrames + fixed);
    },
  );
});
