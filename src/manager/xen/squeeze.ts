/** A domain as squeezed knows it; all sizes in KiB. */
export interface Domain {
  readonly id: number;
  readonly canBalloon: boolean;
  readonly minimumKib: number;
  readonly maximumKib: number;
  readonly targetKib: number;
  readonly actualKib: number;
  /** A size this close to a target has reached it. */
  readonly inaccuracyKib: number;
}

/** The size a domain should have. */
export interface DomainTarget {
  readonly id: number;
  readonly kib: number;
}

/** The constants of squeezed. */
export interface SqueezeRules {
  /** A domain without progress towards its target for longer than this is stuck. */
  readonly stuckAfterSeconds: number;
  /** Number of inaccuracies by which a domain may miss its minimum. */
  readonly margin: number;
  /** Shrink domains first, and grow others only afterwards. */
  readonly twoPhases: boolean;
}

/** State of a domain between steps. */
interface Progress {
  readonly actualKib: number;
  readonly seconds: number;
  readonly stuck: boolean;
}

/** State between decisions. */
export interface Session {
  readonly progress: ReadonlyMap<number, Progress>;
  readonly inactive: readonly number[];
}

/** The state before the first decision. */
export const FRESH_SESSION: Session = { progress: new Map(), inactive: [] };

/** The outcome of one decision. */
export type Action =
  | { readonly result: "success" }
  /** Domains that can balloon and make no progress. */
  | { readonly result: "failed"; readonly blamed: readonly number[] }
  | { readonly result: "adjust"; readonly targets: readonly DomainTarget[] };

/** One decision and its effect on each domain. */
export interface Decided {
  readonly action: Action;
  readonly session: Session;
  readonly declaredActive: readonly number[];
  readonly declaredInactive: readonly number[];
}

/** The host at one decision, and the free memory it should have. */
export interface Wish {
  readonly seconds: number;
  readonly freeKib: number;
  readonly wantedFreeKib: number;
  isEnough(freeKib: number): boolean;
}

const descending = (domains: readonly Domain[]) => domains.toSorted((a, b) => b.id - a.id);
const ascending = (domains: readonly Domain[]) => domains.toSorted((a, b) => a.id - b.id);
const isHit = ({ actualKib, inaccuracyKib }: Domain, kib: number) => Math.abs(actualKib - kib) <= inaccuracyKib;

/** Targets at the same fraction of every domain's range from minimum to maximum, so that `wantedFreeKib` stays free; from the highest id down. */
export function proportionalTargets(
  domains: readonly Domain[],
  freeKib: number,
  wantedFreeKib: number,
  { margin }: Pick<SqueezeRules, "margin">,
): readonly DomainTarget[] {
  const range = ({ minimumKib, maximumKib }: Domain) => Math.max(0, maximumKib - minimumKib);
  const freeable = ({ actualKib, minimumKib, inaccuracyKib }: Domain) =>
    Math.max(0, actualKib - minimumKib - margin * inaccuracyKib);
  const surplus = Math.max(0, freeKib + domains.reduce((sum, domain) => sum + freeable(domain), 0) - wantedFreeKib);
  const share = surplus / domains.reduce((sum, domain) => sum + range(domain), 0);
  const gamma = Number.isNaN(share) ? 0 : Math.min(1, share);
  return descending(domains).map((domain) => ({
    id: domain.id,
    kib: domain.minimumKib + Math.trunc(gamma * range(domain)),
  }));
}

/** One decision of squeezed: which domains are stuck, the new targets, and whether balancing is done. */
export function squeezeStep(domains: readonly Domain[], wish: Wish, before: Session, rules: SqueezeRules): Decided {
  const progress = new Map(
    domains.map((domain) => [domain.id, watched(domain, before.progress.get(domain.id), wish.seconds, rules)]),
  );
  const isActive = (domain: Domain) => domain.canBalloon && progress.get(domain.id)?.stuck === false;
  const active = domains.filter(isActive);
  const inactive = ascending(domains.filter((domain) => !isActive(domain))).map(({ id }) => id);
  const used = inOnePhase(active, proportionalTargets(active, wish.freeKib, wish.wantedFreeKib, rules), rules);
  return {
    action: act(domains, active, used, wish),
    session: { progress, inactive },
    declaredActive: before.inactive.filter((id) => !inactive.includes(id)),
    declaredInactive: inactive.filter((id) => !before.inactive.includes(id)),
  };
}

/** The cap of each domain after a decision, which is also its target; from the lowest id up. */
export function squeezeCaps(
  domains: readonly Domain[],
  { action, declaredInactive }: Decided,
): readonly DomainTarget[] {
  const targets = action.result === "adjust" ? action.targets : [];
  return ascending(domains).map((domain) => {
    const { id, minimumKib, maximumKib, targetKib, actualKib } = domain;
    if (declaredInactive.includes(id)) {
      return { id, kib: Math.min(maximumKib, Math.max(minimumKib, Math.min(targetKib, actualKib))) };
    }
    return { id, kib: targets.find((target) => target.id === id)?.kib ?? targetKib };
  });
}

/** Whether a rebalance would move any domain. */
export function isUnbalanced(domains: readonly Domain[], wish: Omit<Wish, "seconds">, rules: SqueezeRules): boolean {
  const { action } = squeezeStep(domains, { ...wish, seconds: 0 }, FRESH_SESSION, rules);
  return action.result === "adjust" && action.targets.some((target) => isNew(domains, target));
}

function watched(domain: Domain, before: Progress | undefined, seconds: number, rules: SqueezeRules): Progress {
  const { actualKib, targetKib, inaccuracyKib } = domain;
  const known = before ?? { actualKib, seconds, stuck: false };
  const moved = actualKib - known.actualKib;
  const progresses =
    (moved > 0 && targetKib > actualKib + inaccuracyKib) || (moved < 0 && targetKib < actualKib - inaccuracyKib);
  const last = progresses ? seconds : known.seconds;
  const isLate = !isHit(domain, targetKib) && seconds - last > rules.stuckAfterSeconds;
  return { actualKib, seconds: last, stuck: isLate || (known.stuck && !progresses) };
}

function inOnePhase(
  active: readonly Domain[],
  targets: readonly DomainTarget[],
  { twoPhases }: SqueezeRules,
): readonly DomainTarget[] {
  if (!twoPhases) return targets;
  const domains = new Map(active.map((domain) => [domain.id, domain]));
  const isFreeing = ({ id, kib }: DomainTarget) => {
    const domain = domains.get(id);
    return domain !== undefined && kib < domain.actualKib && !isHit(domain, kib);
  };
  const freeing = targets.filter(isFreeing);
  return freeing.length > 0 ? freeing : targets;
}

function act(
  domains: readonly Domain[],
  active: readonly Domain[],
  used: readonly DomainTarget[],
  { freeKib, isEnough }: Wish,
): Action {
  const underWay = active.some((domain) => !isHit(domain, domain.targetKib));
  if (underWay || used.some((target) => isNew(domains, target))) return { result: "adjust", targets: used };
  if (isEnough(freeKib)) return { result: "success" };
  const isActive = (domain: Domain) => active.includes(domain);
  const blamed = descending(domains.filter((domain) => domain.canBalloon && !isActive(domain)));
  return { result: "failed", blamed: blamed.map(({ id }) => id) };
}

function isNew(domains: readonly Domain[], { id, kib }: DomainTarget): boolean {
  return domains.find((domain) => domain.id === id)?.targetKib !== kib;
}
