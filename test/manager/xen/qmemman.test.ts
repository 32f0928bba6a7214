import { describe, expect, it } from "vitest";
import { startManager } from "../../../src/manager/registry.ts";
import { qmemman, qubesRules } from "../../../src/manager/xen/qmemman.ts";
import {
  balanceRequests,
  freeingRequests,
  isForgiven,
  isSignificant,
  preferredBytes,
  unpromisedBytes,
} from "../../../src/manager/xen/qmemman-algorithm.ts";
import { FRESH_FREEING, freeingRound } from "../../../src/manager/xen/qmemman-freeing.ts";
import { defaultsOf } from "../defaults.ts";
import { answer, snapshot, vmView } from "../snapshot.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const rules = qubesRules(defaultsOf(qmemman));

const domain = (id: string, usedMib: number | null, actualMib: number, lastTargetMib = 0) => ({
  id,
  usedBytes: usedMib === null ? null : usedMib * MIB,
  actualBytes: actualMib * MIB,
  maximumBytes: 4096 * MIB,
  minimumBytes: 0,
  noProgress: false,
  lastTargetBytes: lastTargetMib * MIB,
});

describe("what a domain of Qubes prefers", () => {
  it("is 1.3 times what it uses, from 200 MiB to its maximum, and 350 MiB more for dom0", () => {
    expect(preferredBytes(domain("1", 1000, 0), rules)).toBe(1300 * MIB);
    expect(preferredBytes(domain("1", 100, 0), rules)).toBe(200 * MIB);
    expect(preferredBytes(domain("1", 4000, 0), rules)).toBe(4096 * MIB);
    expect(preferredBytes(domain("0", 1000, 0), rules)).toBe(1650 * MIB);
  });
});

describe("a balance of qmemman, worked by hand", () => {
  it("halves what is left between two alike, less a thousandth", () => {
    // 1300 preferred of 2000 each: 1400 over, so 2000 each again, times 0.999.
    const { requests, availableBytes } = balanceRequests([domain("1", 1000, 2000), domain("2", 1000, 2000)], 0, rules);
    expect(availableBytes).toBe(1400 * MIB);
    expect(requests).toEqual([
      { id: "1", bytes: Math.trunc(1998 * MIB) },
      { id: "2", bytes: Math.trunc(1998 * MIB) },
    ]);
  });

  it("shares out what the rich can give when it is not enough", () => {
    // The first prefers 520 of 900 and gives 380; of the 500 in the pot 120 are left for 1950 : 1560 preferred.
    const { requests, donors, acceptors } = balanceRequests(
      [domain("1", 400, 900), domain("2", 1500, 700), domain("3", 1200, 600)],
      500 * MIB,
      rules,
    );
    expect([donors, acceptors]).toEqual([["1"], ["2", "3"]]);
    expect(requests.map(({ id, bytes }) => [id, Math.round((bytes / MIB) * 100) / 100])).toEqual([
      ["1", 520],
      ["2", 765.9],
      ["3", 652.68],
    ]);
  });

  it("is not worth moving less than 150 MiB, unless somebody lacks memory", () => {
    const asked = [{ id: "1", bytes: 1100 * MIB }];
    expect(isSignificant(asked, [domain("1", 500, 1000, 1000)], 50 * MIB, rules)).toBe(false);
    expect(isSignificant(asked, [domain("1", 1000, 1000, 1000)], 50 * MIB, rules)).toBe(true);
    expect(isSignificant([], [], 34 * MIB, rules)).toBe(true);
  });
});

