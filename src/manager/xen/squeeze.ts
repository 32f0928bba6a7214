/** A domain as squeezed knows it; all sizes in KiB. */
export interface Domain {
  readonly id: number;
  readonly canBalloon: boolean;
  readonly minimumKib: number;
  readonly maximumKib: number;
  readonly targetKib: number;
  readonly actualKib: number;
  /** A size no further than this from a target has hit it. */
  readonly inaccuracyKib: number;
}

/** The size one domain shall have. */
export interface DomainTarget {
  readonly id: number;
  readonly kib: number;
}

/** What squeezed's rules leave open. */
export interface SqueezeRules {
  /** A domain that has not moved towards its target for longer than this is stuck. */
  readonly stuckAfterSeconds: number;
  /** How many inaccuracies a domain is believed to miss its minimum by. */
  readonly margin: number;
  /** First let those give that must, and only then give to the others. */
  readonly twoPhases: boolean;
}

/** What is remembered of a domain from step to step. */
interface Progress {
  readonly actualKib: number;
  readonly seconds: number;
  readonly stuck: boolean;
}

/** What is remembered from one decision to the next. */
export interface Session {
  readonly progress: ReadonlyMap<number, Progress>;
  readonly inactive: readonly number[];
}

/** Nothing is known of any domain yet. */
export const FRESH_SESSION: Session = { progress: new Map(), inactive: [] };

/** What one decision comes to. */
export type Action =
  | { readonly result: "success" }
  /** The domains that could balloon and do not. */
  | { readonly result: "failed"; readonly blamed: readonly number[] }
  | { readonly result: "adjust"; readonly targets: readonly DomainTarget[] };

/** One decision, and what it makes of each domain. */
export interface Decided {
  readonly action: Action;
  readonly session: Session;
  readonly declaredActive: readonly number[];
  readonly declaredInactive: readonly number[];
}

/** The host as it is at one decision, and what is wanted of it. */
export interface Wish {
  readonly seconds: number;
  readonly freeKib: number;
  readonly wantedFreeKib: number;
  isEnough(freeKib: number): boolean;
}

const descending = (domains: readonly Domain[]) => domains.toSorted((a, b) => b.id - a.id);
const ascending = (domains: readonly Domain[]) => domains.toSorted((a, b) => a.id - b.id);
const isHit = ({ actualKib, inaccuracyKib }: Domain, kib: number) => Math.abs(actualKib - kib) <= inaccuracyKib;

/** Every domain at the same place between its minimum and its maximum, so that `wantedFreeKib` stays free; from the highest id down. */
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

/** One decision of squeezed: who is stuck, who shall have how much, and whether it is done. */
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

/** The cap each domain gets after a decision, from the lowest id up; it is its target at the same time. */
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
