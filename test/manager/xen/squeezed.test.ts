import { describe, expect, it } from "vitest";
import { startManager } from "../../../src/manager/registry.ts";
import {
  type Domain,
  FRESH_SESSION,
  proportionalTargets,
  squeezeCaps,
  squeezeStep,
  type Wish,
} from "../../../src/manager/xen/squeeze.ts";
import { squeezed } from "../../../src/manager/xen/squeezed.ts";
import { defaultsOf } from "../defaults.ts";
import { snapshot, vmView } from "../snapshot.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const rules = { stuckAfterSeconds: 5, margin: 2, twoPhases: true };

const domain = (id: number, minimumKib: number, actualKib: number, maximumKib: number, more: Partial<Domain> = {}) => ({
  id,
  canBalloon: true,
  minimumKib,
  maximumKib,
  actualKib,
  targetKib: actualKib,
  inaccuracyKib: 4,
  ...more,
});

const wish = (more: Partial<Wish> = {}): Wish => ({
  seconds: 0,
  freeKib: 0,
  wantedFreeKib: 1000,
  isEnough: (free) => free >= 1000,
  ...more,
});

describe("squeezed's targets, worked by hand", () => {
  it("puts every domain at the same place of its range", () => {
    // Freeable 492 + 992 = 1484, so 484 above the minima; ranges 1000 + 2000: 0.16133… of each.
    expect(proportionalTargets([domain(1, 1000, 1500, 2000), domain(2, 2500, 3500, 4500)], 0, 1000, rules)).toEqual([
      { id: 2, kib: 2822 },
      { id: 1, kib: 1161 },
    ]);
  });

  it("leaves all at their minima when there is too little, and gives all their maxima when there is plenty", () => {
    const domains = [domain(1, 1000, 1500, 2000)];
    expect(proportionalTargets(domains, 0, 5000, rules)).toEqual([{ id: 1, kib: 1000 }]);
    expect(proportionalTargets(domains, 9000, 0, rules)).toEqual([{ id: 1, kib: 2000 }]);
    expect(proportionalTargets([domain(1, 1000, 1000, 1000)], 0, 5000, rules)).toEqual([{ id: 1, kib: 1000 }]);
  });
});

describe("squeezed's decisions", () => {
  it("first asks those who must give, and only then gives to the others", () => {
    const domains = [domain(1, 1000, 2000, 2000), domain(2, 1000, 1000, 2000)];
    const decided = squeezeStep(domains, wish({ wantedFreeKib: 0 }), FRESH_SESSION, rules);
    // Freeable 992 + 0 of ranges 1000 + 1000: 0.496.
    expect(decided.action).toEqual({ result: "adjust", targets: [{ id: 1, kib: 1496 }] });
    const given = [domain(1, 1000, 1496, 2000), domain(2, 1000, 1000, 2000)];
    const next = squeezeStep(given, wish({ wantedFreeKib: 0, freeKib: 504 }), decided.session, rules);
    expect(next.action).toEqual({
      result: "adjust",
      targets: [
        { id: 2, kib: 1496 },
        { id: 1, kib: 1496 },
      ],
    });
  });

  it("leaves out who has not moved for more than five seconds, and lets it in when it moves", () => {
    const stuck = domain(1, 500, 2000, 2000, { targetKib: 500 });
    const other = domain(2, 500, 2000, 2000);
    let { session } = squeezeStep([stuck, other], wish(), FRESH_SESSION, rules);
    for (const seconds of [1, 5]) {
      const decided = squeezeStep([stuck, other], wish({ seconds }), session, rules);
      expect(decided.declaredInactive).toEqual([]);
      session = decided.session;
    }
    const late = squeezeStep([stuck, other], wish({ seconds: 6 }), session, rules);
    expect(late.declaredInactive).toEqual([1]);
    // Its cap is the lower of what it has and what it should have; the other has to give for both.
    expect(squeezeCaps([stuck, other], late)).toEqual([
      { id: 1, kib: 500 },
      { id: 2, kib: 992 },
    ]);
    const moving = squeezeStep([{ ...stuck, actualKib: 1900 }, other], wish({ seconds: 7 }), late.session, rules);
    expect(moving.declaredActive).toEqual([1]);
  });

  it("fails when all domains are at their targets and it is not enough, and names those that do not move", () => {
    const settled = domain(1, 500, 500, 500);
    const stuck = domain(2, 500, 2000, 2000, { targetKib: 500 });
    const deaf = domain(3, 500, 2000, 2000, { canBalloon: false });
    const { session } = squeezeStep([settled, stuck, deaf], wish(), FRESH_SESSION, rules);
    expect(squeezeStep([settled, stuck, deaf], wish({ seconds: 6 }), session, rules).action).toEqual({
      result: "failed",
      blamed: [2],
    });
    expect(squeezeStep([settled], wish({ freeKib: 2000 }), FRESH_SESSION, rules).action.result).toBe("success");
  });
});

describe("the manager squeezed", () => {
  const start = () => startManager({ kind: "squeezed", parameters: defaultsOf(squeezed) });

  it("counts memory that a VM has not touched yet as the VM's, as Xen does", () => {
    // 4 GiB host, two VMs of 4 GiB that have touched nothing: 72 MiB must stay free, what is left is halved.
    const vms = [0, 1].map((vm) => vmView(vm, { backedBytes: 0 }));
    const { targets, againNs } = start().decide(snapshot(vms, { memoryBytes: 4 * GIB, freeBytes: 4 * GIB }));
    // Freeable is 3 GiB − 8 KiB each, free −4 GiB: 2 GiB − 16 KiB − 72 MiB of two ranges of 3 GiB.
    const share = (2 * GIB - 16 * 1024 - 72 * MIB) / (6 * GIB);
    const bytes = (1024 ** 2 + Math.trunc(share * 3 * 1024 ** 2)) * 1024;
    expect(targets).toEqual([
      { vm: 0, bytes },
      { vm: 1, bytes },
    ]);
    expect(againNs).toBe(1e9);
  });

  it("looks again every second until the balloons are there, and then waits for its period", () => {
    const manager = start();
    const host = { memoryBytes: 4 * GIB, freeBytes: 4 * GIB };
    const first = manager.decide(snapshot([vmView(0, { backedBytes: 0 }), vmView(1, { backedBytes: 0 })], host));
    const bytes = first.targets[0]?.bytes ?? 0;
    const there = [0, 1].map((vm) => vmView(vm, { backedBytes: 0, actualBytes: bytes, targetBytes: bytes }));
    let orders = manager.decide({ ...snapshot(there, host), nowNs: 1e9 });
    // The inaccuracies are no longer set aside: one more small step, and it is done.
    for (let seconds = 2; orders.againNs !== undefined && seconds < 10; seconds++) {
      const moved = there.map((vm) => {
        const target = orders.targets.find((one) => one.vm === vm.vm)?.bytes ?? vm.targetBytes;
        return { ...vm, actualBytes: target, targetBytes: target };
      });
      orders = manager.decide({ ...snapshot(moved, host), nowNs: seconds * 1e9 });
    }
    expect(orders.againNs).toBeUndefined();
  });

  it("leaves a balanced host alone", () => {
    const vms = [vmView(0, { backedBytes: 4 * GIB })];
    expect(start().decide(snapshot(vms, { freeBytes: 4 * GIB }))).toEqual({ targets: [] });
  });
});
