import { defineManager } from "../manager.ts";
import { chromeosHostParameters, hostAvailableBytes, marginBytes, reported } from "./host.ts";
import { conciergeTick } from "./tick.ts";

const SOURCE = "ChromiumOS platform2, vm_tools/concierge/balloon_policy.cc";

/** What the policy remembers of one VM, in bytes and percent. */
export interface BalanceState {
  /** Available memory at which the guest's pressure counts as critical; learned downwards. */
  readonly guestCritical: bigint;
  /** Estimate of the largest possible balloon; 0 until the first sample. */
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
  /** Initial estimate of the largest balloon, in percent of the guest's memory. */
  readonly mostBalloonPercent: bigint;
  /** The guest's critical point is not learned while its balloon is this full. */
  readonly fullPercent: bigint;
  /** Maximum overshoot of either side past its critical point. */
  readonly overshoot: bigint;
  /** The policy acts when a side is this close to its critical point, or on a change above `gatePercent` of a margin. */
  readonly near: bigint;
  readonly gatePercent: bigint;
}

/** By VM index. */
type State = ReadonlyMap<number, BalanceState>;

/** ChromeOS's balloon policy: balances each VM by itself against the host, so that both are equally far from their critical points. */
export const chromeosBalance = defineManager({
  name: "chromeos-balance",
  about: "Balances each VM against the host: moves half the difference of their memory above critical points.",
  source: `${SOURCE}: BalanceAvailableBalloonPolicy`,
  parameters: {
    ...chromeosHostParameters,
    guestCritical: {
      unit: "bytes",
      default: 400 * 1024 ** 2,
      least: 0,
      about: "Critical available memory of a guest, until it has survived with less.",
      source: SOURCE,
    },
    bias: {
      unit: "bytes",
      default: 0,
      least: 0,
      about: "Subtracted from a guest's available memory when its balloon is full; in proportion otherwise.",
      source: SOURCE,
    },
    mostBalloon: {
      unit: "count",
      default: 75,
      least: 0,
      most: 100,
      about: "Initial estimate of the largest balloon, in percent of the guest's memory.",
      source: SOURCE,
    },
    full: {
      unit: "count",
      default: 95,
      least: 0,
      most: 100,
      about: "The critical point is not learned while the balloon is this full, in percent.",
      source: SOURCE,
    },
    overshoot: {
      unit: "bytes",
      default: 10 * 1024 ** 2,
      least: 0,
      about: "Maximum overshoot of either side past its critical point.",
      source: SOURCE,
    },
    near: {
      unit: "bytes",
      default: 1024 ** 2,
      least: 1,
      about: "The policy always acts when a side is this close to its critical point.",
      source: SOURCE,
    },
    gate: {
      unit: "count",
      default: 1,
      least: 0,
      about: "Otherwise it acts only on changes above this, in whole percent of either margin.",
      source: SOURCE,
    },
  },
  defaultPeriodNs: 1e9,
  // crosvm: BalloonMode::Relaxed, unless it runs with --strict-balloon.
  deflatesOnOom: true,
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
 * One step: bytes by which the balloon grows (> 0) or shrinks. `lowest` and `highest` bound the change; where they cross, which
 * the original leaves undefined, the lower bound applies first.
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
