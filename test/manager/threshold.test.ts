import { describe, expect, it } from "vitest";
import { startManager } from "../../src/manager/registry.ts";
import { threshold } from "../../src/manager/threshold.ts";
import { defaultsOf } from "./defaults.ts";
import { answer, snapshot, vmView } from "./snapshot.ts";

const GIB = 1024 ** 3;
const start = () => startManager({ kind: "threshold", parameters: defaultsOf(threshold) });

/** A VM of 2 GiB that says it has so much of its 4 GiB at hand. */
const at = (availableBytes: number, ageNs = 0) =>
  vmView(0, { actualBytes: 2 * GIB, statistics: { ...answer(availableBytes), ageNs } });

const decide = (manager: ReturnType<typeof start>, vm: ReturnType<typeof vmView>, seconds: number) =>
  manager.decide({ ...snapshot([vm]), nowNs: seconds * 1e9 }).targets;

describe("threshold", () => {
  it("grows by 30 % at 65 % used, at once", () => {
    expect(decide(start(), at(1.4 * GIB), 2)).toEqual([{ vm: 0, bytes: Math.floor(2.6 * GIB) }]);
    expect(decide(start(), at(1.41 * GIB), 2)).toEqual([]);
  });

  it("shrinks by 10 % at 55 % used, but not in the first 20 s, nor within 10 s of the last time", () => {
    const manager = start();
    expect(decide(manager, at(1.8 * GIB), 0)).toEqual([]);
    expect(decide(manager, at(1.8 * GIB), 18)).toEqual([]);
    expect(decide(manager, at(1.8 * GIB), 20)).toEqual([{ vm: 0, bytes: Math.floor(1.8 * GIB) }]);
    expect(decide(manager, at(1.8 * GIB), 28)).toEqual([]);
    expect(decide(manager, at(1.8 * GIB), 30)).toEqual([{ vm: 0, bytes: Math.floor(1.8 * GIB) }]);
  });

  it("acts once on the same statistics, and never on stale ones", () => {
    const manager = start();
    expect(decide(manager, at(GIB), 10)).toHaveLength(1);
    expect(decide(manager, at(GIB, 2e9), 12)).toEqual([]);
    expect(decide(manager, at(GIB), 14)).toHaveLength(1);
    expect(decide(start(), at(GIB, 12.1e9), 14)).toEqual([]);
    expect(decide(start(), vmView(0), 14)).toEqual([]);
  });

  it("stays within the minimum and the memory", () => {
    const manager = start();
    const small = vmView(0, { actualBytes: GIB, statistics: answer(4 * GIB) });
    decide(manager, small, 0);
    expect(decide(manager, small, 30)).toEqual([]);
    const large = vmView(0, { actualBytes: 3.9 * GIB, statistics: answer(0) });
    expect(decide(start(), large, 0)).toEqual([{ vm: 0, bytes: 4 * GIB }]);
  });
});
