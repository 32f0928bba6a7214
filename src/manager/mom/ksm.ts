import { mean, quotient } from "./balloon.ts";

/** Kernel same-page merging and the memory around it, as MOM collects them; memory in kB. */
export interface KsmHost {
  readonly memTotal: number;
  /** Free memory at the latest samples, oldest first; `null`: a sample without it. */
  readonly memFree: readonly (number | null)[];
  /** The virtual sizes of all VMs. */
  readonly shareable: number;
  /** The present values under /sys/kernel/mm/ksm; the pages are those shared. */
  readonly pagesToScan: number;
  readonly pagesShared: number;
  readonly mergeAcrossNodes: boolean;
}

/** The constants of the rules. */
export interface KsmRules {
  /** Free share of the host below which scanning goes up, and above which it may stop. */
  readonly threshold: number;
  readonly boostPages: number;
  readonly decayPages: number;
  readonly leastPages: number;
  readonly mostPages: number;
  /** Sleep on a host of 16 GiB, in milliseconds; larger hosts sleep less. */
  readonly sleepMs: number;
  readonly leastSleepMs: number;
}

/** Switches of VDSM's administrator. */
export interface KsmChoice {
  readonly enabled: boolean;
  readonly mergeAcrossNodes: boolean;
}

/** What the rules set; `null`: no change. Values are written to the kernel without their fraction. */
export interface KsmControls {
  /** 0 stopped, 1 running, 2 unmerging. */
  readonly run: 0 | 1 | 2;
  readonly pagesToScan: number | null;
  readonly sleepMs: number | null;
  readonly mergeAcrossNodes: boolean | null;
}

const KB_OF_16_GIB = 16777216;

/** MOM's own rules: no scanning while memory cannot become short, otherwise more scanning the shorter memory is. */
export function ksmControls(host: KsmHost, rules: KsmRules): KsmControls {
  return isIdle(host, rules) ? { ...LEFT_ALONE, run: 0 } : { ...scanning(host, rules), mergeAcrossNodes: null };
}

/** VDSM's rules: the same, and shared pages are unmerged before merging across nodes changes or sharing ends. */
export function vdsmKsmControls(host: KsmHost, rules: KsmRules, choice: KsmChoice): KsmControls {
  const mergeAcrossNodes = host.pagesShared === 0 ? choice.mergeAcrossNodes : null;
  const mustUnmerge = host.pagesShared > 0 && (host.mergeAcrossNodes !== choice.mergeAcrossNodes || !choice.enabled);
  if (mustUnmerge) return { ...LEFT_ALONE, run: 2, mergeAcrossNodes };
  if (isIdle(host, rules) || !choice.enabled) return { ...LEFT_ALONE, run: 0, mergeAcrossNodes };
  return { ...scanning(host, rules), mergeAcrossNodes };
}

const LEFT_ALONE = { pagesToScan: null, sleepMs: null, mergeAcrossNodes: null } as const;

function isIdle({ memTotal, memFree, shareable }: KsmHost, { threshold }: KsmRules): boolean {
  const limit = memTotal * threshold;
  return limit + shareable < memTotal && mean(memFree) > limit;
}

function scanning({ memTotal, memFree, pagesToScan }: KsmHost, rules: KsmRules) {
  const change = mean(memFree) < memTotal * rules.threshold ? rules.boostPages : -rules.decayPages;
  return {
    run: 1,
    pagesToScan: Math.max(Math.min(pagesToScan + change, rules.mostPages), rules.leastPages),
    sleepMs: Math.max(rules.leastSleepMs, quotient(rules.sleepMs * KB_OF_16_GIB, memTotal)),
  } as const;
}
