import type { ParameterValues } from "../../parameter/parameter.ts";
import type { Manager, Snapshot, Target, VmView } from "../manager.ts";
import { numberSetting } from "../setting.ts";
import { xenFreeBytes } from "./free.ts";
import {
  balanceRequests,
  isForgiven,
  isSignificant,
  type QubesRequest,
  type TargetedDomain,
  unpromisedBytes,
} from "./qmemman-algorithm.ts";
import { FRESH_FREEING, type Freeing, type FreeingRules, freeingRound } from "./qmemman-freeing.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const ALGORITHM = "QubesOS/qubes-core-admin, qubes/qmemman/algo.py";
const SYSTEM = "QubesOS/qubes-core-admin, qubes/qmemman/systemstate.py";

/** Requests that are carried out one after the other, so that memory is given only when it is there. */
interface Balancing {
  readonly requests: readonly QubesRequest[];
  readonly next: number;
  readonly waits: number;
  /** The size of each domain before. */
  readonly before: ReadonlyMap<string, number>;
}

type Work =
  | { readonly kind: "none" }
  | { readonly kind: "freeing"; readonly freeing: Freeing }
  | { readonly kind: "balancing"; readonly balancing: Balancing };

/** What qmemman remembers. */
interface Memory {
  readonly work: Work;
  /** What each running VM has told it uses, by index; `null`: nothing yet. */
  readonly told: ReadonlyMap<number, number | null>;
  /** VMs that have not reacted. */
  readonly noProgress: ReadonlySet<string>;
}

/** A domain as the manager sees it at a tick. */
interface Domain extends TargetedDomain {
  readonly vm: number;
  readonly currentBytes: number;
}

/**
 * Qubes OS's qmemman: whenever a VM tells that it uses more or less, each VM gets what it prefers, 1.3 times what it uses, and a
 * part of what is left; when a VM starts, the others are asked for its memory.
 */
export const qmemman: Manager<Memory> = {
  name: "qmemman",
  about:
    "Gives every VM 1.3 times the memory it uses and shares out the rest, or all there is when that is not enough.",
  source: "Qubes OS qmemman, https://github.com/QubesOS/qubes-core-admin/tree/main/qubes/qmemman",
  parameters: {
    cacheMargin: {
      unit: "number",
      default: 1.3,
      least: 1,
      about: "What a VM prefers, in multiples of what it uses.",
      source: ALGORITHM,
    },
    least: { unit: "bytes", default: 200 * MIB, least: 0, about: "The least that a VM prefers.", source: ALGORITHM },
    dom0: { unit: "text", default: null, about: "The VM that stands for dom0, if one does." },
    dom0Boost: {
      needs: { parameter: "dom0" },
      unit: "bytes",
      default: 350 * MIB,
      least: 0,
      about: "What dom0 prefers on top.",
      source: ALGORITHM,
    },
    free: { unit: "bytes", default: 50 * MIB, least: 0, about: "What is to stay free on the host.", source: SYSTEM },
    leastFree: {
      unit: "bytes",
      default: 25 * MIB,
      least: 0,
      about: "What must be free on the host when a VM has started.",
      source: SYSTEM,
    },
    overhead: {
      unit: "number",
      default: 1.00781,
      least: 1,
      about: "Xen's bookkeeping: free memory divided by it can be given to VMs.",
      source: SYSTEM,
    },
    borrowMargin: {
      unit: "number",
      default: 1.05,
      least: 1,
      about: "How many times its part a VM is asked for when another starts.",
      source: ALGORITHM,
    },
    leastGift: {
      unit: "bytes",
      default: 10 * MIB,
      least: 0,
      about: "A VM with less to give is left alone while memory is short.",
      source: ALGORITHM,
    },
    leastTransfer: {
      unit: "bytes",
      default: 150 * MIB,
      least: 0,
      about: "A balance that moves no more than this is not carried out.",
      source: SYSTEM,
    },
    urgent: {
      unit: "bytes",
      default: 15 * MIB,
      least: 0,
      about:
        "Except when a VM short of memory would gain more than this, or the host has so much less free than it should.",
      source: SYSTEM,
    },
    report: {
      unit: "bytes",
      default: 30_000 * KIB,
      least: 0,
      about: "A VM that uses no more than this more or less than it told does not tell again.",
      source: "QubesOS/qubes-linux-utils, qmemman/meminfo-writer.c, started with 30000 KiB",
    },
    wait: { unit: "ns", default: 100e6, least: 1e6, about: "The time between two looks at the host.", source: SYSTEM },
    tries: { unit: "count", default: 5, least: 1, about: "Looks until a balance is given up.", source: SYSTEM },
    window: {
      unit: "ns",
      default: 3e9,
      least: 1e6,
      about: "Making memory free is given up when too little became free in this time.",
      source: SYSTEM,
    },
    pace: {
      unit: "bytes",
      default: 100 * MIB,
      least: 0,
      about: "What must become free in a second.",
      source: SYSTEM,
    },
  },
  defaultPeriodNs: 100e6,
  sight: { from: "polled", beyondVirtio: ["committedBytes"] },
  reportPeriodNs: 100e6,
  wants: { boots: true },
  start: () => ({ work: { kind: "none" }, told: new Map(), noProgress: new Set() }),
  decide(snapshot, memory, parameters) {
    const tick = new Tick(snapshot, memory, parameters);
    const work = tick.decide();
    const { targets, told, noProgress } = tick;
    const state = { work, told, noProgress };
    return work.kind === "none" ? { targets, state } : { targets, state, againNs: numberSetting(parameters, "wait") };
  },
};

