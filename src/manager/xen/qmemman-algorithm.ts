/** A domain as qmemman knows it; all sizes in bytes. */
export interface QubesDomain {
  readonly id: string;
  /** What it has told it uses, caches not counted and swap counted; `null`: it has never told. */
  readonly usedBytes: number | null;
  /** Its size now, or its last target where that is larger. */
  readonly actualBytes: number;
  readonly maximumBytes: number;
  /** Qubes knows none: 0. */
  readonly minimumBytes: number;
  /** It did not react to the last request. */
  readonly noProgress: boolean;
}

/** A domain with its last target, 0 where there was none. */
export interface TargetedDomain extends QubesDomain {
  readonly lastTargetBytes: number;
}

/** A new size for one domain. */
export interface QubesRequest {
  readonly id: string;
  readonly bytes: number;
}

/** The constants of qmemman. */
export interface QubesRules {
  /** What a domain prefers, in multiples of what it uses. */
  readonly cacheMargin: number;
  readonly leastBytes: number;
  /** What dom0 prefers on top. */
  readonly dom0Bytes: number;
  /** What shall stay free. */
  readonly freeBytes: number;
  /** What must stay free. */
  readonly leastFreeBytes: number;
  /** Xen's own bookkeeping: memory divided by it can be given to domains. */
  readonly overhead: number;
  /** How much more than its part a donor is asked for. */
  readonly borrowMargin: number;
  /** A donor with less to give is left alone while memory is short. */
  readonly leastGiftBytes: number;
  /** A balance that moves less is not worth it … */
  readonly leastTransferBytes: number;
  /** … unless a domain short of memory gains more than this, or so much more is free than shall be. */
  readonly urgentBytes: number;
}

/** One balance, and how it came about. */
export interface QubesBalance {
  readonly requests: readonly QubesRequest[];
  readonly availableBytes: number;
  readonly donors: readonly string[];
  readonly acceptors: readonly string[];
}

/** Nothing is ever handed out to the last byte. */
const MOST_OF_IT = 0.999;

const isConsidered = (domain: QubesDomain) => domain.usedBytes !== null && !domain.noProgress;
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** What a domain would like to have. */
export function preferredBytes(domain: QubesDomain, rules: QubesRules): number {
  const { id, usedBytes, maximumBytes, minimumBytes } = domain;
  const wish = (usedBytes ?? 0) * rules.cacheMargin;
  if (id === "0") return Math.trunc(Math.max(Math.min(wish + rules.dom0Bytes, maximumBytes), minimumBytes));
  return Math.trunc(Math.max(Math.min(wish, maximumBytes), rules.leastBytes, minimumBytes));
}

/** What a domain lacks of what it prefers; negative: what it could give. */
export function neededBytes(domain: QubesDomain, rules: QubesRules): number {
  return preferredBytes(domain, rules) - domain.actualBytes;
}

/** Sizes that make so much memory free; none when it cannot be done. Throws a RangeError when nobody can give and nothing is wanted. */
export function freeingRequests(
  domains: readonly QubesDomain[],
  wantedBytes: number,
  rules: QubesRules,
): readonly QubesRequest[] {
  const donors = domains.filter(isConsidered).flatMap((domain) => {
    const gift = -neededBytes(domain, rules);
    return gift > 0 ? [{ domain, gift }] : [];
  });
  const available = sum(donors.map(({ gift }) => gift));
  if (available < wantedBytes) return [];
  if (available === 0) throw new RangeError("float division by zero");
  const share = wantedBytes / available;
  return donors.map(({ domain, gift }) => ({
    id: domain.id,
    bytes: Math.trunc(domain.actualBytes - gift * share * rules.borrowMargin),
  }));
}

/** Sizes by which every domain has what it prefers and a part of what is left, or, when that is too little, its part of what there is. */
export function balanceRequests(domains: readonly QubesDomain[], freeBytes: number, rules: QubesRules): QubesBalance {
  const considered = domains.filter(isConsidered);
  const needs = new Map(considered.map((domain) => [domain, neededBytes(domain, rules)]));
  const isDonor = (domain: QubesDomain) => (needs.get(domain) ?? 0) < 0 || domain.actualBytes >= domain.maximumBytes;
  const donors = considered.filter(isDonor);
  const acceptors = considered.filter((domain) => !isDonor(domain));
  const availableBytes = freeBytes - sum([...needs.values()]);
  const requests =
    availableBytes > 0 ? whenEnough(considered, availableBytes, rules) : whenShort(donors, acceptors, freeBytes, rules);
  const ids = (some: readonly QubesDomain[]) => some.map(({ id }) => id);
  return { requests, availableBytes, donors: ids(donors), acceptors: ids(acceptors) };
}

