import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demand, hyperV, hyperVSizes } from "../../../src/manager/hyper-v/hyper-v.ts";
import { waterfill } from "../../../src/manager/hyper-v/waterfill.ts";
import type { GuestStatistics } from "../../../src/manager/manager.ts";
import { answer, snapshot, vmView } from "../snapshot.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const parameters = { buffer: 0.2, reserve: GIB, rate: 128 * MIB, firstReport: 45e9 };

const told = (committedBytes: number, availableBytes: number): GuestStatistics => ({
  ...answer(availableBytes),
  committedBytes,
});

describe("Hyper-V's host", () => {
  it("takes for demand what is committed and the driver's floor, ballooned memory aside", () => {
    const vm = vmView(0, { actualBytes: 2 * GIB, statistics: told(GIB, GIB) });
    expect(demand(vm)).toBe(GIB + 360 * MIB);
    expect(demand(vmView(0))).toBeNull();
  });

  it("gives demand and buffer, then smaller buffers by weight, then less than demand, and never less than the minimum", () => {
    const wish = (vm: number, shares: number) => ({
      vm: vmView(vm, { shares, minimumBytes: 500 }),
      demandBytes: 1000,
      bufferBytes: 200,
    });
    const wishes = [wish(0, 3000), wish(1, 1000)];
    expect(hyperVSizes(wishes, 3000)).toEqual([1200, 1200]);
    expect(hyperVSizes(wishes, 2200)).toEqual([1150, 1050]);
    expect(hyperVSizes(wishes, 1400)).toEqual([800, 600]);
    expect(hyperVSizes(wishes, 100)).toEqual([500, 500]);
  });

  it("is blind until the first report, and then moves by its rate", () => {
    const idle = vmView(0, { statistics: told(512 * MIB, 3 * GIB) });
    const at = (seconds: number) => ({ ...snapshot([idle]), nowNs: seconds * 1e9 });
    let { state, targets } = hyperV.decide(at(1), hyperV.start(parameters), parameters);
    expect(targets).toEqual([]);
    ({ state, targets } = hyperV.decide(at(45), state, parameters));
    expect(targets).toEqual([]);
    ({ state, targets } = hyperV.decide(at(46), state, parameters));
    expect(targets).toEqual([{ vm: 0, bytes: 4 * GIB - 128 * MIB }]);
  });

  it("gets from a guest no more than that has above its floor", () => {
    // 4 GiB keep 232 + 256 MiB; 11 of 499 MiB are above: 5 units of 2 MiB.
    const idle = vmView(0, { statistics: told(512 * MIB, 499 * MIB) });
    const state = { runningSinceNs: new Map([[0, 0]]), lastNs: 59e9 };
    const { targets } = hyperV.decide({ ...snapshot([idle]), nowNs: 60e9 }, state, parameters);
    expect(targets).toEqual([{ vm: 0, bytes: 4 * GIB - 10 * MIB }]);
  });
});

describe("dividing by weight", () => {
  it("hands on what one cannot take", () => {
    const claims = [
      { most: 10, weight: 1 },
      { most: 100, weight: 1 },
      { most: 100, weight: 2 },
      { most: 100, weight: 0 },
    ];
    expect(waterfill(100, claims)).toEqual([10, 30, 60, 0]);
    expect(waterfill(-5, claims)).toEqual([0, 0, 0, 0]);
  });

  it("gives out all there is, or all that is wanted, and to nobody more than he wants", () => {
    const claim = fc.record({ most: fc.nat({ max: 1e9 }), weight: fc.integer({ min: 1, max: 1e6 }) });
    fc.assert(
      fc.property(fc.nat({ max: 1e9 }), fc.array(claim, { maxLength: 6 }), (amount, claims) => {
        const parts = waterfill(amount, claims);
        const wanted = claims.reduce((sum, { most }) => sum + most, 0);
        const given = parts.reduce((sum, part) => sum + part, 0);
        expect(given).toBeCloseTo(Math.min(amount, wanted), 3);
        parts.forEach((part, index) => {
          expect(part).toBeLessThanOrEqual(claims[index]?.most ?? 0);
          expect(part).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });
});
