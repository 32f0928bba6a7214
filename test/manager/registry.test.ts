import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/manager/manager.ts";
import { managers, startManager } from "../../src/manager/registry.ts";
import { anySnapshots } from "./any-snapshot.ts";
import { defaultsOf } from "./defaults.ts";
import { snapshot, vmView } from "./snapshot.ts";

const GIB = 1024 ** 3;

describe("the managers", () => {
  it("have names of their own, a period, and parameters that say what they do", () => {
    expect(new Set(managers.map(({ name }) => name)).size).toBe(managers.length);
    for (const manager of managers) {
      expect(manager.defaultPeriodNs).toBeGreaterThan(0);
      for (const parameter of Object.values(manager.parameters)) expect(parameter.about).toMatch(/\.$/);
    }
  });

  it.each(managers)("$name asks only what can be asked, and the same of the same", (manager) => {
    const defaults = defaultsOf(manager);
    const run = (seen: readonly Snapshot[]) => {
      const running = manager.start(defaults);
      return seen.map((view) => running.decide(view));
    };
    fc.assert(
      fc.property(anySnapshots, (seen) => {
        const orders = run(seen.map(frozen));
        expect(run(seen)).toEqual(orders);
        orders.forEach(({ targets, againNs, sharing }, index) => {
          const asked = targets.map(({ vm }) => vm);
          expect(new Set(asked).size).toBe(asked.length);
          for (const { vm: number, bytes } of targets) {
            const vm = seen[index]?.vms.find((view) => view.vm === number);
            expect(vm?.running && vm.hasDriver).toBe(true);
            expect(bytes).toBeGreaterThanOrEqual(vm?.minimumBytes ?? Number.NaN);
            expect(bytes).toBeLessThanOrEqual(vm?.memoryBytes ?? Number.NaN);
          }
          expect(againNs ?? 1).toBeGreaterThan(0);
          expect(sharing?.pagesToScan ?? 0).toBeGreaterThanOrEqual(0);
          expect(sharing?.sleepNs ?? 0).toBeGreaterThanOrEqual(0);
          if (seen[index]?.host.sharing === null) expect(sharing).toBeUndefined();
        });
      }),
    );
  });

  it("are found by name, and an unknown one is refused with those there are", () => {
    expect(() => startManager({ kind: "esxx", parameters: {} })).toThrow(
      "there is no memory manager esxx: it is one of none, static, proxmox,",
    );
  });

  it("are refused by a name of an earlier version with the one of today", () => {
    expect(() => startManager({ kind: "optimal", parameters: {} })).toThrow(
      new RangeError('"optimal" is now called by-miss-ratio'),
    );
  });
});

describe("none", () => {
  it("asks nothing", () => {
    expect(startManager({ kind: "none", parameters: {} }).decide(snapshot([vmView(0)])).targets).toEqual([]);
  });
});

describe("static", () => {
  const half = () => startManager({ kind: "static", parameters: { share: 0.5 } });

  it("sets its share once", () => {
    const manager = half();
    expect(manager.decide(snapshot([vmView(0)])).targets).toEqual([{ vm: 0, bytes: 2 * GIB }]);
    expect(manager.decide(snapshot([vmView(0)])).targets).toEqual([]);
  });

  it("never asks for less than the minimum", () => {
    expect(half().decide(snapshot([vmView(0, { minimumBytes: 3 * GIB })])).targets).toEqual([
      { vm: 0, bytes: 3 * GIB },
    ]);
  });

  it("waits for a VM that boots later, and passes over one without a driver", () => {
    const manager = half();
    expect(manager.decide(snapshot([vmView(0, { running: false }), vmView(1, { hasDriver: false })])).targets).toEqual(
      [],
    );
    expect(manager.decide(snapshot([vmView(0), vmView(1, { hasDriver: false })])).targets).toEqual([
      { vm: 0, bytes: 2 * GIB },
    ]);
  });

  it("refuses a share that is no number, or is left out", () => {
    const start = (share?: string) =>
      startManager({ kind: "static", parameters: share === undefined ? {} : { share } });
    expect(() => start("half")).toThrow("the parameter share of the manager static is half: take the manager of");
    expect(() => start()).toThrow("the parameter share of the manager static is undefined: take the manager of");
  });
});

/** Throws at whoever writes into it. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
