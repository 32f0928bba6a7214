import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { Machine } from "../../src/engine/machine/machine.ts";
import { miniatureOf } from "../../src/engine/machine/miniature.ts";
import { buildScenario, engineBytes, type Result, simulate } from "../../src/index.ts";
import { layoutOf } from "../../src/simulation/layout.ts";

/** Guests that swap to a disk and to zram, on a host that swaps too. */
const pressed = {
  version: 1,
  duration: "6s",
  sample: "500ms",
  host: { memory: "500MiB", reserved: "20MiB", swap: "1GiB" },
  manager: { kind: "proxmox", period: "1s" },
  vms: [
    {
      name: "disk",
      memory: "256MiB",
      swap: "256MiB",
      vcpus: 2,
      balloon: { minimum: "64MiB" },
      workload: { memory: "280MiB", files: "40MiB", warm: "80%", pattern: "zipf", theta: 0.6, think: "20us" },
    },
    {
      name: "zram",
      memory: "256MiB",
      swap: "zram",
      balloon: { minimum: "64MiB" },
      workload: { memory: "260MiB", warm: "50%", pattern: "uniform", think: "20us" },
    },
    {
      name: "phases",
      memory: "256MiB",
      swap: "256MiB",
      workload: {
        memory: "220MiB",
        warm: "50%",
        phases: [
          { for: "3s", pattern: "sequential", think: "50us" },
          { pattern: "hotspot", think: "7ns", free: "100MiB" },
        ],
      },
    },
  ],
};

const runAt = (scale: number, more: object = {}): Promise<Result> =>
  simulate(buildScenario({ ...pressed, ...more, scale }));

