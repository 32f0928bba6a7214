import { describe, expect, it } from "vitest";
import { proxmox, proxmoxTargets } from "../../src/manager/proxmox.ts";
import { answer, snapshot, vmView } from "./snapshot.ts";

const MB = 1e6;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const limits = { stepBytes: 100 * MB, deadZoneBytes: 10 * MIB, comfort: 0.25 };
const parameters = { target: 0.8, step: 100 * MIB, deadZone: 10 * MIB, comfort: 0.25 };

/** 1 GB of at most 2 GB, at its minimum, nothing free. */
const at = (vm: number, shares: number, differences = {}) =>
  vmView(vm, {
    memoryBytes: 2000 * MB,
    minimumBytes: 1000 * MB,
    actualBytes: 1000 * MB,
    shares,
    statistics: answer(0),
    ...differences,
  });

const targets = (vms: Parameters<typeof proxmoxTargets>[0], goal: number) =>
  Object.fromEntries(proxmoxTargets(vms, goal, limits));

describe("the share algorithm of Proxmox VE, worked by hand", () => {
  it("leaves everybody alone when the goal is in the dead zone, its edge included", () => {
    expect(targets([at(0, 2000), at(1, 1000)], 10 * MIB)).toEqual({});
    expect(targets([at(0, 2000), at(1, 1000)], -10 * MIB)).toEqual({});
  });

  it("gives by shares: 90 MB at 2 : 1 is 60 and 30", () => {
    expect(targets([at(0, 2000), at(1, 1000)], 90 * MB)).toEqual({ 0: 1060 * MB, 1: 1030 * MB });
  });

  it("holds each VM to one step: of 270 MB at 2 : 1 the first may take only 100", () => {
    expect(targets([at(0, 2000), at(1, 1000)], 270 * MB)).toEqual({ 0: 1100 * MB, 1: 1090 * MB });
  });

  it("never goes above the VM's memory", () => {
    const nearlyFull = at(0, 1000, { actualBytes: 1990 * MB });
    expect(targets([nearlyFull], 50 * MB)).toEqual({ 0: 2000 * MB });
  });

  it("takes down to the minimum and no further", () => {
    const nearlyEmpty = at(0, 1000, { actualBytes: 1030 * MB });
    expect(targets([nearlyEmpty], -500 * MB)).toEqual({ 0: 1000 * MB });
  });

  it("takes from the comfortable first", () => {
    const comfortable = at(0, 1000, { actualBytes: 1500 * MB, statistics: answer(251 * MB) });
    const pressed = at(1, 1000, { actualBytes: 1500 * MB, statistics: answer(250 * MB) });
    expect(targets([comfortable, pressed], -40 * MB)).toEqual({ 0: 1460 * MB });
  });

  it("takes from the pressed when nobody is comfortable", () => {
    const pressed = [at(0, 1000, { actualBytes: 1500 * MB }), at(1, 1000, { actualBytes: 1500 * MB })];
    expect(targets(pressed, -40 * MB)).toEqual({ 0: 1480 * MB, 1: 1480 * MB });
  });

  it("gives to the pressed first, and a VM without statistics is pressed", () => {
    const comfortable = at(0, 1000, { statistics: answer(500 * MB) });
    const silent = at(1, 1000, { statistics: null });
    expect(targets([comfortable, silent], 60 * MB)).toEqual({ 1: 1060 * MB });
  });

  it("rebalances while it gives: who holds more than the share gives too", () => {
    const rich = at(0, 1000, { actualBytes: 1200 * MB });
    const poor = at(1, 1000);
    // pool = 40 + 200 + 0, half each: both should have 1120; then 40 is handed out and nothing is left.
    expect(targets([rich, poor], 40 * MB)).toEqual({ 0: 1120 * MB, 1: 1100 * MB });
  });

  it("counts out who has no shares, no minimum, no driver or does not run", () => {
    const out = [
      at(0, 0),
      at(1, 1000, { minimumBytes: 0 }),
      at(2, 1000, { hasDriver: false }),
      at(3, 1000, { running: false }),
    ];
    expect(targets([...out, at(4, 1000)], 60 * MB)).toEqual({ 4: 1060 * MB });
  });
});

describe("a round of Proxmox VE", () => {
  it("gives a host at half its memory the rest of 80 %, a step a round", () => {
    const vms = [vmView(0, { actualBytes: GIB }), vmView(1, { actualBytes: 4 * GIB })];
    const { targets } = proxmox.decide(snapshot(vms), null, parameters);
    expect(targets).toEqual([{ vm: 0, bytes: GIB + 100 * MIB }]);
  });

  it("has a goal of exactly 29 % at a target of 29 %", () => {
    const vms = [vmView(0, { minimumBytes: MIB, actualBytes: GIB, memoryBytes: 64 * GIB })];
    const full = snapshot(vms, { memoryBytes: 100 * GIB, freeBytes: 100 * GIB });
    const { targets } = proxmox.decide(full, null, { ...parameters, target: 0.29, step: 100 * GIB });
    // pool = 29 GiB + 1 GiB − 1 MiB over the minimum of 1 MiB.
    expect(targets).toEqual([{ vm: 0, bytes: 30 * GIB }]);
  });
});
