import fc from "fast-check";
import { expect, it } from "vitest";
import { labModule } from "#engine";
import { Lab } from "../../src/engine/laboratory/lab.ts";
import { type PolicyEntry, policies, policyLayout } from "../../src/engine/policies.ts";
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
const replayed = policies.filter(({ visibility }) => visibility !== "future");

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

const page = fc.oneof({ weight: 2, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.nat(29) });
const anyShare = fc.constantFrom(0, 0.1, 0.5, 0.9, 1);

it("faults on nothing that is in memory, at least once for every page, and stays consistent, whatever its parameters", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...replayed),
      anyShare,
      fc.integer({ min: 1, max: 32 }),
      fc.array(fc.array(page, { maxLength: 60 }), { maxLength: 8 }),
      async ({ name }, share, frames, pieces) => {
        const values = { protected: share, in: share, out: share, cold: share };
        const lab = await Lab.create(await labModule(), 30, frames, policyLayout(name, values));
        for (const piece of pieces) {
          lab.replay(Uint32Array.from(piece));
          lab.check();
        }
        const distinct = new Set(pieces.flat()).size;
        const { faults, coldFaults, residentPages, references } = lab.counters();
        expect(coldFaults).toBe(distinct);
        // A reclaim of Linux leaves frames empty.
        const fewest = name === "linux" ? 1 : Math.min(distinct, frames);
        expect(residentPages).toBeLessThanOrEqual(Math.min(distinct, frames));
        expect(residentPages).toBeGreaterThanOrEqual(Math.min(distinct, fewest));
        expect(faults).toBeLessThanOrEqual(references);
        if (distinct <= frames) expect(faults).toBe(distinct);
      },
    ),
    { numRuns: plays(300) },
  );
});

/** One VM with more frames than pages, in a host of few frames where nothing but faults moves them. */
function aloneInHost(
  scenario: Parameters<typeof EnginePlay.create>[0],
  hostPolicy: typeof scenario.host.policy,
  frames: number,
) {
  const [vm] = scenario.vms;
  const off = { minPages: 0, lowPages: 0, highPages: 0, reservePages: 0 };
  const roomy = { ...vm, memoryPages: 40, kernelPages: 0, balloon: null, reporting: null, vcpus: 1, watermarks: off };
  const workload = { ...vm.workload, pages: 30, filePages: 0, warmPages: 0 };
  const swap = { ...scenario.host.swap, pages: 64, readaheadPages: 1 };
  const alone = { sharing: null, compression: null, watermarks: off, policy: hostPolicy };
  const host = { ...scenario.host, ...alone, memoryPages: frames, reservedPages: 0, swap };
  return { ...scenario, host, vms: [{ ...roomy, workload }] };
}

it("faults in a host as in a replay, repeated references and all", async () => {
  await fc.assert(
    fc.asyncProperty(
      smallPlays,
      choice(forHosts),
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.tuple(page, fc.integer({ min: 1, max: 3 })), { maxLength: 200 }),
      async ({ scenario }, hostPolicy, frames, runs) => {
        const references = runs.flatMap(([number, times]) => Array.from({ length: times }, () => number));
        const engine = await EnginePlay.create(aloneInHost(scenario, hostPolicy, frames), 50);
        engine.boot([0], 0);
        engine.setStream(0, 0, references, 1);
        engine.run(900_000_000_000);
        engine.check();
        const lab = await Lab.create(await labModule(), 30, frames, policyLayout(hostPolicy.kind));
        lab.replay(Uint32Array.from(references));
        const { host } = engine.state() as { host: { zeroFills: number; majorFaults: number } };
        expect(host.zeroFills + host.majorFaults).toBe(lab.counters().faults);
      },
    ),
    { numRuns: plays(200) },
  );
});
