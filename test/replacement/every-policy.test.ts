import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PolicyEntry, policies } from "../../src/engine/policies.ts";
import type { Parameter } from "../../src/parameter/parameter.ts";
import type { PolicyChoice, Scenario } from "../../src/scenario/scenario.ts";
import { plays } from "../plays.ts";
import { EnginePlay } from "../simulation/engine-play.ts";
import { play, smallPlays } from "../twin/scenario/script.ts";
import { course, faultsOf } from "./course.ts";

/** Most that a parameter of whole numbers is set to beside its default: little enough to matter in a short play. */
const LITTLE = 25;

/** A parameter's default, or any value of its range, as far as that matters in a short play. */
function anyValue({ unit, default: usual, least = 0, most = LITTLE, numbers }: Parameter): fc.Arbitrary<number> {
  if (numbers !== undefined) return fc.constantFrom(...numbers);
  const range =
    unit === "count"
      ? fc.integer({ min: least, max: Math.max(least, Math.min(most, LITTLE)) })
      : fc.double({ min: least, max: most, noNaN: true });
  return fc.oneof(fc.constant(Number(usual)), range);
}

function parametersOf({ parameters }: PolicyEntry): fc.Arbitrary<Record<string, number>> {
  const entries = Object.entries(parameters).map(([name, parameter]) => [name, anyValue(parameter)] as const);
  return fc.record(Object.fromEntries(entries));
}

/** The scenario with every VM under the policy, and the host where it may serve it. */
function under(scenario: Scenario, policy: PolicyChoice, { guest, host }: PolicyEntry): Scenario {
  const vms = scenario.vms.map((vm) => (guest ? { ...vm, policy } : vm));
  return { ...scenario, vms, host: host ? { ...scenario.host, policy } : scenario.host };
}

const seeing = policies.filter(({ visibility }) => visibility !== "future");

describe.each(seeing)("$name", (entry) => {
  it("stays consistent under any references, and never has less than one fault a page or more than one a reference", async () => {
    const pages = fc.array(fc.oneof(fc.nat(5), fc.nat(40)), { minLength: 1, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(
        pages,
        fc.integer({ min: 1, max: 20 }),
        parametersOf(entry),
        async (list, frames, parameters) => {
          const marks = await course(entry.name, frames, list, parameters);
          const distinct = new Set(list).size;
          const faults = [...marks].filter((mark) => mark === "F").length;
          expect(faults).toBeGreaterThanOrEqual(distinct);
          if (frames >= distinct) expect(faults).toBe(distinct);
          expect(await faultsOf(entry.name, frames, list, parameters)).toBe(faults);
        },
      ),
      { numRuns: plays(40) },
    );
  });

  it.runIf(entry.guest || entry.host)("stays consistent in guests and host, whatever is done to them", async () => {
    await fc.assert(
      fc.asyncProperty(smallPlays, parametersOf(entry), async ({ scenario, actions }, parameters) => {
        const engine = await EnginePlay.create(under(scenario, { kind: entry.name, parameters }, entry), 50);
        for (const action of actions) {
          play(engine, action);
          engine.check();
        }
      }),
      { numRuns: plays(150, "TWIN_PLAYS") },
    );
  });
});
