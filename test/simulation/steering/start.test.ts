import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { catalogue } from "../../../src/catalogue.ts";
import type { OwnManager } from "../../../src/manager/own/own.ts";
import { buildScenario } from "../../../src/scenario/build.ts";
import { Simulation } from "../../../src/simulation/simulation.ts";
import { hosts } from "../../useless/managed-hosts.ts";
import { settings } from "../../useless/manager-parameters.ts";

const START_NS = 200e6;
const noCost = { wallSeconds: 0, references: 0, referencesPerSecond: 0, engineBytes: 0 };

async function begin(manager: object, own?: OwnManager): Promise<Simulation> {
  const scenario = buildScenario({ ...hosts.short, manager }, catalogue);
  return Simulation.create(await machineModule(), scenario, new Map(), own);
}

/** Result of the machine and its series, without the manager's states of the host. */
function outcome(simulation: Simulation): string {
  const { host, vms, series } = simulation.result(noCost);
  return JSON.stringify({ ...host, states: [], vms, timeNs: series.timeNs, columns: series.vms });
}

const managing = catalogue.managers.filter(({ name }) => name !== "none");

describe.each(managing)("$name with a start", ({ name, decidesAtBoots }) => {
  const period = "20ms";
  const whole = { kind: name, ...settings[name], period };

  it("does nothing before", async () => {
    const [none, late] = [await begin({ kind: "none", period }), await begin({ ...whole, start: "200ms" })];
    for (const simulation of [none, late]) simulation.runTo(START_NS - 1);
    expect(outcome(late)).toBe(outcome(none));
  });

  it.skipIf(decidesAtBoots === true)("is then as if it had replaced none at that moment", async () => {
    const [replaced, late] = [await begin({ kind: "none", period }), await begin({ ...whole, start: "200ms" })];
    replaced.runTo(START_NS);
    replaced.replaceManager({ kind: name, parameters: late.scenario.manager.parameters });
    for (const simulation of [replaced, late]) simulation.runTo(Number.POSITIVE_INFINITY);
    expect(outcome(late)).toBe(outcome(replaced));
  });
});

describe("a manager that starts late", () => {
  /** Starts at 150 ms with a period of 100 ms; one VM boots at 100 ms, two at the beginning. Returns when it decides. */
  async function ticks(boots: boolean): Promise<(readonly [ms: number, periodic: boolean])[]> {
    const seen: (readonly [number, boolean])[] = [];
    const own: OwnManager = {
      wants: { boots },
      decide: ({ nowNs, periodic }) => {
        seen.push([nowNs / 1e6, periodic]);
        return { targets: [] };
      },
    };
    const simulation = await begin({ kind: "static", period: "100ms", start: "150ms" }, own);
    simulation.runTo(Number.POSITIVE_INFINITY);
    return seen;
  }

  it("decides a period later for the first time", async () => {
    expect(await ticks(false)).toEqual([
      [250, true],
      [350, true],
    ]);
  });

  it("decides at once when it wants to at boots, as if all VMs that are there booted then", async () => {
    expect(await ticks(true)).toEqual([
      [150, false],
      [250, true],
      [350, true],
    ]);
  });

  it("does not start when another has replaced it before", async () => {
    const [replaced, none] = [
      await begin({ kind: "static", share: 0.3, period: "20ms", start: "200ms" }),
      await begin({ kind: "none" }),
    ];
    replaced.replaceManager({ kind: "none", parameters: {} });
    for (const simulation of [replaced, none]) simulation.runTo(Number.POSITIVE_INFINITY);
    expect(outcome(replaced)).toBe(outcome(none));
  });
});
