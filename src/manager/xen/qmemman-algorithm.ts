/** A domain as qmemman knows it; all sizes in bytes. */
export interface QubesDomain {
  readonly id: string;
  /** Memory in use as it last reported it, with swap and without caches; `null`: it has never reported. */
  readonly usedBytes: number | null;
  /** Its size now, or its last target where that is larger. */
  readonly actualBytes: number;
  readonly maximumBytes: number;
  /** 0 in Qubes, which has no minimum. */
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
  /** Preferred size, as a multiple of the memory in use. */
  readonly cacheMargin: number;
  readonly leastBytes: number;
  /** Added to dom0's preferred size. */
  readonly dom0Bytes: number;
  /** Memory to keep free. */
  readonly freeBytes: number;
  /** Memory that must stay free. */
  readonly leastFreeBytes: number;
  /** Xen's overhead: memory ÷ this can be given to domains. */
  readonly overhead: number;
  /** Factor on the memory a donor is asked for. */
  readonly borrowMargin: number;
  /** Donors with less to give are not asked while memory is short. */
  readonly leastGiftBytes: number;
  /** Balances that move less are skipped … */
  readonly leastTransferBytes: number;
  /** … unless a domain short of memory gains more than this, or this much more memory is to become free. */
  readonly urgentBytes: number;
}

/** One balance, and its kind. */
export interface QubesBalance {
  readonly requests: readonly QubesRequest[];
  readonly availableBytes: number;
  readonly donors: readonly string[];
  readonly acceptors: readonly string[];
}

/** Margin: memory is never handed out to the last byte. */
const MOST_OF_IT = 0.999;

const isConsidered = (domain: QubesDomain) => domain.usedBytes !== null && !domain.noProgress;
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** A domain's preferred size. */
export function preferredBytes(domain: QubesDomain, rules: QubesRules): number {
  const { id, usedBytes, maximumBytes, minimumBytes } = domain;
  const wish = (usedBytes ?? 0) * rules.cacheMargin;
  if (id === "0") return Math.trunc(Math.max(Math.min(wish + rules.dom0Bytes, maximumBytes), minimumBytes));
  return Math.trunc(Math.max(Math.min(wish, maximumBytes), rules.leastBytes, minimumBytes));
}

/** Memory a domain lacks for its preferred size; negative: memory it could give. */
export function neededBytes(domain: QubesDomain, rules: QubesRules): number {
  return preferredBytes(domain, rules) - domain.actualBytes;
}

/** Sizes that free this much memory; empty when it cannot be done. Throws a RangeError when no domain can give and nothing is wanted. */
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

/** Sizes that give every domain its preferred size and a part of the rest, or, when memory is short, its part of all memory. */
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

/** Whether a balance is carried out. */
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

/** Xen's free memory that no domain has been promised. */
export function unpromisedBytes(
  physicalFreeBytes: number,
  domains: readonly { readonly lastTargetBytes: number; readonly currentBytes: number }[],
  { overhead }: Pick<QubesRules, "overhead">,
): number {
  const promised = sum(domains.map(({ lastTargetBytes, currentBytes }) => Math.max(0, lastTargetBytes - currentBytes)));
  return Math.trunc(physicalFreeBytes * (1 / overhead)) - promised;
}

/** Whether a domain that was left out for not reacting takes part again: it has reacted since, or it lacks memory itself. */
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
    // As in the original: what a donor gives is subtracted from the memory to divide.
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
