import fc from "fast-check";
import { it } from "vitest";
import { type PolicyEntry, policies } from "../../src/engine/policies.ts";
import { plays } from "../plays.ts";
import { EnginePlay } from "../simulation/engine-play.ts";
import { play, smallPlays } from "../twin/scenario/script.ts";

const choice = (names: readonly PolicyEntry[]) =>
  fc.constantFrom(...names).map(({ name: kind, parameters }) => ({
    kind,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, { default: usual }]) => [name, Number(usual)]),
    ),
  }));
const forGuests = policies.filter(({ guest }) => guest);
const forHosts = policies.filter(({ host }) => host);

it("stays consistent while pages come, go, are freed, pinned and put back, and memory shrinks and grows", async () => {
  await fc.assert(
    fc.asyncProperty(
      smallPlays,
      fc.array(choice(forGuests), { minLength: 3, maxLength: 3 }),
      choice(forHosts),
      async ({ scenario, actions }, guestPolicies, hostPolicy) => {
        const vms = scenario.vms.map((vm, index) => ({ ...vm, policy: guestPolicies[index] ?? vm.policy }));
        const host = { ...scenario.host, policy: hostPolicy };
        const engine = await EnginePlay.create({ ...scenario, vms, host }, 7);
        for (const action of actions) {
          play(engine, action.kind === "stream" ? { ...action, thinkNs: Math.max(1, action.thinkNs) } : action);
          engine.check();
        }
      },
    ),
    { numRuns: plays(400, "POLICY_PLAYS") },
  );
});
