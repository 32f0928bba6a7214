import {
  type Decided,
  type Domain,
  type DomainTarget,
  FRESH_SESSION,
  type SqueezeRules,
  squeezeCaps,
  squeezeStep,
} from "../../../src/manager/xen/squeeze.ts";

/** A domain as the vectors of squeezed write it, in KiB. */
export interface DomainJson {
  domid: number;
  can_balloon: boolean;
  min: number;
  target: number;
  max: number;
  actual: number;
  maxmem: number;
  inaccuracy: number;
}

/** How a simulated VM moves. */
export type Model =
  | { kind: "ideal"; rate: number }
  | { kind: "floor" | "ceil"; rate: number; limit: number }
  | { kind: "stuck" }
  | { kind: "sticky"; rate: number; period: number };

/** One VM of a closed loop. */
export interface VmJson {
  domain: DomainJson;
  model: Model;
}

interface TargetJson {
  domid: number;
  target: number;
}

/** What a closed loop was like after one wait. */
export interface StepJson {
  time: number;
  free: number;
  caps: TargetJson[];
  targets: TargetJson[];
  domains: { domid: number; actual: number; target: number; maxmem: number }[];
}

/** What a closed loop ended with. */
export type ResultJson =
  | { ok: true; ideal?: number; granted?: number }
  | { error: "cannot-free-this-much"; required: number; free: number }
  | { error: "domains-refused"; domids: readonly number[] }
  | { error: "step-limit" }
  | { error: "simulation"; what: string }
  | { error: string };

/** A domain in the words of the manager. */
export function domainOf(json: DomainJson): Domain {
  return {
    id: json.domid,
    canBalloon: json.can_balloon,
    minimumKib: json.min,
    maximumKib: json.max,
    targetKib: json.target,
    actualKib: json.actual,
    inaccuracyKib: json.inaccuracy,
  };
}

/** Targets in the words of the vectors. */
export function targetsOf(targets: readonly DomainTarget[]): TargetJson[] {
  return targets.map(({ id, kib }) => ({ domid: id, target: kib }));
}

/** The rules with the switches of the vectors. */
export function rulesOf(switches: readonly string[]): SqueezeRules {
  return {
    stuckAfterSeconds: 5,
    margin: switches.includes("no-inaccuracy") ? 0 : 2,
    twoPhases: !switches.includes("no-two-phase"),
  };
}

class LoopError extends Error {
  readonly result: ResultJson;

  constructor(result: ResultJson) {
    super(JSON.stringify(result));
    this.result = result;
  }
}

/** A VM at work: it remembers when it last moved. */
export class SimulatedVm {
  readonly domain: DomainJson;
  readonly #model: Model;
  #seconds = 0;

  constructor({ domain, model }: VmJson) {
    this.domain = { ...domain };
    this.#model = model;
  }

  /** Moves until `seconds`, which may be before it last did when it comes from another scenario; returns by how many KiB it grew. Does nothing when that is more than is free. */
  move(seconds: number, freeKib: number): number | null {
    const change = this.#change(seconds - this.#seconds);
    if (change > freeKib) return null;
    this.#seconds = seconds;
    this.domain.actual += change;
    return change;
  }

  #change(dt: number): number {
    const model = this.#model;
    const { actual } = this.domain;
    switch (model.kind) {
      case "stuck":
        return 0;
      case "ideal":
        return this.#atSpeed(dt, model.rate);
      case "sticky": {
        const isEven = (seconds: number) => Math.trunc(seconds / model.period) % 2 === 0;
        return this.#atSpeed(isEven(this.#seconds) && isEven(this.#seconds + dt) ? dt : 0, model.rate);
      }
      case "floor": {
        const change = this.#atSpeed(dt, model.rate);
        return actual + change <= actual && actual + change <= model.limit ? model.limit - actual : change;
      }
      case "ceil": {
        const change = this.#atSpeed(dt, model.rate);
        return actual + change >= model.limit ? model.limit - actual : change;
      }
    }
  }

  #atSpeed(dt: number, rate: number): number {
    const { actual, target, inaccuracy } = this.domain;
    const distance = Math.max(0, Math.abs(actual - target) - inaccuracy);
    const way = Math.min(Math.trunc(dt * rate), distance);
    return actual > target ? -way : way;
  }
}

