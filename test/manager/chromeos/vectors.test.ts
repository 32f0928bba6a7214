import { describe, expect, it } from "vitest";
import { type BalanceRules, balanceAvailable, balanceStart } from "../../../src/manager/chromeos/balance.ts";
import { freeBounds, type LimitCacheRules, limitCache } from "../../../src/manager/chromeos/limit-cache.ts";
import { type DeflationLimits, deflationLimits, spareProcess } from "../../../src/manager/chromeos/save-process.ts";
import { golden, integer, type Vector, written } from "../vectors/golden.ts";

type Bytes = number | string;

type Margins = Readonly<Record<"foreground" | "perceptible" | "cached", Bytes>>;

type ConciergeVector = Vector & { readonly out: unknown } & (
    | {
        readonly kind: "balance-available";
        readonly in: {
          readonly host_critical: Bytes;
          readonly bias: Bytes;
          readonly steps: readonly Readonly<
            Record<"balloon_actual" | "free" | "caches" | "total" | "host_available", Bytes>
          >[];
        };
      }
    | {
        readonly kind: "limit-cache";
        readonly in: {
          readonly params: Readonly<
            Record<
              | "critical_margin"
              | "moderate_margin"
              | "host_low"
              | "guest_low"
              | "guest_totalreserve"
              | "reclaim_target_cache"
              | "critical_target_cache"
              | "moderate_target_cache",
              Bytes
            >
          >;
          readonly margins: Margins;
        } & Readonly<
          Record<
            | "host_free"
            | "host_available"
            | "balloon_actual"
            | "free"
            | "caches"
            | "shared"
            | "unevictable"
            | "total_available",
            Bytes
          >
        >;
      }
    | {
        readonly kind: "save-process";
        readonly in: {
          readonly max_deflate: Bytes;
          readonly total_available: Bytes;
          readonly balloon: Bytes;
          readonly margins: Margins;
          readonly calls: readonly { readonly size: number; readonly oom_score: number }[];
        };
      }
  );

golden<ConciergeVector>("ChromeOS's concierge", "chromeos-concierge.json", outcome, [
  "balance-available",
  "limit-cache",
  "save-process",
]);

const MIB = 1024n * 1024n;

const balanceRules = (hostCritical: Bytes, bias: Bytes): BalanceRules => ({
  hostCritical: integer(hostCritical),
  bias: integer(bias),
  mostBalloonPercent: 75n,
  fullPercent: 95n,
  overshoot: 10n * MIB,
  near: MIB,
  gatePercent: 1n,
});

function outcome(vector: ConciergeVector): unknown {
  switch (vector.kind) {
    case "balance-available":
      return { steps: balanced(vector.in) };
    case "limit-cache":
      return limited(vector.in);
    case "save-process":
      return saved(vector.in);
  }
}

function balanced({
  host_critical,
  bias,
  steps,
}: Extract<ConciergeVector, { kind: "balance-available" }>["in"]): unknown[] {
  let state = balanceStart(400n * MIB);
  return steps.map((step, index) => {
    const sample = {
      balloon: integer(step.balloon_actual),
      free: integer(step.free),
      caches: integer(step.caches),
      total: integer(step.total),
      hostAvailable: integer(step.host_available),
    };
    const before = state;
    const { delta, lowest, highest, state: next } = balanceAvailable(before, sample, balanceRules(host_critical, bias));
    state = next;
    const isGuess = index === 0 && next.availableBefore < before.guestCritical && next.percentBefore < 95n;
    return {
      delta: written(delta),
      guest_critical: written(next.guestCritical),
      max_balloon: written(next.mostBalloon),
      ...(lowest > highest ? { inverted_bounds: true } : {}),
      ...(isGuess ? { uses_uninitialised: true } : {}),
    };
  });
}

function limited(given: Extract<ConciergeVector, { kind: "limit-cache" }>["in"]): unknown {
  const { params } = given;
  const rules: LimitCacheRules = {
    criticalMargin: integer(params.critical_margin),
    moderateMargin: integer(params.moderate_margin),
    hostLow: integer(params.host_low),
    guestLow: integer(params.guest_low),
    guestReserve: integer(params.guest_totalreserve),
    reclaimCache: integer(params.reclaim_target_cache),
    criticalCache: integer(params.critical_target_cache),
    moderateCache: integer(params.moderate_target_cache),
    freeAboveReserve: 330301440n,
    freeBelowLow: MIB,
  };
  const balloon = integer(given.balloon_actual);
  const sample = {
    hostFree: integer(given.host_free),
    hostAvailable: integer(given.host_available),
    free: integer(given.free),
    caches: integer(given.caches),
    shared: integer(given.shared),
    unevictable: integer(given.unevictable),
  };
  const { delta, isSkipped } = limitCache(sample, rules);
  const { leastFree, mostFree } = freeBounds(rules);
  const after = balloon + delta > 0n ? balloon + delta : 0n;
  return {
    delta: written(delta),
    min_free: written(leastFree),
    max_free: written(mostFree),
    deflation_limits: isSkipped
      ? [null, null, null]
      : listed(deflationLimits(after, integer(given.total_available), marginsOf(given.margins))),
  };
}

