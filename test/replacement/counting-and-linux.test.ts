import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { policies } from "../../src/engine/policies.ts";
import type { PolicyChoice, Scenario } from "../../src/scenario/scenario.ts";
import { plays } from "../plays.ts";
import { EnginePlay } from "../simulation/engine-play.ts";
import { play, smallPlays } from "../twin/script.ts";
import { course, faultsOf } from "./course.ts";

const NAMES = ["lfu", "lru-k", "s3-fifo", "w-tinylfu", "linux", "mglru"];

function choiceOf(kind: string): PolicyChoice {
  const parameters = policies.find(({ name }) => name === kind)?.parameters ?? {};
  return {
    kind,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, { default: value }]) => [name, Number(value)]),
    ),
  };
}

/** The scenario with every VM under the policy, and the host too where it may serve it. */
function under(scenario: Scenario, kind: string): Scenario {
  const policy = choiceOf(kind);
  const serves = policies.some(({ name, host }) => name === kind && host);
  const vms = scenario.vms.map((vm) => ({ ...vm, policy }));
  return { ...scenario, vms, host: serves ? { ...scenario.host, policy } : scenario.host };
}

describe.each(NAMES)("%s", (name) => {
  it("stays consistent under any references, and never has less than one fault a page or more than one a reference", async () => {
    const pages = fc.array(fc.oneof(fc.nat(5), fc.nat(40)), { minLength: 1, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(pages, fc.integer({ min: 1, max: 20 }), async (list, frames) => {
        const marks = await course(name, frames, list);
        const distinct = new Set(list).size;
        const faults = [...marks].filter((mark) => mark === "F").length;
        expect(faults).toBeGreaterThanOrEqual(distinct);
        if (frames >= distinct) expect(faults).toBe(distinct);
        expect(await faultsOf(name, frames, list)).toBe(faults);
      }),
      { numRuns: plays(40) },
    );
  });

  it("stays consistent in guests and host, whatever is done to them", async () => {
    await fc.assert(
      fc.asyncProperty(smallPlays, async ({ scenario, actions }) => {
        const engine = await EnginePlay.create(under(scenario, name), 50);
        for (const action of actions) {
          play(engine, action);
          engine.check();
        }
      }),
      { numRuns: plays(60, "TWIN_PLAYS") },
    );
  });
});