describe("making memory free in Qubes", () => {
  it("asks donors for their part and 5 % more", () => {
    // 700 and 350 to give, 525 wanted: half of each, times 1.05.
    const requests = freeingRequests([domain("1", 1000, 2000), domain("2", 1000, 1650)], 525 * MIB, rules);
    expect(requests.map(({ bytes }) => Math.round((bytes / MIB) * 100) / 100)).toEqual([1632.5, 1466.25]);
    expect(freeingRequests([domain("1", 1000, 2000)], 701 * MIB, rules)).toEqual([]);
  });

  it("does not count what has been promised, nor Xen's own bookkeeping", () => {
    expect(
      unpromisedBytes(1007.81 * MIB, [{ lastTargetBytes: 5 * MIB, currentBytes: 3 * MIB }], rules) / MIB,
    ).toBeCloseTo(998, 3);
  });

  it("leaves out who does not move, and gives up when nobody is left", () => {
    const domains = [domain("1", 1000, 2000)];
    const first = freeingRound(domains, 0, 100 * MIB, FRESH_FREEING, rules);
    expect(first.outcome).toBe("waiting");
    const second = freeingRound(domains, 0, 100 * MIB, first.freeing, rules);
    expect(second).toMatchObject({ outcome: "failed", stuck: ["1"] });
  });

  it("forgives who reacts after all, or lacks memory itself", () => {
    expect(isForgiven(domain("1", 1000, 1400, 1375), rules)).toBe(true);
    expect(isForgiven(domain("1", 1000, 1401, 1375), rules)).toBe(false);
    expect(isForgiven(domain("1", 1100, 1401, 1375), rules)).toBe(true);
    expect(isForgiven(domain("1", null, 0, 0), rules)).toBe(false);
  });
});

describe("the manager qmemman", () => {
  const using = (bytes: number) => ({ ...answer(0), committedBytes: bytes });
  const host = { memoryBytes: 9 * GIB, freeBytes: GIB };
  const start = () => startManager({ kind: "qmemman", parameters: defaultsOf(qmemman) });

  it("moves memory from who uses little to who uses much, those who give first", () => {
    const manager = start();
    const silent = [vmView(0, { memoryBytes: 6 * GIB }), vmView(1, { memoryBytes: 6 * GIB })];
    manager.decide(snapshot(silent, host));
    const [low, high] = [{ statistics: using(GIB) }, { statistics: using(3.5 * GIB) }];
    const vms = [vmView(0, { memoryBytes: 6 * GIB, ...low }), vmView(1, { memoryBytes: 6 * GIB, ...high })];
    const first = manager.decide(snapshot(vms, host));
    expect(first.targets.map(({ vm }) => vm)).toEqual([0]);
    expect(first.targets[0]?.bytes).toBeLessThan(3 * GIB);
    expect(first.againNs).toBe(100e6);
    // The first has given: now the second gets it.
    const bytes = first.targets[0]?.bytes ?? 0;
    const given = vmView(0, {
      ...low,
      memoryBytes: 6 * GIB,
      actualBytes: bytes,
      targetBytes: bytes,
      backedBytes: bytes,
    });
    const freeBytes = GIB + 4 * GIB - bytes;
    const second = manager.decide(snapshot([given, vms[1] ?? given], { ...host, freeBytes }));
    expect(second.targets.map(({ vm }) => vm)).toEqual([1]);
    expect(second.targets[0]?.bytes).toBeGreaterThan(5 * GIB);
    expect(second.againNs).toBeUndefined();
  });

  it("does nothing until a VM tells something new", () => {
    const manager = start();
    const vms = [vmView(0, { statistics: using(GIB) })];
    manager.decide(snapshot(vms, host));
    manager.decide(snapshot(vms, host));
    expect(manager.decide(snapshot(vms, { ...host, freeBytes: 3 * GIB })).targets).toEqual([]);
  });

  it("asks the others when a VM starts that the host has no room for", () => {
    const manager = start();
    const old = vmView(0, { statistics: using(GIB) });
    manager.decide(snapshot([old, vmView(1, { running: false })], host));
    manager.decide(snapshot([old, vmView(1, { running: false })], host));
    const newcomer = vmView(1, { actualBytes: 2 * GIB, targetBytes: 2 * GIB, backedBytes: 0 });
    const { targets, againNs } = manager.decide(snapshot([old, newcomer], host));
    expect(targets.map(({ vm }) => vm)).toEqual([0]);
    expect(againNs).toBe(100e6);
  });
});