function saved(given: Extract<ConciergeVector, { kind: "save-process" }>["in"]): unknown {
  let balloon = integer(given.balloon);
  const limits = deflationLimits(balloon, integer(given.total_available), marginsOf(given.margins));
  const calls = given.calls.map(({ size, oom_score }) => {
    const request = { processBytes: size, score: oom_score };
    const { isSpared, balloon: after } = spareProcess(balloon, limits, request, integer(given.max_deflate));
    const freed = balloon - after;
    balloon = after;
    return {
      saved: isSpared,
      new_balloon: isSpared ? written(after) : 0,
      freed: isSpared ? written(freed) : 0,
      balloon_after: written(after),
    };
  });
  return { deflation_limits: listed(limits), calls };
}

function marginsOf({ foreground, perceptible, cached }: Margins): DeflationLimits {
  return { foreground: integer(foreground), perceptible: integer(perceptible), cached: integer(cached) };
}

function listed({ foreground, perceptible, cached }: DeflationLimits): unknown[] {
  return [written(foreground), written(perceptible), written(cached)];
}

describe("ChromeOS's balloon policies, as the real ones answered", () => {
  const GIB = 1024n * MIB;
  const rules = balanceRules(400 * 1024 ** 2, 0);
  const sample = { balloon: 0n, free: GIB, caches: GIB, total: 4n * GIB, hostAvailable: 2n * GIB };

  it("leaves guest and host alone that are as far from their critical points", () => {
    const { delta, state } = balanceAvailable(balanceStart(400n * MIB), sample, rules);
    expect(delta).toBe(0n);
    expect(state).toMatchObject({ guestCritical: 400n * MIB, mostBalloon: 3n * GIB });
  });

  it("moves half the difference, and no more than the balloon holds back to the guest", () => {
    const rich = { ...sample, hostAvailable: GIB };
    expect(balanceAvailable(balanceStart(400n * MIB), rich, rules).delta).toBe(GIB / 2n);
    const poor = { ...sample, balloon: 100n * MIB, hostAvailable: 4n * GIB };
    expect(balanceAvailable(balanceStart(400n * MIB), poor, rules).delta).toBe(-100n * MIB);
  });

  it("answers the real one's three samples", () => {
    const steps = [
      [2373069351, 1227663174, 1154056200, 3428327224, -628161525],
      [2282720110, 1421067347, 1221230672, 3245876043, -406646612],
      [2112345119, 1567954268, 1302359745, 3054696597, -197048892],
    ] as const;
    const given = steps.map(([balloon_actual, free, caches, host_available]) => {
      return { balloon_actual, free, caches, total: 8589934592, host_available };
    });
    const answers = balanced({ host_critical: 209715200, bias: 0, steps: given });
    expect(answers).toEqual(
      steps.map(([, , , , delta]) => ({ delta, guest_critical: 419430400, max_balloon: 6442450944 })),
    );
  });

  it("takes page cache only as far as the host's margin wants it", () => {
    const given = {
      params: {
        critical_margin: 664797184,
        moderate_margin: 2637168640,
        host_low: 199229440,
        guest_low: 26214400,
        guest_totalreserve: 565182464,
        reclaim_target_cache: 261095424,
        critical_target_cache: 173015040,
        moderate_target_cache: 0,
      },
      host_free: 119539603,
      host_available: 2252341248,
      balloon_actual: 1159110232,
      free: 1087258963,
      caches: 1538378707,
      shared: 1467439,
      unevictable: 76557699,
      total_available: 448957132,
      margins: { foreground: 279969792, perceptible: 407896064, cached: 929038336 },
    };
    expect(limited(given)).toEqual({
      delta: 1062093139,
      min_free: 25165824,
      max_free: 895483904,
      deflation_limits: [2052216031, 2180142303, 2701284575],
    });
  });

  it("spares a process while the margin of its kind allows it", () => {
    const limits = { foreground: 409600n, perceptible: 1638400n, cached: 2457600n };
    const ask = (balloon: bigint, processBytes: number, score: number) =>
      spareProcess(balloon, limits, { processBytes, score }, 819200n);
    expect(ask(3276800n, 2867200, 0)).toEqual({ isSpared: true, balloon: 2457600n });
    expect(ask(2457600n, 1, 900)).toEqual({ isSpared: false, balloon: 2457600n });
    expect(ask(2457600n, 2048000, 899)).toEqual({ isSpared: true, balloon: 1638400n });
    expect(ask(1638400n, 1, 899)).toEqual({ isSpared: false, balloon: 1638400n });
    expect(ask(1638400n, 1228800, 0)).toEqual({ isSpared: true, balloon: 819200n });
  });
});