/** The constants as a scenario sets them. */
export function qubesRules(parameters: ParameterValues): FreeingRules {
  const set = (name: string) => numberSetting(parameters, name);
  return {
    cacheMargin: set("cacheMargin"),
    leastBytes: set("least"),
    dom0Bytes: set("dom0Boost"),
    freeBytes: set("free"),
    leastFreeBytes: set("leastFree"),
    overhead: set("overhead"),
    borrowMargin: set("borrowMargin"),
    leastGiftBytes: set("leastGift"),
    leastTransferBytes: set("leastTransfer"),
    urgentBytes: set("urgent"),
    windowRounds: Math.max(1, Math.trunc(set("window") / set("wait"))),
    leastFreedBytes: (set("window") / 1e9) * set("pace"),
  };
}

/** One tick: the domains as they are, and what is asked of them meanwhile. */
class Tick {
  readonly #rules: FreeingRules;
  readonly #snapshot: Snapshot;
  readonly #parameters: ParameterValues;
  readonly #memory: Memory;
  readonly #domains: Domain[];
  readonly targets: Target[] = [];
  readonly told: Map<number, number | null>;
  noProgress: Set<string>;

  constructor(snapshot: Snapshot, memory: Memory, parameters: ParameterValues) {
    this.#rules = qubesRules(parameters);
    this.#snapshot = snapshot;
    this.#parameters = parameters;
    this.#memory = memory;
    const running = snapshot.vms.filter((vm) => vm.running && vm.hasDriver);
    this.told = new Map(running.map(({ vm }) => [vm, memory.told.get(vm) ?? null]));
    this.noProgress = new Set(memory.noProgress);
    this.#domains = running.map((vm) => this.#domainOf(vm));
  }

  decide(): Work {
    const { work, told } = this.#memory;
    if ([...this.told.keys()].some((vm) => !told.has(vm))) {
      this.#setNoProgress(() => false);
      return this.#free(FRESH_FREEING);
    }
    switch (work.kind) {
      case "freeing":
        return this.#free(work.freeing);
      case "balancing":
        return this.#carryOut(work.balancing);
      case "none":
        return this.#listen() ? this.#balance() : work;
    }
  }

