import {
  compressionCountersFields,
  deviceFields,
  guestCountersFields,
  guestCountersSeries,
  hostCountersFields,
  hostCountersSeries,
  poolFields,
  sharingFields,
} from "../../engine/machine/machine.generated.ts";
import type { Reason } from "../../simulation/reason.ts";
import type {
  DeviceResult,
  HostResult,
  Result,
  RunCost,
  Series,
  SimulationEvent,
  VmResult,
  VmSeries,
} from "../../simulation/result.ts";

/** The parts of a result in the order in which they are written. */
export const RESULT_FIELDS = every<Result>()([
  "version",
  "outcome",
  "simulatedNs",
  "host",
  "devices",
  "vms",
  "events",
  "series",
  "scenario",
  "run",
]);

/** The numbers of the host in the order in which they are written. */
export const HOST_FIELDS = every<Omit<HostResult, "states">>()([
  "overcommitRatio",
  "frames",
  "freePages",
  "leastFreePages",
  "mostUsedPages",
  "swapPages",
  "swapUsedPages",
  "mostSwapUsedPages",
  "belowLowNs",
  ...hostCountersFields,
  "kills",
  ...inserted(sharingFields, { sharingPages: "mostSharingPages" }),
  ...inserted(poolFields, { poolPages: "mostPoolPages" }),
  ...compressionCountersFields,
]);

/** The numbers of a device in the order in which they are written. */
export const DEVICE_FIELDS = every<DeviceResult>()([
  "name",
  ...deviceFields,
  "readBytes",
  "writtenBytes",
  "utilisation",
]);

/** The numbers of a VM in the order in which they are written. */
export const VM_FIELDS = every<Omit<VmResult, "delayNs" | "reasons" | "why">>()([
  "name",
  "group",
  "state",
  "memoryPages",
  "balloonPages",
  "targetPages",
  "mappedPages",
  "freePages",
  "backedPages",
  "sharedPages",
  "swapUsedPages",
  "zramPages",
  "mostZramPages",
  "zramBytes",
  "hostSwapUsedPages",
  "references",
  "runNs",
  "slowdown",
  "worstSlowdown",
  "p99Slowdown",
  "stallNs",
  "blockedNs",
  ...inserted(guestCountersFields, {
    deflatedPages: "netBalloonPages",
    scannedPages: "allocStalls",
    asyncScannedPages: "directScannedPages",
    asyncReclaimedPages: "directReclaimedPages",
    oomKills: "pressureNs",
  }),
  "footprintGibMinutes",
]);

/** The fields of a reason, in the order in which they are written. */
export const REASON_FIELDS = every<Reason>()([
  "cause",
  "share",
  "delayNs",
  "fromNs",
  "untilNs",
  "slowNs",
  "balloonPages",
  "hostFreePages",
  "returnedPages",
  "hostWantedPages",
  "device",
  "deviceUtilisation",
  "deviceLoad",
]);

/** The fields of an event, in the order in which they are written. */
export const EVENT_FIELDS = every<SimulationEvent>()(["timeNs", "kind", "vm", "text"]);

/** The fields of the computation, in the order in which they are written. */
export const RUN_FIELDS = every<RunCost>()(["wallSeconds", "references", "referencesPerSecond", "engineBytes"]);

/** The parts of the time series in the order in which they are written. */
export const SERIES_FIELDS = every<Series>()(["timeNs", "host", "devices", "vms"]);

/** The host's columns of numbers of the time series in the order in which they are written. */
export const HOST_SERIES_FIELDS = every<Omit<Series["host"], "state">>()([
  "freePages",
  "swapUsedPages",
  ...hostCountersSeries,
  "sharingPages",
  "poolPages",
]);

/** A VM's columns of the time series in the order in which they are written. */
export const VM_SERIES_FIELDS = every<Omit<VmSeries, "delayNs">>()([
  "balloonPages",
  "targetPages",
  "mappedPages",
  "freePages",
  "backedPages",
  "sharedPages",
  "references",
  "slowdown",
  "stallShare",
  "pressureShare",
  ...guestCountersSeries,
  "zramPages",
]);

/** Takes the names of all fields of `T`: to leave one out is an error of the compiler. */
function every<T>() {
  return <const Names extends readonly (keyof T)[]>(
    names: Names & (Exclude<keyof T, Names[number]> extends never ? unknown : never),
  ): Names => names;
}

/** The counters of a record in their order, each followed by what is named here to follow it. */
function inserted<Name extends string, After extends string>(
  names: readonly Name[],
  after: { readonly [name in Name]?: After },
): (Name | After)[] {
  return names.flatMap((name) => {
    const next = after[name];
    return next === undefined ? [name] : [name, next];
  });
}
