import { describe, expect, it } from "vitest";
import { managers, startManager } from "../../src/manager/registry.ts";
import type { ParameterValues } from "../../src/parameter/parameter.ts";
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

  it.each(managers)("$name takes its own defaults and is a pure function of what it saw", (manager) => {
    const defaults: ParameterValues = Object.fromEntries(
      Object.entries(manager.parameters).map(([name, { default: value }]) => {
        if (typeof value === "object" && value !== null) throw new Error(`${name} has no default`);
        return [name, value];
      }),
    );
    const seen = [snapshot([vmView(0, { actualBytes: 2 * GIB }), vmView(1)]), snapshot([vmView(0), vmView(1)])];
    const run = () => {
      const running = manager.start(defaults);
      return seen.map((view) => running.decide(view));
    };
    expect(run()).toEqual(run());
  });

  it("are found by name, and an unknown one is refused with those there are", () => {
    expect(() => startManager({ kind: "esxx", parameters: {} })).toThrow(
      "there is no memory manager esxx: it is one of none, static, proxmox,",
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

  it("refuses a share that is no number", () => {
    const manager = startManager({ kind: "static", parameters: { share: "half" } });
    expect(() => manager.decide(snapshot([vmView(0)]))).toThrow("the manager's parameter share must be a number");
  });
});