  get #freeBytes(): number {
    const physicalKib = Math.floor(xenFreeBytes(this.#snapshot) / KIB);
    return unpromisedBytes(physicalKib * KIB, this.#domains, this.#rules);
  }

  /** What a VM that starts needs is not free already: it is enough that nothing is missing. */
  #free(before: Freeing): Work {
    const { outcome, requests, stuck, freeing } = freeingRound(this.#domains, this.#freeBytes, 0, before, this.#rules);
    this.#setNoProgress(({ id, noProgress }) => noProgress || stuck.includes(id));
    for (const request of requests) this.#ask(request);
    return outcome === "waiting" ? { kind: "freeing", freeing } : { kind: "none" };
  }

  /** Takes in what VMs tell; returns whether any had something to tell. */
  #listen(): boolean {
    const threshold = numberSetting(this.#parameters, "report");
    let news = false;
    for (const domain of this.#domains) {
      const used = this.#snapshot.vms.find(({ vm }) => vm === domain.vm)?.statistics?.committedBytes ?? null;
      const told = this.told.get(domain.vm) ?? null;
      if (used === null || (told !== null && Math.abs(used - told) <= threshold)) continue;
      this.told.set(domain.vm, used);
      news = true;
    }
    if (news) this.#update((domain) => ({ ...domain, usedBytes: this.told.get(domain.vm) ?? null }));
    return news;
  }

  #balance(): Work {
    this.#setNoProgress((domain) => domain.noProgress && !isForgiven(domain, this.#rules));
    const free = this.#freeBytes;
    const { requests } = balanceRequests(this.#domains, free - this.#rules.freeBytes, this.#rules);
    if (!isSignificant(requests, this.#domains, free, this.#rules)) return { kind: "none" };
    const before = new Map(this.#domains.map(({ id, actualBytes }) => [id, actualBytes]));
    return this.#carryOut({ requests, next: 0, waits: 0, before });
  }

  /** Gives only what is there; waits a little for those who must give first, and then gives what there is. */
  #carryOut(balancing: Balancing): Work {
    const { requests, before } = balancing;
    let { next, waits } = balancing;
    for (; next < requests.length; next++) {
      const request = requests[next];
      const domain = this.#domains.find(({ id }) => id === request?.id);
      if (request === undefined || domain === undefined) continue;
      if (waits >= numberSetting(this.#parameters, "tries")) {
        this.#blame(requests.slice(0, next), before);
        this.#ask({ id: domain.id, bytes: this.#freeBytes + domain.actualBytes - this.#rules.freeBytes });
        return { kind: "none" };
      }
      // 0.9: a margin for rounding.
      if (this.#freeBytes - (request.bytes - domain.actualBytes) < 0.9 * this.#rules.freeBytes) {
        return { kind: "balancing", balancing: { requests, next, waits: waits + 1, before } };
      }
      this.#ask(request);
      waits = 0;
    }
    return { kind: "none" };
  }

  /** Those asked who still hold more than they were asked to, and have not moved at all, are left out from now on. */
  #blame(asked: readonly QubesRequest[], before: ReadonlyMap<string, number>): void {
    const isAsked = ({ id }: Domain) => asked.some((request) => request.id === id);
    const holdsOn = ({ currentBytes, lastTargetBytes }: Domain) =>
      Math.max(currentBytes, lastTargetBytes) > lastTargetBytes + this.#rules.freeBytes / 4;
    const moved = ({ id, currentBytes, lastTargetBytes }: Domain) =>
      before.get(id) !== Math.max(currentBytes, lastTargetBytes);
    this.#setNoProgress((domain) => domain.noProgress || (isAsked(domain) && holdsOn(domain) && !moved(domain)));
  }

  #ask({ id, bytes }: QubesRequest): void {
    const domain = this.#domains.find((candidate) => candidate.id === id);
    if (domain === undefined) return;
    const size = Math.max(domain.minimumBytes, Math.min(domain.maximumBytes, bytes));
    this.targets.push({ vm: domain.vm, bytes: size });
    this.#update((other) => (other === domain ? { ...other, lastTargetBytes: size } : other));
  }

  #setNoProgress(isStuck: (domain: Domain) => boolean): void {
    this.#update((domain) => ({ ...domain, noProgress: isStuck(domain) }));
    this.noProgress = new Set(this.#domains.filter(({ noProgress }) => noProgress).map(({ id }) => id));
  }

  #update(change: (domain: Domain) => Domain): void {
    this.#domains.splice(0, this.#domains.length, ...this.#domains.map(change));
  }

  #domainOf(vm: VmView): Domain {
    const id = vm.name === this.#parameters.dom0 ? "0" : `vm ${vm.vm}`;
    return {
      id,
      vm: vm.vm,
      usedBytes: this.told.get(vm.vm) ?? null,
      currentBytes: vm.actualBytes,
      actualBytes: Math.max(vm.actualBytes, vm.targetBytes),
      lastTargetBytes: vm.targetBytes,
      maximumBytes: vm.memoryBytes,
      minimumBytes: vm.minimumBytes,
      noProgress: this.noProgress.has(id),
    };
  }
}
