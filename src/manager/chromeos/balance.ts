import { defineManager } from "../manager.ts";
import { chromeosHostParameters, hostAvailableBytes, marginBytes, reported } from "./host.ts";
import { conciergeTick } from "./tick.ts";

const SOURCE = "ChromiumOS platform2, vm_tools/concierge/balloon_policy.cc";

/** What the policy remembers of one VM, in bytes and percent. */
export interface BalanceState {
  /** Available memory at which the guest's pressure is taken to be critical; learned downwards. */
  readonly guestCritical: bigint;
  /** The largest balloon that is thought possible; 0 until the first sample. */
  readonly mostBalloon: bigint;
  readonly availableBefore: bigint;
  readonly percentBefore: bigint;
}

/** One sample, in bytes; -1: not reported. */
export interface BalanceSample {
  readonly balloon: bigint;
  readonly free: bigint;
  readonly caches: bigint;
  readonly total: bigint;
  readonly hostAvailable: bigint;
}

/** The constants of the policy. */
export interface BalanceRules {
  readonly hostCritical: bigint;
  /** Bytes by which a full balloon makes the guest look poorer. */
  readonly bias: bigint;
  /** Percent of the guest's memory that its balloon is first thought to be able to hold. */
  readonly mostBalloonPercent: bigint;
  /** A balloon that full teaches nothing about the guest's critical point. */
  readonly fullPercent: bigint;
  /** How far either side may be pushed past its critical point. */
  readonly overshoot: bigint;
  /** A side with less than this above its critical point is always acted for; otherwise a change of more percent of a margin than `gatePercent`. */
  readonly near: bigint;
  readonly gatePercent: bigint;
}

/** By VM index. */
type State = ReadonlyMap<number, BalanceState>;

/** ChromeOS's balloon policy: each VM is balanced against the host by itself, so that both are as far from their critical points. */
export const chromeosBalance = defineManager({
  name: "chromeos-balance",
  about: "Moves half the difference between what guest and host have above their critical points, each VM by itself.",
  source: `${SOURCE}: BalanceAvailableBalloonPolicy`,
  parameters: {
    ...chromeosHostParameters,
    guestCritical: {
      unit: "bytes",
      default: 400 * 1024 ** 2,
      least: 0,
      about: "A guest's available memory that is taken to be critical until a lower one was survived.",
      source: SOURCE,
    },
    bias: {
      unit: "bytes",
      default: 0,
      least: 0,
      about: "A guest whose balloon is full counts as so much poorer.",
      source: SOURCE,
    },
    mostBalloon: {
      unit: "count",
      default: 75,
      least: 0,
      most: 100,
      about: "Percent of its memory that a guest's balloon is first thought to be able to hold.",
      source: SOURCE,
    },
    full: {
      unit: "count",
      default: 95,
      least: 0,
      most: 100,
      about: "A balloon as full as this, in percent, teaches nothing about the guest's critical point.",
      source: SOURCE,
    },
    overshoot: {
      unit: "bytes",
      default: 10 * 1024 ** 2,
      least: 0,
      about: "How far either side may be pushed past its critical point.",
      source: SOURCE,
    },
    near: {
      unit: "bytes",
      default: 1024 ** 2,
      least: 1,
      about: "With less than this above its critical point, a side is always acted for.",
      source: SOURCE,
    },
    gate: {
      unit: "count",
      default: 1,
      least: 0,
      about: "Otherwise only a change of more than this, in whole percent of either margin, is made.",
      source: SOURCE,
    },
  },
  defaultPeriodNs: 1e9,
  sight: { from: "asked", beyondVirtio: [] },
  start: (): State => new Map(),
  decide(snapshot, before, settings) {
    const rules: BalanceRules = {
      hostCritical: BigInt(marginBytes(snapshot, settings.criticalMargin)),
      bias: BigInt(settings.bias),
      mostBalloonPercent: BigInt(settings.mostBalloon),
      fullPercent: BigInt(settings.full),
      overshoot: BigInt(settings.overshoot),
      near: BigInt(settings.near),
      gatePercent: BigInt(settings.gate),
    };
    const hostAvailable = BigInt(hostAvailableBytes(snapshot, settings.swapWeight));
    const first = balanceStart(BigInt(settings.guestCritical));
    return conciergeTick(snapshot, before, ({ statistics }, balloon, memory = first) => {
      if (statistics === null) return null;
      const sample = {
        balloon,
        free: reported(statistics.freeBytes),
        caches: reported(statistics.cachesBytes),
        total: reported(statistics.totalBytes),
        hostAvailable,
      };
      const { delta, state } = balanceAvailable(memory, sample, rules);
      return { wanted: balloon + delta, memory: state };
    });
  },
});

/** The policy of a VM that has just started; the original leaves the two last numbers uninitialised. */
export function balanceStart(guestCritical: bigint): BalanceState {
  return { guestCritical, mostBalloon: 0n, availableBefore: 0n, percentBefore: 0n };
}

/**
 * One step: by how many bytes the balloon shall grow (> 0) or shrink. `lowest` and `highest` bound the change; where they cross,
 * which the original leaves undefined, the lower one is looked at first.
 */
export function balanceAvailable(
  before: BalanceState,
  { balloon, free, caches, total, hostAvailable }: BalanceSample,
  rules: BalanceRules,
): { readonly delta: bigint; readonly lowest: bigint; readonly highest: bigint; readonly state: BalanceState } {
  const first = before.mostBalloon === 0n ? (total * rules.mostBalloonPercent) / 100n : before.mostBalloon;
  const mostBalloon = balloon > first ? balloon : first;
  const available = free + caches;
  const percent = mostBalloon > 0n ? (balloon * 100n) / mostBalloon : 0n;
  const hasSurvived =
    available < before.guestCritical &&
    percent < rules.fullPercent &&
    before.availableBefore < before.guestCritical &&
    before.percentBefore < rules.fullPercent;
  const guestCritical = hasSurvived ? before.availableBefore : before.guestCritical;
  const guest = available - guestCritical - (rules.bias * percent) / 100n;
  const host = hostAvailable - rules.hostCritical;
  const difference = (guest - host) / 2n;
  const lowest = -(host + rules.overshoot);
  const highest = available - guestCritical + rules.overshoot;
  const bounded = difference < lowest ? lowest : difference > highest ? highest : difference;
  const size = difference < 0n ? -difference : difference;
  const mustAct =
    guest < rules.near ||
    host < rules.near ||
    (size * 100n) / guest > rules.gatePercent ||
    (size * 100n) / host > rules.gatePercent;
  return {
    delta: mustAct ? (bounded > -balloon ? bounded : -balloon) : 0n,
    lowest,
    highest,
    state: { guestCritical, mostBalloon, availableBefore: available, percentBefore: percent },
  };
}
