import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apportion, capacityOf } from "../../src/study/capacity.ts";
import { type Found, search } from "../../src/study/search.ts";
import { scenario, scenarioVm } from "../report/build.ts";

const doubling = { twice: (rung: number) => 2 * rung, half: (rung: number) => Math.floor(rung / 2) };

async function searched(passes: (rung: number) => boolean, start: number, least = 1, most = 200) {
  const tried: number[] = [];
  const found = await search({ ...doubling, start, least, most }, async (rung) => {
    expect(tried).not.toContain(rung);
    expect(rung).toBeGreaterThanOrEqual(least);
    expect(rung).toBeLessThanOrEqual(most);
    tried.push(rung);
    return passes(rung);
  });
  expect(found.tried).toEqual(tried.toSorted((a, b) => a - b));
  return found;
}

describe("a search", () => {
  it("finds the last rung that passes, when all below pass and none above", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 200 }), async (last, start) => {
        expect(await searched((rung) => rung <= last, start)).toMatchObject({
          best: last === 0 ? null : last,
          next: last === 200 ? null : last + 1,
          passingAbove: [],
        });
      }),
    );
  });

  it("with any pattern of passes, finds a rung below every failing one, with its neighbours tried", async () => {
    const answers = fc.array(fc.boolean(), { minLength: 201, maxLength: 201 });
    await fc.assert(
      fc.asyncProperty(answers, fc.integer({ min: 1, max: 200 }), async (answers, start) => {
        const passes = (rung: number) => answers[rung] === true;
        const { best, next, passingAbove, tried }: Found = await searched(passes, start);
        expect(tried.filter((rung) => rung <= (best ?? 0)).every(passes)).toBe(true);
        expect(next).toBe((best ?? 0) + 1 > 200 ? null : (best ?? 0) + 1);
        expect(next === null || !passes(next)).toBe(true);
        expect(passingAbove).toEqual(tried.filter((rung) => next !== null && rung > next && passes(rung)));
        const neighbours = [(best ?? 0) - 1, (next ?? 201) + 1].filter((rung) => rung >= 1 && rung <= 200);
        expect(tried).toEqual(expect.arrayContaining(neighbours));
      }),
    );
  });

  it("reports passing rungs above (by hand): 1 to 4 pass, 5 fails, 6 passes, the rest fails", async () => {
    // 4 and 8 bracket, 6 passes, 7 fails, and the neighbour below 6 is the one that fails: down to 4.
    const found = await searched((rung) => rung <= 4 || rung === 6, 4);
    expect(found).toEqual({ best: 4, next: 5, passingAbove: [6], tried: [3, 4, 5, 6, 7, 8] });
  });
});

describe("VMs in proportion", () => {
  const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
  it("have the wanted number, at least one per group, and no group shrinks when one is added", () => {
    fc.assert(
      fc.property(counts, fc.nat(100), (counts, more) => {
        const total = counts.length + more;
        const given = apportion(counts, total);
        const next = apportion(counts, total + 1);
        expect(given.reduce((sum, count) => sum + count, 0)).toBe(total);
        expect(Math.min(...given)).toBeGreaterThanOrEqual(1);
        expect(next.every((count, group) => count >= (given[group] ?? 0))).toBe(true);
      }),
    );
  });

  it("are the scenario's counts for its own number, and twice those for twice the number", () => {
    fc.assert(
      fc.property(counts, (counts) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        expect(apportion(counts, total)).toEqual(counts);
        expect(apportion(counts, 2 * total)).toEqual(counts.map((count) => 2 * count));
      }),
    );
  });
});

describe("a capacity", () => {
  const two = scenario([], { vms: ["web-1", "web-2", "web-3", "a.b"].map((name) => scenarioVm(name)) });

  it("of VMs scales all groups or one", () => {
    const all = capacityOf(two, "vms.count", undefined);
    expect(all).toMatchObject({ unit: "VMs", start: 4, least: 2 });
    expect(all.overrides(8)).toEqual([
      { path: "vms.0.count", value: "6" },
      { path: "vms.1.count", value: "2" },
    ]);
    for (const path of ["vms.web.count", "vms.0.count", "vms[0].count", "vms[web].count"]) {
      const web = capacityOf(two, path, undefined);
      expect(web).toMatchObject({ start: 3, least: 1 });
      expect(web.overrides(7)).toEqual([{ path: "vms.0.count", value: "7" }]);
    }
    expect(capacityOf(two, "vms.a.b.count", undefined).start).toBe(1);
  });

  it("of host memory goes from the total of the VMs down to one step", () => {
    // 32 GiB promised; the reserve of 1 GiB in 32 GiB may be a share: 32 ÷ (1 − 1/32) = 33.03.
    const memory = capacityOf(two, "host.memory", 2 ** 30);
    expect(memory).toMatchObject({ unit: "bytes", start: -32, least: -34, most: -1 });
    expect(memory.overrides(-24)).toEqual([{ path: "host.memory", value: "24GiB" }]);
    expect(memory.amount(memory.twice(-32))).toBe(16 * 2 ** 30);
    expect(capacityOf(two, "host.memory", undefined).overrides(-65)).toEqual([
      { path: "host.memory", value: "33280MiB" },
    ]);
  });

  it.each([
    [
      "vms.wev.count",
      undefined,
      "vms.wev.count cannot be searched: vary host.memory, vms.count or vms.web.count, vms.a.b.count",
    ],
    [
      "host.swap",
      undefined,
      "host.swap cannot be searched: vary host.memory, vms.count or vms.web.count, vms.a.b.count",
    ],
    ["vms.count", 4096, "a step applies only to host.memory, and the search is over vms.count: leave the step out"],
    ["host.memory", 5000, "a step of 5000B is not a multiple of the page size, 4KiB"],
  ])("of %s (step %s) is refused", (path, step, message) => {
    expect(() => capacityOf(two, path, step)).toThrow(message);
  });
});
