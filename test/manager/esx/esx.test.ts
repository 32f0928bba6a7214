import { describe, expect, it } from "vitest";
import { type ActivityAverages, activeShare, averaged } from "../../../src/manager/esx/activity.ts";
import { esx } from "../../../src/manager/esx/esx.ts";
import { entitled, exchange } from "../../../src/manager/esx/funding.ts";
import { freeMemory, nextState } from "../../../src/manager/esx/states.ts";
import type { HostView, VmView } from "../../../src/manager/manager.ts";
import { defaultsOf } from "../defaults.ts";
import { snapshot, vmView } from "../snapshot.ts";

const MIB = 1024 ** 2;
const GIB = 1024 * MIB;
const none = { numerator: 0n, denominator: 1n };
const all = { numerator: 1n, denominator: 1n };

describe("the states of ESX", () => {
  const fixed = freeMemory(100 * GIB, "fixed");
  const stateAfter = (before: Parameters<typeof nextState>[0], percent: number, clear = 0) =>
    nextState(before, percent * GIB, fixed, 0.1, clear);

  it("go down as soon as a threshold is passed, several at once if need be", () => {
    expect([4, 3.9, 2, 1.9, 1, 0.9].map((percent) => stateAfter("high", percent))).toEqual([
      ...["high", "soft", "soft", "hard", "hard", "low"],
    ]);
  });

  it("go up when the threshold of the next higher state is exceeded by a tenth", () => {
    expect([1.5, 2.2, 2.3].map((percent) => stateAfter("low", percent))).toEqual(["low", "low", "hard"]);
    expect([4.4, 4.5].map((percent) => stateAfter("hard", percent))).toEqual(["hard", "soft"]);
    expect([6.6, 6.7].map((percent) => stateAfter("soft", percent))).toEqual(["soft", "high"]);
    expect(stateAfter("low", 50)).toBe("high");
  });

  it("are clear between soft and minFree, when that is asked for", () => {
    expect(stateAfter("high", 5, 1)).toBe("clear");
    expect(stateAfter("clear", 6, 1)).toBe("high");
    expect(stateAfter("high", 20, 4)).toBe("clear");
  });
});

describe("the estimate of activity", () => {
  const weights = { slow: 0.1, fast: 0.5 };
  const seen = (shares: readonly number[]) => {
    let averages: ActivityAverages | null = null;
    return shares.map((latestShare, period) => {
      averages = averaged(averages, { periods: period + 1, latestShare, currentShare: 0 }, weights);
      return activeShare(averages, 0, weights);
    });
  };

  it("rises with the fast average and falls with the slow one", () => {
    const estimates = seen([0.2, 0.8, 0.8, 0.8, 0.2, 0.2, 0.2]);
    // Fast: 0.2, 0.5, 0.65, 0.725, 0.4625, 0.33125, 0.265625; slow: 0.2, 0.26, 0.314, 0.3626, 0.34634, 0.331706, 0.3185354.
    const expected = [0.2, 0.5, 0.65, 0.725, 0.4625, 0.331706, 0.3185354];
    for (const [at, estimate] of estimates.entries()) expect(estimate).toBeCloseTo(expected[at] ?? 0, 6);
  });

  it("rises within a period, and falls only at its end", () => {
    const averages = { periods: 3, slow: 0.1, fast: 0.2 };
    expect(activeShare(averages, 0.8, weights)).toBeCloseTo(0.5);
    expect(activeShare(averages, 0, weights)).toBe(0.2);
  });

  it("knows a period only once", () => {
    const averages = { periods: 3, slow: 0.1, fast: 0.2 };
    expect(averaged(averages, { periods: 3, latestShare: 1, currentShare: 0 }, weights)).toBe(averages);
  });
});

describe("an exchange", () => {
  const client = (pages: number, active: typeof all, most: number) => ({ shares: 100, pages, least: 0, most, active });
  const tax = { numerator: 3n, denominator: 4n };

  it("moves pages from an idle VM until an idle page costs as much as four active ones", () => {
    // 1000 pages at a price of 4 to 1: 200 and 800 are even, and then nobody pays more.
    expect(exchange([client(500, none, 500), client(500, all, 1000)], 1, tax, all)).toEqual([201, 799]);
  });

  it("moves nothing without a tax, or to a VM that wants nothing", () => {
    expect(exchange([client(500, none, 500), client(500, all, 1000)], 1, none, all)).toEqual([500, 500]);
    expect(exchange([client(500, none, 500), client(500, all, 500)], 1, tax, all)).toEqual([500, 500]);
  });

  it("entitles a VM to pages until it pays as little as the cheapest", () => {
    expect(entitled([client(500, none, 500), client(500, all, 500)], tax)).toEqual([500, 2000]);
  });
});

