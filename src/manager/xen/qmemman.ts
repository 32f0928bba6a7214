import { defineManager, type Snapshot, type Target, type VmView } from "../manager.ts";
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
import { type QmemmanSettings, qmemmanParameters } from "./qmemman-parameters.ts";

const KIB = 1024;

/** Requests that are carried out one after the other: memory is given only when it is free. */
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
  /** Memory in use as each running VM last reported it, by index; `null`: not yet. */
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
 * Qubes OS's qmemman: whenever a VM reports a change in use, each VM gets its preferred size (1.3 times what it uses) and a
 * part of the rest; when a VM starts, the others are asked for its memory.
 */
export const qmemman = defineManager({
  name: "qmemman",
  about: "Gives every VM 1.3 times the memory it uses and divides the rest; when memory is short, divides all of it.",
  source: "Qubes OS qmemman, https://github.com/QubesOS/qubes-core-admin/tree/main/qubes/qmemman",
  parameters: qmemmanParameters,
  defaultPeriodNs: 100e6,
  sight: { from: "polled", beyondVirtio: ["committedBytes"] },
  reportPeriodNs: 100e6,
  wants: { boots: true },
  start: (): Memory => ({ work: { kind: "none" }, told: new Map(), noProgress: new Set() }),
  decide(snapshot, memory, settings) {
    const tick = new Tick(snapshot, memory, settings);
    const work = tick.decide();
    const { targets, told, noProgress } = tick;
    const state = { work, told, noProgress };
    return work.kind === "none" ? { targets, state } : { targets, state, againNs: settings.wait };
  },
});

/** The constants as a scenario sets them. */
export function qubesRules(settings: QmemmanSettings): FreeingRules {
  return {
    cacheMargin: settings.cacheMargin,
    leastBytes: settings.least,
    dom0Bytes: settings.dom0Boost,
    freeBytes: settings.free,
    leastFreeBytes: settings.leastFree,
    overhead: settings.overhead,
    borrowMargin: settings.borrowMargin,
    leastGiftBytes: settings.leastGift,
    leastTransferBytes: settings.leastTransfer,
    urgentBytes: settings.urgent,
    windowRounds: Math.max(1, Math.trunc(settings.window / settings.wait)),
    leastFreedBytes: (settings.window / 1e9) * settings.pace,
  };
}

/** One tick: the domains as they are, and what is asked of them meanwhile. */
class Tick {
  readonly #rules: FreeingRules;
  readonly #snapshot: Snapshot;
  readonly #settings: QmemmanSettings;
  readonly #memory: Memory;
  readonly #domains: Domain[];
  readonly targets: Target[] = [];
  readonly told: Map<number, number | null>;
  noProgress: Set<string>;

  constructor(snapshot: Snapshot, memory: Memory, settings: QmemmanSettings) {
    this.#rules = qubesRules(settings);
    this.#snapshot = snapshot;
    this.#settings = settings;
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

  /** Frees memory for a VM that has started: it has its memory already, so that only the host's own reserve may be missing. */
  #free(before: Freeing): Work {
    const { outcome, requests, stuck, freeing } = freeingRound(this.#domains, this.#freeBytes, 0, before, this.#rules);
    this.#setNoProgress(({ id, noProgress }) => noProgress || stuck.includes(id));
    for (const request of requests) this.#ask(request);
    return outcome === "waiting" ? { kind: "freeing", freeing } : { kind: "none" };
  }

  /** Takes in the VMs' reports; returns whether there were any. */
  #listen(): boolean {
    const threshold = this.#settings.report;
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

  /** Hands out only free memory: waits a limited time for VMs that must give first, and then hands out what is free. */
  #carryOut(balancing: Balancing): Work {
    const { requests, before } = balancing;
    let { next, waits } = balancing;
    for (; next < requests.length; next++) {
      const request = requests[next];
      const domain = this.#domains.find(({ id }) => id === request?.id);
      if (request === undefined || domain === undefined) continue;
      if (waits >= this.#settings.tries) {
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

  /** Leaves out VMs that hold more than they were asked to and have not moved at all. */
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
    const id = vm.name === this.#settings.dom0 ? "0" : `vm ${vm.vm}`;
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