/** A host with simulated VMs, on which squeezed works as its own closed loop does. */
export class SqueezedHost {
  readonly #vms: readonly SimulatedVm[];
  readonly #rules: SqueezeRules;
  readonly #stepSeconds: number;
  readonly #stepLimit: number;
  #waits = 0;
  #pending: Pick<StepJson, "caps" | "targets"> = { caps: [], targets: [] };
  free: number;
  steps: StepJson[] = [];

  constructor(
    vms: readonly SimulatedVm[],
    free: number,
    rules: SqueezeRules,
    stepSeconds: number,
    stepLimit = Number.POSITIVE_INFINITY,
  ) {
    this.#vms = vms;
    this.free = free;
    this.#rules = rules;
    this.#stepSeconds = stepSeconds;
    this.#stepLimit = stepLimit;
  }

  get domains(): Domain[] {
    return this.#vms.map(({ domain }) => domainOf(domain)).sort((a, b) => a.id - b.id);
  }

  get #seconds(): number {
    return this.#stepSeconds === 0.1 ? this.#waits / 10 : this.#waits * this.#stepSeconds;
  }

  /** Frees memory until the condition holds; returns what it came to. */
  change(required: number, hostTarget: number, isEnough: (free: number) => boolean): ResultJson {
    try {
      this.#change(required, hostTarget, isEnough);
      return { ok: true };
    } catch (error) {
      if (error instanceof LoopError) return error.result;
      throw error;
    }
  }

  /** What the targets will leave free for certain. */
  get guaranteed(): number {
    return this.#vms.reduce(
      (free, { domain }) => free - (domain.target + domain.inaccuracy - domain.actual),
      this.free,
    );
  }

  /** Notes what has been set after the last wait, if anything, and what was the case when there was none. */
  close(): StepJson[] {
    if (this.#pending.caps.length + this.#pending.targets.length > 0 || this.steps.length === 0) this.#note();
    return this.steps;
  }

  #change(required: number, hostTarget: number, isEnough: (free: number) => boolean): void {
    const isHit = (domain: Domain) => Math.abs(domain.actualKib - domain.targetKib) <= domain.inaccuracyKib;
    if (
      required !== hostTarget &&
      required <= this.free &&
      this.domains.every((domain) => !domain.canBalloon || isHit(domain))
    )
      return;
    let session = FRESH_SESSION;
    for (;;) {
      const wish = { seconds: this.#seconds, freeKib: this.free, wantedFreeKib: required, isEnough };
      const decided: Decided = squeezeStep(this.domains, wish, session, this.#rules);
      session = decided.session;
      for (const { id, kib } of squeezeCaps(this.domains, decided)) this.#set(id, kib, true);
      const { action } = decided;
      if (action.result === "success") return;
      if (action.result === "failed") {
        const nobody = action.blamed.length === 0 || (action.blamed.length === 1 && action.blamed[0] === 0);
        throw new LoopError(
          nobody
            ? { error: "cannot-free-this-much", required, free: this.free }
            : { error: "domains-refused", domids: action.blamed },
        );
      }
      for (const { id, kib } of action.targets) this.#set(id, kib, false);
      this.#wait();
    }
  }

  #set(id: number, kib: number, cap: boolean): void {
    const domain = this.#vms.find((vm) => vm.domain.domid === id)?.domain;
    if (domain === undefined) throw new Error(`there is no domain ${id}`);
    domain.target = kib;
    if (cap) domain.maxmem = kib;
    this.#pending[cap ? "caps" : "targets"].push({ domid: id, target: kib });
  }

  #wait(): void {
    this.#waits++;
    try {
      if (this.#waits > this.#stepLimit) throw new LoopError({ error: "step-limit" });
      for (const vm of this.#vms) {
        const change = vm.move(this.#seconds, this.free);
        if (change === null) throw new LoopError({ error: "simulation", what: "allocates more than host free" });
        this.free -= change;
      }
    } finally {
      this.#note();
    }
  }

  #note(): void {
    const domains = this.#vms
      .map(({ domain: { domid, actual, target, maxmem } }) => ({ domid, actual, target, maxmem }))
      .sort((a, b) => a.domid - b.domid);
    this.steps.push({ time: this.#seconds, free: this.free, ...this.#pending, domains });
    this.#pending = { caps: [], targets: [] };
  }
}
