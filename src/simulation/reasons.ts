import { elementAt } from "../list/element-at.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type ByCause, type Cause, causes } from "./cause.ts";
import { busiestDevice } from "./device-load.ts";
import type { Reason } from "./reason.ts";
import type { HostResult, Result, Series, SimulationEvent, VmSeries } from "./result.ts";

/** The slowdown from which on users notice: a VM beyond it gets its reasons. */
export const NOTICEABLE = 1.05;

/** Input for finding the reasons of a VM's slowdown. */
export interface Slowed {
  readonly scenario: Scenario;
  readonly series: Series;
  /** The VM's index in the scenario. */
  readonly index: number;
  readonly delayNs: ByCause<number>;
  /** As it stands, for a run that ends before its first sample. */
  readonly balloonPages: number;
  readonly host: HostNow;
  readonly events: readonly SimulationEvent[];
}

/** The host at one moment. */
type HostNow = Pick<HostResult, "freePages" | "poolPages" | "swapUsedPages">;

/** Why a VM was slow, the largest share first; nothing when nothing delayed it. `limit`: the slowdown that counts as slow. */
export function reasonsOf(slowed: Slowed, limit: number = NOTICEABLE): Reason[] {
  const totalNs = causes.reduce((sum, cause) => sum + slowed.delayNs[cause], 0);
  return causes
    .filter((cause) => slowed.delayNs[cause] > 0)
    .map((cause) => {
      const delayNs = slowed.delayNs[cause];
      return { cause, share: delayNs / totalNs, delayNs, ...when(slowed, cause, limit) };
    })
    .sort((one, other) => other.share - one.share);
}

/**
 * The reasons of a VM of a result by a limit of your choice, whether it was slow over the whole run or not. `delayNs`: the delays to explain;
 * default: all of the VM's.
 */
export function reasonsIn(result: Result, index: number, limit: number, delayNs?: ByCause<number>): Reason[] {
  const { scenario, series, vms, host, events } = result;
  const vm = vms[index];
  if (vm === undefined) return [];
  const { balloonPages } = vm;
  return reasonsOf({ scenario, series, index, delayNs: delayNs ?? vm.delayNs, balloonPages, host, events }, limit);
}

type When = Omit<Reason, "cause" | "share" | "delayNs">;

function when(slowed: Slowed, cause: Cause, limit: number): When {
  const { scenario, series, index } = slowed;
  const { bootNs } = elementAt(scenario.vms, index, "VM");
  const vm = elementAt(series.vms, index, "VM");
  const slow = slowPeriods(vm, cause, limit);
  const first = slow[0];
  const last = slow.at(-1);
  const beginNs = (at: number) => Math.max(series.timeNs[at - 1] ?? 0, bootNs);
  const endNs = (at: number) => elementAt(series.timeNs, at, "sample");
  if (first === undefined || last === undefined) {
    const { balloonPages, host } = slowed;
    return {
      fromNs: series.timeNs.at(-1) ?? bootNs,
      untilNs: null,
      slowNs: 0,
      balloonPages,
      hostFreePages: host.freePages,
      returnedPages: returnedPages(slowed, series.timeNs.length),
      hostWantedPages: wantedPages(scenario, host),
      device: null,
      deviceUtilisation: 0,
      deviceLoad: null,
    };
  }
  return {
    fromNs: beginNs(first),
    untilNs: last === series.timeNs.length - 1 ? null : endNs(last),
    slowNs: slow.reduce((sum, at) => sum + endNs(at) - beginNs(at), 0),
    balloonPages: elementAt(vm.balloonPages, first, "sample"),
    hostFreePages: hostFreePages(slowed, first, beginNs(first), endNs(first)),
    returnedPages: returnedPages(slowed, last + 1),
    hostWantedPages: Math.max(...slow.map((at) => wantedPages(scenario, hostAt(series, at)))),
    ...busiestDevice(scenario, series, index, slow),
  };
}

/** What the host had free in a sample period: at its end, unless it ran out of memory in it, because a VM killed for that has given back its memory. */
function hostFreePages({ scenario, series, events }: Slowed, at: number, beginNs: number, endNs: number): number {
  const sampledPages = elementAt(series.host.freePages, at, "sample");
  const ranOut = events.some(
    ({ kind, timeNs }) => kind === "host-out-of-memory" && timeNs >= beginNs && timeNs <= endNs,
  );
  return ranOut ? Math.min(sampledPages, scenario.host.watermarks.minPages) : sampledPages;
}

/**
 * The sample periods in which a cause alone slowed a VM by more than the limit; where there is none, those in which the VM was slow and the cause was
 * part of it; where there is none either, those in which it delayed the VM at all.
 */
function slowPeriods(vm: VmSeries, cause: Cause, limit: number): number[] {
  const column = vm.delayNs[cause];
  if (column === undefined) return [];
  const all = partsOf(vm, column)
    .map((part, at) => ({ at, part, excess: elementAt(vm.slowdown, at, "sample") - 1 }))
    .filter(({ part }) => part > 0);
  const alone = all.filter(({ part, excess }) => part * excess > limit - 1);
  const together = all.filter(({ excess }) => excess > limit - 1);
  const periods = [alone, together].find(({ length }) => length > 0) ?? all;
  return periods.map(({ at }) => at);
}

/**
 * A cause's part of the delay in each period, 0 … 1. A delay counts in the period in which its reference began: a period of nothing but waiting has
 * the parts of the one before it.
 */
function partsOf({ delayNs, slowdown }: VmSeries, column: readonly number[]): number[] {
  const columns = Object.values(delayNs);
  let before = 0;
  return column.map((ns, at) => {
    const totalNs = columns.reduce((sum, other) => sum + elementAt(other, at, "sample"), 0);
    if (totalNs > 0) before = ns / totalNs;
    else if (slowdown[at] === 1) before = 0;
    return before;
  });
}

/** What a VM gave to the host in the first sample periods; what its balloon holds from the start has never been the VM's. */
function returnedPages({ scenario, series, index }: Slowed, periods: number): number {
  const { reportedPages, balloonPages } = elementAt(series.vms, index, "VM");
  let reported = 0;
  let inflated = 0;
  for (let at = 0; at < periods; at++) {
    reported += elementAt(reportedPages, at, "sample");
    inflated += Math.max(0, elementAt(balloonPages, at, "sample") - (balloonPages[at - 1] ?? 0));
  }
  return reported + Math.max(0, inflated - (elementAt(scenario.vms, index, "VM").balloon?.startPages ?? 0));
}

function hostAt({ host }: Series, at: number): HostNow {
  return {
    freePages: elementAt(host.freePages, at, "sample"),
    poolPages: elementAt(host.poolPages, at, "sample"),
    swapUsedPages: elementAt(host.swapUsedPages, at, "sample"),
  };
}

/** What the VMs have in the host's memory and in its swap; a compressed page has its place in swap. */
function wantedPages({ host }: Scenario, { freePages, poolPages, swapUsedPages }: HostNow): number {
  return host.memoryPages - host.reservedPages - freePages - poolPages + swapUsedPages;
}
