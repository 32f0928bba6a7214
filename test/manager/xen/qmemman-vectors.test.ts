import { qmemman, qubesRules } from "../../../src/manager/xen/qmemman.ts";
import {
  balanceRequests,
  freeingRequests,
  isForgiven,
  isSignificant,
  neededBytes,
  preferredBytes,
  type QubesRequest,
  type TargetedDomain,
  unpromisedBytes,
} from "../../../src/manager/xen/qmemman-algorithm.ts";
import { FRESH_FREEING, freeingRound } from "../../../src/manager/xen/qmemman-freeing.ts";
import { defaultsOf } from "../defaults.ts";
import { golden } from "../vectors/golden.ts";

interface DomainJson {
  id: string;
  mem_used: number | null;
  mem_actual: number;
  mem_max: number;
  no_progress: boolean;
  last_target?: number;
  slow_memset_react?: boolean;
}

interface SimulatedJson {
  id: string;
  mem_used: number | null;
  mem_kb: number;
  max_kb: number;
  rate_kb: number;
  floor_kb: number;
}

interface Run {
  mem_size: number;
  physinfo_free_kb: number;
  domains: SimulatedJson[];
}

type Vector = { id: string; edge?: string; out: unknown } & (
  | { kind: "pref"; in: { domain: DomainJson } }
  | { kind: "balloon"; in: { mem_size: number; domains: DomainJson[] } }
  | { kind: "balance"; in: { xen_free_mem: number; domains: DomainJson[] } }
  | {
      kind: "significant";
      in: { xenfree: number; requests: { id: string; target: number }[]; domains: DomainJson[] };
    }
  | {
      kind: "xen-free";
      in: { physinfo_free_kb: number; domains: { id: string; last_target: number; mem_current: number }[] };
    }
  | { kind: "markers"; in: { domain: DomainJson } }
  | { kind: "run"; in: Run }
);

const KIB = 1024;
const rules = qubesRules(defaultsOf(qmemman));

const requestsOf = (requests: readonly QubesRequest[]) => requests.map(({ id, bytes }) => ({ id, target: bytes }));

function domainOf(json: DomainJson): TargetedDomain {
  return {
    id: json.id,
    usedBytes: json.mem_used,
    actualBytes: json.mem_actual,
    maximumBytes: json.mem_max,
    minimumBytes: 0,
    noProgress: json.no_progress,
    lastTargetBytes: json.last_target ?? 0,
  };
}

const KINDS = ["pref", "balloon", "balance", "significant", "xen-free", "markers", "run"] as const;

function outcome(vector: Vector): unknown {
  switch (vector.kind) {
    case "pref": {
      const domain = domainOf(vector.in.domain);
      return { pref_mem: preferredBytes(domain, rules), needed_mem: neededBytes(domain, rules) };
    }
    case "balloon":
      return balloon(vector.in.domains.map(domainOf), vector.in.mem_size);
    case "balance": {
      const balance = balanceRequests(vector.in.domains.map(domainOf), vector.in.xen_free_mem, rules);
      return {
        targets: requestsOf(balance.requests),
        total_available_mem: balance.availableBytes,
        donors: balance.donors,
        acceptors: balance.acceptors,
      };
    }
    case "significant": {
      const requests = vector.in.requests.map(({ id, target }) => ({ id, bytes: target }));
      return { significant: isSignificant(requests, vector.in.domains.map(domainOf), vector.in.xenfree, rules) };
    }
    case "xen-free": {
      const domains = vector.in.domains.map((domain) => ({
        lastTargetBytes: domain.last_target,
        currentBytes: domain.mem_current,
      }));
      return { free: unpromisedBytes(vector.in.physinfo_free_kb * KIB, domains, rules) };
    }
    case "markers": {
      const { domain } = vector.in;
      const forgiven = isForgiven(domainOf(domain), rules);
      return {
        no_progress: domain.no_progress && !forgiven,
        slow_memset_react: domain.slow_memset_react === true && !forgiven,
      };
    }
    case "run":
      return run(vector.in);
  }
}

golden<Vector>("Qubes OS's qmemman", "qubes-qmemman.json", outcome, KINDS);

function balloon(domains: readonly TargetedDomain[], wantedBytes: number): unknown {
  try {
    return { targets: requestsOf(freeingRequests(domains, wantedBytes, rules)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : error };
  }
}

/** A simulated domain at work. */
interface Simulated {
  readonly json: SimulatedJson;
  kib: number;
  lastTarget: number;
  /** `null`: it has never been asked. */
  targetKib: number | null;
  noProgress: boolean;
}

function run(input: Run): unknown {
  const domains: Simulated[] = input.domains.map((json) => ({
    json,
    kib: json.mem_kb,
    lastTarget: json.mem_kb * KIB,
    targetKib: null,
    noProgress: false,
  }));
  const ticks: unknown[] = [];
  let freeKib = input.physinfo_free_kb;
  let freeing = FRESH_FREEING;
  for (;;) {
    const known = domains.map(({ kib, lastTarget }) => ({ lastTargetBytes: lastTarget, currentBytes: kib * KIB }));
    const free = unpromisedBytes(freeKib * KIB, known, rules);
    const round = freeingRound(domains.map(viewOf), free, input.mem_size, freeing, rules);
    for (const domain of domains) domain.noProgress ||= round.stuck.includes(domain.json.id);
    if (round.outcome !== "waiting") {
      const byId = <T>(value: (domain: Simulated) => T) =>
        Object.fromEntries(domains.map((domain) => [domain.json.id, value(domain)]));
      return {
        ok: round.outcome === "freed",
        ticks,
        free_kb: freeKib,
        mem_kb: byId(({ kib }) => kib),
        no_progress: byId(({ noProgress }) => noProgress),
      };
    }
    freeing = round.freeing;
    ticks.push({ requests: requestsOf(round.requests), free_kb_before: freeKib });
    for (const { id, bytes } of round.requests) {
      const domain = domains.find(({ json }) => json.id === id);
      if (domain === undefined) throw new Error(`there is no domain ${id}`);
      domain.lastTarget = bytes;
      domain.targetKib = Math.trunc(bytes / KIB);
    }
    freeKib = tick(domains, freeKib);
  }
}

function viewOf({ json, kib, lastTarget, noProgress }: Simulated): TargetedDomain {
  return {
    id: json.id,
    usedBytes: json.mem_used,
    actualBytes: Math.max(kib * KIB, lastTarget),
    maximumBytes: json.max_kb * KIB,
    minimumBytes: 0,
    noProgress,
    lastTargetBytes: lastTarget,
  };
}

/** A tenth of a second: every domain that has been asked moves; returns what is free then. */
function tick(domains: readonly Simulated[], freeBefore: number): number {
  let free = freeBefore;
  for (const domain of domains) {
    if (domain.targetKib === null) continue;
    const { rate_kb: rate, floor_kb: floor } = domain.json;
    let step = Math.max(-rate, Math.min(rate, domain.targetKib - domain.kib));
    if (step < 0 && domain.kib + step < floor) step = Math.min(0, floor - domain.kib);
    if (step > 0) step = Math.min(step, free);
    domain.kib += step;
    free -= step;
  }
  return free;
}
