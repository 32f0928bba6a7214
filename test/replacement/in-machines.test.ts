import fc from "fast-check";
import { describe, it } from "vitest";
import { policies } from "../../src/engine/policies.ts";
import type { PolicyChoice, Scenario } from "../../src/scenario/scenario.ts";
import { plays } from "../plays.ts";
import { EnginePlay } from "../simulation/engine-play.ts";
import { play, smallPlays } from "../twin/script.ts";

/** Parameters small enough to matter in a short play. */
const SMALL: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  gclock: { max: 3 },
  "enhanced-clock": {},
  nru: { period: 20 },
  aging: { period: 15 },
  wsclock: { tau: 25 },
  sieve: {},
};

function withPolicy(scenario: Scenario, policy: PolicyChoice, inHost: boolean): Scenario {
  const vms = scenario.vms.map((vm) => ({ ...vm, policy }));
  return { ...scenario, vms, host: inHost ? { ...scenario.host, policy } : scenario.host };
}

describe.each(Object.entries(SMALL))("%s in guests and, where it can, in the host", (kind, parameters) => {
  const inHost = policies.some(({ name, host }) => name === kind && host);

  it("stays consistent while pages come, go, are freed, pinned, unpinned and put back", async () => {
    await fc.assert(
      fc.asyncProperty(smallPlays, async ({ scenario, actions }) => {
        const machine = await EnginePlay.create(withPolicy(scenario, { kind, parameters }, inHost), 40);
        for (const action of actions) {
          play(machine, action.kind === "stream" ? { ...action, thinkNs: Math.max(1, action.thinkNs) } : action);
          machine.check();
        }
      }),
      { numRuns: plays(150) },
    );
  });
});
