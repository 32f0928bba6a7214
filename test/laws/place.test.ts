import fc from "fast-check";
import { expect, it } from "vitest";
import { machineModule } from "#engine";
import { catalogue } from "../../src/catalogue.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import { simulateWith } from "../../src/simulation/simulate.ts";
import { plays } from "../plays.ts";
import { hostPolicies } from "./alone.ts";

/** Seeds that each scenario is run with. */
const SEEDS = Array.from({ length: 16 }, (_, at) => at + 1);
/** Student's t with 15 degrees of freedom exceeds this once in a million. */
const BEYOND_CHANCE = 8;
/** Allowed difference in addition to chance: a tenth of the excess slowdown, or less than reports show. */
const [SHARE, UNSEEN] = [0.1, 0.001];

const runs = { numRuns: plays(3, "PLACE_RUNS") };

const memory = { memory: "2GiB", swap: "4GiB" };

/** A workload with a share of the memory warm at the start. */
const workload = fc
  .record({
    warm: fc.constantFrom("300MiB", "1200MiB", "1700MiB"),
    files: fc.constantFrom("0", "300MiB"),
    idleFor: fc.constantFrom("2s", "9s"),
    after: fc.constantFrom<object>(
      { pattern: "uniform", think: "4ms" },
      { pattern: "zipf", theta: 0.5, think: "4ms" },
      { pattern: "loop", memory: "1300MiB", think: "4ms" },
    ),
  })
  .map(({ idleFor, after, ...rest }) => ({
    memory: "1800MiB",
    ...rest,
    phases: [{ for: idleFor, pattern: "idle", set: "200MiB", rate: 1000 }, after],
  }));

const balloon = fc
  .constantFrom(undefined, "600MiB")
  .map((start) => ({ minimum: "512MiB", ...(start !== undefined && { start }) }));

/** A host too small for four VMs, with any policy and manager. */
const crowded = fc.record({
  manager: fc.constantFrom(...catalogue.managers.map(({ name }) => name)),
  host: fc.record({
    memory: fc.constantFrom("4GiB", "5500MiB"),
    reserved: fc.constant("256MiB"),
    swap: fc.constant("16GiB"),
    policy: fc.constantFrom(...hostPolicies.map(({ kind }) => kind)),
  }),
});

/** Excess slowdown of each VM by name, one number per seed. */
async function excess(host: object, vms: readonly object[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const byName = new Map<string, number[]>();
  for (const seed of SEEDS) {
    const written = { version: 1, duration: "20s", sample: "5s", pageSize: "2MiB", seed, ...host, vms };
    const result = await simulateWith(await machineModule(), buildScenario(written, catalogue));
    for (const { name, slowdown } of result.vms) byName.set(name, [...(byName.get(name) ?? []), slowdown - 1]);
  }
  return byName;
}

const meanOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** The standard error of the mean. */
function errorOf(numbers: readonly number[]): number {
  const mean = meanOf(numbers);
  const squares = numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return Math.sqrt(squares / (numbers.length - 1) / numbers.length);
}

/** PLACE_RUNS sets the number of scenarios. */
it("gives identical VMs the same except for chance, at any position in the file", async () => {
  await fc.assert(
    fc.asyncProperty(crowded, workload, balloon, fc.constantFrom("0s", "1s"), async (host, work, held, boot) => {
      const vms = [{ name: "vm", count: 4, ...memory, balloon: held, boot, workload: work }];
      const all = [...(await excess(host, vms)).values()];
      const [first = [], last = []] = [all[0], all.at(-1)];
      const difference = first.map((one, at) => one - (last[at] ?? Number.NaN));
      const allowed = Math.max(UNSEEN, SHARE * meanOf(all.flat())) + BEYOND_CHANCE * errorOf(difference);
      expect(Math.abs(meanOf(difference))).toBeLessThanOrEqual(allowed);
    }),
    runs,
  );
});

it("permutes its results with the VMs of a file, except for chance", async () => {
  await fc.assert(
    fc.asyncProperty(crowded, workload, workload, balloon, async (host, one, other, held) => {
      const vms = [
        { name: "one", count: 2, ...memory, balloon: held, workload: one },
        { name: "other", count: 2, ...memory, balloon: held, workload: other },
      ];
      const [forwards, backwards] = [await excess(host, vms), await excess(host, vms.toReversed())];
      for (const [name, there] of forwards) {
        const here = backwards.get(name) ?? [];
        const error = Math.hypot(errorOf(there), errorOf(here));
        const allowed = Math.max(UNSEEN, (SHARE * (meanOf(there) + meanOf(here))) / 2) + BEYOND_CHANCE * error;
        expect(Math.abs(meanOf(there) - meanOf(here))).toBeLessThanOrEqual(allowed);
      }
    }),
    runs,
  );
});

it("kills any of several VMs with as many frames", async () => {
  const whole = { memory: "64MiB", kernel: 0, swap: 0, balloon: false };
  const vms = [
    { name: "vm", count: 3, ...whole, workload: { memory: "64MiB", warm: "64MiB", pattern: "idle" } },
    {
      name: "late",
      boot: "1s",
      ...whole,
      memory: "32MiB",
      workload: { memory: "32MiB", warm: "32MiB", pattern: "idle" },
    },
  ];
  const host = { memory: "200MiB", reserved: 0, swap: 0, watermarks: "off" };
  const killed = new Set<string>();
  for (const seed of SEEDS) {
    const scenario = buildScenario({ version: 1, duration: "2s", sample: "1s", seed, host, vms }, catalogue);
    const result = await simulateWith(await machineModule(), scenario);
    for (const { name, state } of result.vms) if (state === "killed-by-host") killed.add(name);
  }
  // The chance that one of three is never drawn in sixteen seeds is 3 × (2/3)^16 < 0.5 %, and the seeds are fixed.
  expect([...killed].toSorted()).toEqual(["vm-1", "vm-2", "vm-3"]);
});