describe("a miniature", () => {
  it("of every page is the machine itself", () => {
    const layout = layoutOf(buildScenario(pressed));
    expect(layout).toMatchObject(miniatureOf(layout, 1));
  });

  it("has everything in proportion", () => {
    const layout = layoutOf(buildScenario(pressed));
    const small = miniatureOf(layout, 8);
    expect(small.host.frames).toBe(layout.host.frames / 8);
    expect(small.host.swap.slots).toBe(layout.host.swap.slots / 8);
    expect(small.costs.hostFaultNs).toBe(layout.costs.hostFaultNs * 8);
    const [device, whole] = [small.devices[0], layout.devices[0]];
    expect(device?.bytesPerSecond).toBe((whole?.bytesPerSecond ?? 0) / 8);
    expect([device?.channels, device?.writeQueue]).toEqual([whole?.channels, whole?.writeQueue]);
    expect(small.guests.map(({ driver }) => driver?.batchPages)).toEqual(
      layout.guests.map(({ driver }) => (driver?.batchPages ?? 0) / 8),
    );
    expect(small.guests.map(({ driver }) => driver?.retryNs)).toEqual(
      layout.guests.map(({ driver }) => driver?.retryNs),
    );
  });

  it("accounts for every page of the whole host and its VMs", async () => {
    const scale = 8;
    const result = await runAt(scale);
    const { scenario, host, vms, devices } = result;
    expect(host.frames).toBe(scenario.host.memoryPages - scenario.host.reservedPages);
    const backed = vms.reduce((sum, { backedPages }) => sum + backedPages, 0);
    expect(Math.abs(host.frames - host.freePages - backed)).toBeLessThan(scale);
    for (const [index, vm] of vms.entries()) {
      const kernelPages = scenario.vms[index]?.kernelPages ?? 0;
      const used = vm.mappedPages + vm.balloonPages + vm.freePages + vm.zramPages + kernelPages;
      expect(Math.abs(used - vm.memoryPages), vm.name).toBeLessThan(2 * scale);
      expect(vm.targetPages % 1).toBe(0);
    }
    const swapped = vms.reduce(
      (sum, { swapInPages }, index) => sum + (index === 1 ? 0 : swapInPages),
      host.swapInPages,
    );
    const files = vms.reduce((sum, { fileReadPages }) => sum + fileReadPages, 0);
    expect(devices.reduce((sum, { readBytes }) => sum + readBytes, 0)).toBe((swapped + files) * scenario.pageBytes);
  });

  it("shows what is read often at the size of the whole too", async () => {
    const scenario = buildScenario({ ...pressed, scale: 8 });
    const machine = await Machine.create(await machineModule(), layoutOf(scenario), 8);
    machine.boot(0, 0, 4096, 40_000);
    machine.layDown();
    const [now, all] = [machine.guestNow(0), machine.guest(0)];
    expect([all.balloonPages, all.mappedPages]).toEqual([4096, 40_000]);
    const names = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(now))).flatMap(
      ([name, { get }]) => (get === undefined ? [] : [name]),
    );
    expect(names.length).toBeGreaterThan(15);
    expect(Object.fromEntries(names.map((name) => [name, Reflect.get(now, name)]))).toEqual(
      Object.fromEntries(names.map((name) => [name, Reflect.get(all, name)])),
    );
  });

  it("counts all references, though each that is made thinks for whole nanoseconds", async () => {
    const vm = {
      name: "quick",
      memory: "256MiB",
      workload: { memory: "128MiB", warm: "100%", pattern: "zipf", think: "7ns" },
    };
    const written = { version: 1, duration: "100ms", host: { memory: "1GiB" }, vms: [vm], scale: 8 };
    const { vms, run } = await simulate(buildScenario(written));
    const [{ references = 0, runNs = 0, slowdown = 1 } = {}] = vms;
    expect((references * 7) / (runNs / slowdown)).toBeCloseTo(1, 4);
    expect(run.references).toBeLessThan(references / 7);
  });

  it("comes to the figures of the whole", async () => {
    const [whole, small] = await Promise.all([runAt(1), runAt(8)]);
    for (const [index, vm] of whole.vms.entries()) {
      const other = small.vms[index];
      expect(Math.abs((other?.slowdown ?? 0) / vm.slowdown - 1), vm.name).toBeLessThan(0.1);
      expect(Math.abs((other?.balloonPages ?? 0) - vm.balloonPages) / vm.memoryPages, vm.name).toBeLessThan(0.02);
      expect(Math.abs((other?.references ?? 0) / vm.references - 1), vm.name).toBeLessThan(0.1);
    }
    const traffic = ({ host }: Result) => host.swapInPages + host.swapOutPages;
    expect(Math.abs(traffic(small) / traffic(whole) - 1)).toBeLessThan(0.1);
    expect(small.run.engineBytes).toBeLessThan(whole.run.engineBytes / 5);
  });

  it("follows a series as the whole does", async () => {
    const alike = { memory: "256MiB", kernel: "16MiB", swap: "256MiB" };
    const [linear, stepped] = [
      [
        { at: 0, anonymous: "40MiB", cache: "20MiB" },
        { at: "20s", anonymous: "200MiB", cache: "60MiB" },
        { at: "30s", anonymous: "100MiB", cache: "120MiB" },
      ],
      [
        { at: 0, anonymous: "60MiB", cache: "20MiB" },
        { at: "10s", anonymous: "230MiB", cache: "30MiB" },
        { at: "25s", anonymous: "100MiB", cache: "60MiB" },
      ],
    ];
    const series = { pattern: "series", loop: "40s", interval: "2s", hot: "60%" };
    const written = {
      version: 1,
      duration: "60s",
      host: { memory: "600MiB", reserved: "20MiB", swap: "1GiB" },
      vms: [
        { ...alike, name: "day", count: 2, vcpus: 2, workload: { ...series, points: linear } },
        { ...alike, name: "night", workload: { ...series, shape: "stepped", begin: "20s", points: stepped } },
      ],
    };
    const scale = 16;
    const [whole, small] = await Promise.all(
      [1, scale].map((one) => simulate(buildScenario({ ...written, scale: one }))),
    );
    if (whole === undefined || small === undefined) throw new Error("no results");
    // Short of memory twice: the host swaps, and so do the guests.
    expect(whole.host.swapInPages).toBeGreaterThan(50_000);
    for (const [index, vm] of whole.vms.entries()) {
      const other = small.vms[index];
      const near = (name: "references" | "fileReadPages" | "swapOutPages", share: number) =>
        expect(Math.abs((other?.[name] ?? 0) / vm[name] - 1), `${vm.name}: ${name}`).toBeLessThan(share);
      near("references", 0.02);
      near("fileReadPages", 0.02);
      near("swapOutPages", 0.1);
      expect(Math.abs((other?.slowdown ?? 0) - vm.slowdown), vm.name).toBeLessThan(0.02);
      // What is in use at the end is what the series says.
      expect(Math.abs((other?.freePages ?? 0) - vm.freePages) / vm.memoryPages, vm.name).toBeLessThan(0.003);
    }
    const traffic = ({ host }: Result) => host.swapInPages + host.swapOutPages;
    expect(Math.abs(traffic(small) / traffic(whole) - 1)).toBeLessThan(0.05);
    expect((small.run.references * scale) / whole.run.references).toBeCloseTo(1, 1);
  });

  it("is the same for the same seed", async () => {
    const [one, other] = await Promise.all([runAt(8), runAt(8)]);
    expect({ ...one, run: null }).toEqual({ ...other, run: null });
  });

  it("is what an error offers for a host that is too large", async () => {
    const vm = { name: "huge", count: 3, memory: "1TiB", workload: { memory: "1GiB", pattern: "uniform" } };
    const huge = { version: 1, duration: "1s", host: { memory: "1TiB" }, vms: [vm] };
    await expect(engineBytes(buildScenario(huge))).rejects.toThrow(
      /: write scale: 1\/\d+ to simulate a sample of the pages/,
    );
    await expect(engineBytes(buildScenario({ ...huge, scale: "1/16" }))).resolves.toBeLessThan(2 ** 32);
  });
});