describe("what ESX orders", () => {
  const parameters = defaultsOf(esx);
  const decide = (vms: readonly VmView[], host: Partial<HostView>) =>
    esx.decide(snapshot(vms, { memoryBytes: 100 * GIB, swapBytes: GIB, ...host }), esx.start(parameters), {
      ...parameters,
      thresholds: "fixed",
    });
  /** Has filled its 4 GiB, minimum 1. */
  const full = (vm: number, differences: Partial<VmView> = {}) =>
    vmView(vm, {
      memoryBytes: 4 * GIB,
      actualBytes: 4 * GIB,
      targetBytes: 4 * GIB,
      backedBytes: 4 * GIB,
      ...differences,
    });
  const permissions = (vms: readonly VmView[], freeBytes: number) =>
    decide(vms, { freeBytes }).reclaim?.vms.map(({ maySwap, blocked }) => [maySwap, blocked]);

  it("asks for nothing, and lets nothing be paged, while memory is free", () => {
    const { targets, reclaim } = decide([full(0)], { freeBytes: 20 * GIB });
    expect(targets).toEqual([]);
    expect(reclaim).toEqual({
      state: "high",
      untilFreeBytes: 0,
      vms: [{ vm: 0, maySwap: false, mayCompress: false, leaveBytes: 0, blocked: false }],
    });
  });

  it("is soft: takes what is missing by balloon, from the VM with the lowest price per page", () => {
    // 6.6 GiB are wanted and 3.6 are there; the second has as many shares and half as much memory.
    const { targets, reclaim } = decide([full(0), full(1, { backedBytes: 2 * GIB })], { freeBytes: 3.6 * GIB });
    expect(reclaim?.state).toBe("soft");
    const bytes = targets.map((target) => target.bytes);
    expect(targets.map(({ vm }) => vm)).toEqual([0, 1]);
    expect(Math.round(bytes.reduce((sum, size) => sum + size, 0) / MIB)).toBe(3 * 1024);
    expect(Math.abs((bytes[0] ?? 0) - (bytes[1] ?? 0))).toBeLessThanOrEqual(MIB);
  });

  it("is soft: pages only who has no balloon, or whose balloon would have to be too large", () => {
    const driverless = full(0, { hasDriver: false, minimumBytes: 4 * GIB });
    const large = full(1, { backedBytes: 2 * GIB, minimumBytes: MIB });
    expect(permissions([full(2), driverless, large], 3.9 * GIB)).toEqual([
      [false, false],
      [true, false],
      [false, false],
    ]);
    expect(permissions([large], 3.9 * GIB)).toEqual([[true, false]]);
  });

  it("is hard: pages anybody down to what it may have, and works until enough is free", () => {
    const { reclaim } = decide([full(0)], { freeBytes: 1.5 * GIB });
    expect(reclaim?.state).toBe("hard");
    expect(reclaim?.untilFreeBytes).toBeCloseTo(6.6 * GIB);
    expect(reclaim?.vms[0]).toMatchObject({ maySwap: true, leaveBytes: GIB, blocked: false });
  });

  it("is low: stops who has more than it may have, as long as there is swap to bring that down", () => {
    const poor = full(1, { backedBytes: GIB });
    expect(permissions([full(0), poor], 0.9 * GIB)).toEqual([
      [true, true],
      [true, false],
    ]);
    const swapless = decide([full(0)], { freeBytes: 0.9 * GIB, swapUsedBytes: GIB });
    expect(swapless.reclaim?.vms[0]?.blocked).toBe(false);
  });

  it("gives back by balloon what is free beyond what was wanted and what ballooned VMs may still take", () => {
    const ballooned = full(0, { memoryBytes: 8 * GIB, actualBytes: 5 * GIB, targetBytes: 5 * GIB });
    const { targets } = decide([ballooned], { freeBytes: 8.6 * GIB });
    expect(targets).toEqual([]);
    const later = esx.decide(
      { ...snapshot([ballooned], { memoryBytes: 100 * GIB, freeBytes: 8.6 * GIB }), nowNs: 15e9 },
      esx.start(parameters),
      { ...parameters, thresholds: "fixed" },
    );
    // 8.6 free, 6.6 wanted, 1 promised.
    expect(later.targets.map(({ bytes }) => Math.round(bytes / MIB))).toEqual([6 * 1024]);
  });
});
