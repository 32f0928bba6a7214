import { elementAt } from "../../list/element-at.ts";
import { type ByCause, type Cause, causes, NO_DELAYS } from "../../simulation/cause.ts";
import { NOTICEABLE, reasonsIn } from "../../simulation/reasons.ts";
import type { Result, SimulationEvent } from "../../simulation/result.ts";
import type { WorkCurve } from "../../simulation/vm/work-curve.ts";
import { formatClock, mainReason, whyContext, whySlow } from "../../simulation/why.ts";
import { type Excess, excessOf } from "./excess.ts";

/** A finished run with the data for its verdict. */
export interface Made {
  readonly result: Result;
  /** Work over time, in the order of the scenario's VMs. */
  readonly curves: readonly WorkCurve[];
}

/** Data of a roomy-host run that other runs are judged against. */
export interface Roomy {
  readonly curves: readonly WorkCurve[];
  readonly delaysNs: readonly ByCause<number>[];
  /** VMs that are also killed there. */
  readonly killed: ReadonlySet<number | null>;
}

/** The slowest or killed VM, since when, and why. */
export interface Blame {
  readonly vm: string;
  readonly atNs: number;
  readonly cause: Cause | "guest-out-of-memory" | "host-out-of-memory";
  /** Whether overcommit is the cause: on a roomy host the VM is less slow, or not killed. */
  readonly overcommit: boolean;
  readonly sentence: string;
}

/** How much overcommit slowed down the VMs of a run. */
export interface Verdict {
  /** Largest 99th-percentile excess of a VM over windows of one second, at least 1. */
  readonly p99Excess: number;
  /** Workloads and VMs that were killed but survive on a roomy host. */
  readonly excessKills: number;
  /** False: the roomy host does not fit into the engine; the two values above then assume that no VM is slowed down there. */
  readonly againstRoomy: boolean;
  /** `null`: no VM was killed or slower than the limit, on either host. */
  readonly blame: Blame | null;
}

/** Extracts the data that other runs are judged against. */
export function roomyOf({ result, curves }: Made): Roomy {
  const killed = new Set(result.events.filter(isKill).map(({ vm }) => vm));
  return { curves, delaysNs: result.vms.map(({ delayNs }) => delayNs), killed };
}

/** Judges a run. `limit`: slowdown above which a VM is named. `roomy`: `null` if that run failed. */
export function judge(made: Made, roomy: Roomy | null, limit: number = NOTICEABLE): Verdict {
  const { result, curves } = made;
  const excesses = curves.map((curve, vm): Excess => {
    const there = roomy?.curves[vm];
    const p99 = elementAt(result.vms, vm, "VM").p99Slowdown;
    return there === undefined ? { windows: [], p99, mean: p99 } : excessOf(curve, there);
  });
  const kills = result.events.filter((event) => isKill(event) && roomy?.killed.has(event.vm) !== true);
  const worst = largestAt(excesses.map(({ p99 }) => p99));
  const p99Excess = excesses[worst]?.p99 ?? 1;
  const [kill] = kills;
  return {
    p99Excess,
    excessKills: kills.length,
    againstRoomy: roomy !== null,
    blame:
      kill !== undefined
        ? killed(result, kill, true)
        : p99Excess > limit
          ? slowedDown(result, worst, p99Excess, excessDelays(result, roomy, worst), limit)
          : notOvercommit(result, limit),
  };
}

function notOvercommit(result: Result, limit: number): Blame | null {
  const kill = result.events.find(isKill);
  if (kill !== undefined) return killed(result, kill, false);
  const worst = largestAt(result.vms.map(({ p99Slowdown }) => p99Slowdown));
  const slowdown = result.vms[worst]?.p99Slowdown ?? 1;
  return slowdown > limit ? slowedDown(result, worst, slowdown, null, limit) : null;
}

function slowedDown(
  result: Result,
  index: number,
  slowdown: number,
  delayNs: ByCause<number> | null,
  limit: number,
): Blame | null {
  const vm = result.vms[index];
  if (vm === undefined) return null;
  const { name, memoryPages } = vm;
  const because = delayNs === null ? [] : reasonsIn(result, index, limit, delayNs);
  const reasons = because.length > 0 ? because : reasonsIn(result, index, limit);
  const main = mainReason(reasons);
  if (main === undefined) return null;
  const sentence = whySlow({ names: name, vms: [{ slowdown, memoryPages, reasons }] }, whyContext(result.scenario));
  return { vm: name, atNs: main.fromNs, cause: main.cause, overcommit: delayNs !== null, sentence };
}

/** Delays of a VM beyond those on the roomy host. */
function excessDelays({ vms }: Result, roomy: Roomy | null, index: number): ByCause<number> {
  const there = roomy === null ? NO_DELAYS : elementAt(roomy.delaysNs, index, "VM");
  const here = elementAt(vms, index, "VM").delayNs;
  const beyond = { ...NO_DELAYS };
  for (const cause of causes) beyond[cause] = Math.max(0, here[cause] - there[cause]);
  return beyond;
}

function killed({ vms }: Result, { vm, timeNs, kind, text }: SimulationEvent, overcommit: boolean): Blame {
  return {
    vm: vms[vm ?? -1]?.name ?? "host",
    atNs: timeNs,
    cause: kind === "host-out-of-memory" ? kind : "guest-out-of-memory",
    overcommit,
    sentence: `At ${formatClock(timeNs)}: ${text}`,
  };
}

function isKill({ kind }: SimulationEvent): boolean {
  return kind === "guest-out-of-memory" || kind === "host-out-of-memory";
}

function largestAt(values: readonly number[]): number {
  return values.reduce((most, value, at) => (value > elementAt(values, most) ? at : most), 0);
}
