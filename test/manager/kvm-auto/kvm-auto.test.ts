import { describe, expect, it } from "vitest";
import { kvmAuto } from "../../../src/manager/kvm-auto/kvm-auto.ts";
import { vmpressure } from "../../../src/manager/kvm-auto/vmpressure.ts";
import { startManager } from "../../../src/manager/registry.ts";
import { defaultsOf } from "../defaults.ts";
import { answer, snapshot, vmView } from "../snapshot.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

describe("the kernel's pressure", () => {
  const levels = { medium: 0.6, critical: 0.95, windowPages: 512 };

  it("is the share of scanned pages that were not reclaimed", () => {
    expect(vmpressure(1000, 1000, levels)).toBe("low");
    expect(vmpressure(1000, 401, levels)).toBe("low");
    expect(vmpressure(1000, 400, levels)).toBe("medium");
    expect(vmpressure(1000, 51, levels)).toBe("medium");
    expect(vmpressure(1000, 50, levels)).toBe("critical");
    expect(vmpressure(511, 0, levels)).toBeNull();
  });
});

describe("kvm-auto", () => {
  const start = () => startManager({ kind: "kvm-auto", parameters: defaultsOf(kvmAuto) });

  it("takes 1, 16 or 128 MiB from every VM, by the pressure since the last event", () => {
    const manager = start();
    const vms = [vmView(0), vmView(1)];
    const size = (scannedPages: number, reclaimedPages: number) =>
      manager.decide(snapshot(vms, { scannedPages, reclaimedPages })).targets.map(({ bytes }) => 4 * GIB - bytes);
    expect(size(0, 0)).toEqual([]);
    expect(size(600, 600)).toEqual([MIB, MIB]);
    expect(size(1600, 700)).toEqual([16 * MIB, 16 * MIB]);
    expect(size(2600, 700)).toEqual([128 * MIB, 128 * MIB]);
    expect(size(2600, 700)).toEqual([]);
  });

  it("saves up what is too little for an event", () => {
    const manager = start();
    const targets = (scannedPages: number) => manager.decide(snapshot([vmView(0)], { scannedPages })).targets;
    expect(targets(300)).toEqual([]);
    expect(targets(600)).toHaveLength(1);
  });

  it("gives a guest that has swapped since the last look a step back", () => {
    const manager = start();
    const at = (swapOutBytes: number) =>
      vmView(0, { targetBytes: 2 * GIB, statistics: { ...answer(0), swapOutBytes } });
    expect(manager.decide(snapshot([at(MIB)])).targets).toEqual([]);
    expect(manager.decide(snapshot([at(2 * MIB)])).targets).toEqual([{ vm: 0, bytes: 2 * GIB + 16 * MIB }]);
    expect(manager.decide(snapshot([at(2 * MIB)])).targets).toEqual([]);
  });

  it("never asks for less than the minimum", () => {
    const low = vmView(0, { targetBytes: GIB + MIB });
    const host = { scannedPages: 1000, reclaimedPages: 0 };
    expect(start().decide(snapshot([low], host)).targets).toEqual([{ vm: 0, bytes: GIB }]);
  });
});