/** Whether a balance is worth the trouble. */
export function isSignificant(
  requests: readonly QubesRequest[],
  domains: readonly TargetedDomain[],
  freeBytes: number,
  rules: QubesRules,
): boolean {
  if (rules.freeBytes - freeBytes > rules.urgentBytes) return true;
  let moved = 0;
  for (const { id, bytes } of requests) {
    const domain = domains.find((candidate) => candidate.id === id);
    if (domain === undefined) continue;
    const change = bytes - domain.lastTargetBytes;
    moved += Math.abs(change);
    const isShort = 0 < domain.lastTargetBytes && domain.lastTargetBytes < preferredBytes(domain, rules);
    if (isShort && change > rules.urgentBytes) return true;
  }
  return moved + Math.abs(freeBytes - rules.freeBytes) > rules.leastTransferBytes;
}

/** What Xen has free that nobody has been promised. */
export function unpromisedBytes(
  physicalFreeBytes: number,
  domains: readonly { readonly lastTargetBytes: number; readonly currentBytes: number }[],
  { overhead }: Pick<QubesRules, "overhead">,
): number {
  const promised = sum(domains.map(({ lastTargetBytes, currentBytes }) => Math.max(0, lastTargetBytes - currentBytes)));
  return Math.trunc(physicalFreeBytes * (1 / overhead)) - promised;
}

/** Whether a domain that was left out for not reacting is let in again: it has reacted after all, or it lacks memory itself. */
export function isForgiven(domain: TargetedDomain, rules: QubesRules): boolean {
  if (domain.usedBytes === null) return false;
  return (
    domain.actualBytes <= domain.lastTargetBytes + rules.freeBytes / 2 ||
    domain.actualBytes < preferredBytes(domain, rules)
  );
}

function whenEnough(
  domains: readonly QubesDomain[],
  availableBytes: number,
  rules: QubesRules,
): readonly QubesRequest[] {
  const total = sum(domains.map((domain) => preferredBytes(domain, rules)));
  let left = 0;
  let takers = 0;
  const sizes = domains.map((domain) => {
    const preferred = preferredBytes(domain, rules);
    const bytes = Math.trunc(MOST_OF_IT * (preferred + (preferred / total) * availableBytes));
    if (bytes > domain.maximumBytes) {
      left += bytes - domain.maximumBytes;
      return { domain, bytes: domain.maximumBytes };
    }
    takers++;
    return { domain, bytes };
  });
  while (left > 0 && takers > 0) {
    const bonus = Math.trunc(MOST_OF_IT * (left / takers));
    left = 0;
    for (const size of sizes) {
      const { maximumBytes } = size.domain;
      if (size.bytes >= maximumBytes) continue;
      if (size.bytes + bonus >= maximumBytes) {
        left += size.bytes + bonus - maximumBytes;
        takers--;
        size.bytes = maximumBytes;
      } else size.bytes += bonus;
    }
  }
  const gives = ({ domain, bytes }: (typeof sizes)[number]) => bytes < domain.actualBytes;
  const inOrder = [...sizes.filter(gives), ...sizes.filter((size) => !gives(size))];
  return inOrder.map(({ domain, bytes }) => ({ id: domain.id, bytes }));
}

function whenShort(
  donors: readonly QubesDomain[],
  acceptors: readonly QubesDomain[],
  freeBytes: number,
  rules: QubesRules,
): readonly QubesRequest[] {
  let pot = freeBytes;
  const given: QubesRequest[] = [];
  for (const domain of donors) {
    const gift = -neededBytes(domain, rules);
    if (gift < rules.leastGiftBytes) continue;
    // As the original does: what a donor gives is taken off the pot.
    pot -= gift;
    given.push({ id: domain.id, bytes: preferredBytes(domain, rules) });
  }
  if (pot < 0) return given;
  const total = sum(acceptors.map((domain) => preferredBytes(domain, rules)));
  const taken = acceptors.map((domain) => {
    const part = (preferredBytes(domain, rules) / total) * pot;
    return {
      id: domain.id,
      bytes: Math.min(Math.trunc(MOST_OF_IT * (domain.actualBytes + part)), domain.maximumBytes),
    };
  });
  return [...given, ...taken];
}
