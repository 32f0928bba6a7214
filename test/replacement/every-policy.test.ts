import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PolicyEntry, policies } from "../../src/engine/policies.ts";
import type { Parameter } from "../../src/parameter/parameter.ts";
import type { PolicyChoice, Scenario } from "../../src/scenario/scenario.ts";
import { course, faultsOf, labWith, WHOLE_RECLAIMS } from "../lab/memory.ts";
import { plays } from "../plays.ts";
import { EnginePlay } from "../simulation/engine-play.ts";
import { play, smallPlays } from "../twin/scenario/script.ts";

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

/** The defaults of a policy's parameters. */
function standard({ parameters }: PolicyEntry): Record<string, number> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { default: usual }]) => [name, usual]));
}

/** The scenario with every VM under the policy, and the host where it may serve it. */
function under(scenario: Scenario, policy: PolicyChoice, { guest, host }: PolicyEntry): Scenario {
  const vms = scenario.vms.map((vm) => (guest ? { ...vm, policy } : vm));
  return { ...scenario, vms, host: host ? { ...scenario.host, policy } : scenario.host };
}

const page = fc.oneof({ weight: 2, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.nat(29) });

/** Shares of memory that a policy may set apart. */
const anyShare = fc.constantFrom(0, 0.1, 0.5, 0.9, 1);

/** One VM with more frames than pages, in a host of few frames where nothing but faults moves them. */
function aloneInHost(
  scenario: Parameters<typeof EnginePlay.create>[0],
  hostPolicy: typeof scenario.host.policy,
  frames: number,
) {
  const [vm] = scenario.vms;
  const off = { minPages: 0, lowPages: 0, highPages: 0, reservePages: 0 };
  const roomy = { ...vm, memoryPages: 40, kernelPages: 0, balloon: null, reporting: null, vcpus: 1, watermarks: off };
  const workload = { ...vm.workload, pages: 30, filePages: 0, warmPages: 0, warmFilePages: 0 };
  const swap = { ...scenario.host.swap, pages: 64, readaheadPages: 1 };
  const alone = { sharing: null, compression: null, watermarks: off, policy: hostPolicy };
  const host = { ...scenario.host, ...alone, memoryPages: frames, reservedPages: 0, swap };
  return { ...scenario, host, vms: [{ ...roomy, workload }] };
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

  it("faults on nothing that is in memory, and at least once for every page, in pieces of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyShare,
        fc.integer({ min: 1, max: 32 }),
        fc.array(fc.array(page, { maxLength: 60 }), { maxLength: 8 }),
        async (share, frames, pieces) => {
          const values = { protected: share, in: share, out: share, cold: share };
          const lab = await labWith(entry.name, 30, frames, values);
          for (const piece of pieces) {
            lab.replay(Uint32Array.from(piece));
            lab.check();
          }
          const distinct = new Set(pieces.flat()).size;
          const { faults, coldFaults, residentPages, references } = lab.counters();
          expect(coldFaults).toBe(distinct);
          // A reclaim of Linux leaves frames empty.
          const fewest = WHOLE_RECLAIMS.includes(entry.name) ? 1 : Math.min(distinct, frames);
          expect(residentPages).toBeLessThanOrEqual(Math.min(distinct, frames));
          expect(residentPages).toBeGreaterThanOrEqual(Math.min(distinct, fewest));
          expect(faults).toBeLessThanOrEqual(references);
          if (distinct <= frames) expect(faults).toBe(distinct);
        },
      ),
      { numRuns: plays(40) },
    );
  });

  it.runIf(entry.host)("faults in a host as in a replay, repeated references and all", async () => {
    await fc.assert(
      fc.asyncProperty(
        smallPlays,
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.tuple(page, fc.integer({ min: 1, max: 3 })), { maxLength: 200 }),
        async ({ scenario }, frames, runs) => {
          const references = runs.flatMap(([number, times]) => Array.from({ length: times }, () => number));
          const policy = { kind: entry.name, parameters: standard(entry) };
          const engine = await EnginePlay.create(aloneInHost(scenario, policy, frames), 50);
          engine.boot([0], 0);
          engine.setStream(0, 0, references, 1);
          engine.run(900_000_000_000);
          engine.check();
          const { host } = engine.state() as { host: { zeroFills: number; majorFaults: number } };
          expect(host.zeroFills + host.majorFaults).toBe(await faultsOf(entry.name, frames, references));
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
