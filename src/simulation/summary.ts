import { noCompressionCountersTotals, noPoolTotals, noSharingTotals } from "../engine/machine/machine.generated.ts";
import type { Machine } from "../engine/machine/machine.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { NOTICEABLE, reasonsOf } from "./reasons.ts";
import type { Recorder } from "./recorder.ts";
import type { DeviceResult, HostResult, Result, RunCost, Series, SimulationEvent, VmResult } from "./result.ts";
import type { VmRecord } from "./vm/vm-record.ts";
import type { VmRun } from "./vm/vm-run.ts";
import { whyContext, whySlow } from "./why.ts";

const NO_SHARING = { clockNs: 0, running: false, pagesToScan: 0, sleepNs: 0, ...noSharingTotals };
const NO_POOL = { bytes: 0, ...noPoolTotals, ...noCompressionCountersTotals };
const GIB_MINUTE = 1024 ** 3 * 60e9;

/** A simulation at the moment its result is taken. */
export interface Finish {
  readonly scenario: Scenario;
  readonly machine: Machine;
  readonly nowNs: number;
  readonly vms: readonly VmRun[];
  readonly recorder: Recorder;
  readonly events: readonly SimulationEvent[];
  readonly stateTimes: HostResult["states"];
  readonly run: RunCost;
}

/** The result of a simulation as far as it has come. */
export function summarise(finish: Finish): Result {
  const { scenario, nowNs, recorder, events, run } = finish;
  const { series } = recorder;
  return {
    version: 1,
    scenario,
    outcome: nowNs >= scenario.durationNs ? "completed" : "stopped",
    simulatedNs: nowNs,
    host: hostResult(finish),
    devices: scenario.devices.map((_, index) => deviceResult(finish, index)),
    vms: recorder.vms.map((record) => vmResult(finish, record, series)),
    series,
    events,
    run,
  };
}

function hostResult({ scenario, machine, vms, recorder, stateTimes }: Finish): HostResult {
  const { swapPages, freePages, swapUsedPages, reclaimClockNs: _, ...totals } = machine.host();
  const { clockNs: _c, running: _r, pagesToScan: _p, sleepNs: _s, ...sharing } = machine.sharing() ?? NO_SHARING;
  const { bytes: _b, ...pool } = machine.pool() ?? NO_POOL;
  const frames = scenario.host.memoryPages - scenario.host.reservedPages;
  const leastFreePages = Math.min(recorder.leastFreePages, freePages);
  return {
    overcommitRatio: scenario.vms.reduce((sum, vm) => sum + vm.memoryPages, 0) / frames,
    frames,
    freePages,
    leastFreePages,
    mostUsedPages: frames - leastFreePages,
    swapPages,
    swapUsedPages,
    mostSwapUsedPages: Math.max(recorder.mostSwapUsedPages, swapUsedPages),
    belowLowNs: recorder.belowLowNs,
    ...totals,
    states: stateTimes,
    kills: vms.filter(({ status }) => status === "killed-by-host").length,
    ...sharing,
    mostSharingPages: Math.max(recorder.mostSharingPages, sharing.sharingPages),
    ...pool,
    mostPoolPages: Math.max(recorder.mostPoolPages, pool.poolPages),
  };
}

function deviceResult({ scenario, machine, nowNs }: Finish, index: number): DeviceResult {
  const { reads, writes, readPages, writtenPages, busyNs } = machine.device(index);
  const { name = "", channels = 1 } = scenario.devices[index] ?? {};
  return {
    name,
    reads,
    writes,
    readBytes: readPages * scenario.pageBytes,
    writtenBytes: writtenPages * scenario.pageBytes,
    utilisation: nowNs > 0 ? Math.min(1, busyNs / (channels * nowNs)) : 0,
  };
}

function vmResult({ scenario, machine, nowNs, events }: Finish, record: VmRecord, series: Series): VmResult {
  const { run } = record;
  const { index, vm } = run;
  const {
    status,
    endedNs: _e,
    mappedFilePages: _f,
    copiedPages: _p,
    deflatedOnOomPages: _d,
    driverClockNs: _c,
    reclaimClockNs: _r,
    blocked: _b,
    sampledPages: _s,
    touchedPages: _t,
    reportingClockNs: _w,
    ...guest
  } = run.counters;
  const { references, thoughtNs, ranNs, stallNs, blockedNs } = run.totals(nowNs);
  const slowdown = ranNs > 0 ? ranNs / thoughtNs : 1;
  const delayNs = run.delays(nowNs);
  const { balloonPages } = guest;
  const host = { ...machine.host(), poolPages: machine.pool()?.poolPages ?? 0 };
  const slowed = { scenario, series, index, delayNs, balloonPages, host, events };
  const reasons = slowdown > NOTICEABLE ? reasonsOf(slowed) : [];
  return {
    name: vm.name,
    group: vm.group,
    state: status === "running" && run.course.finished ? "finished" : status,
    memoryPages: vm.memoryPages,
    targetPages: run.targetPages,
    references,
    runNs: ranNs,
    slowdown,
    worstSlowdown: Math.max(slowdown, record.worstSlowdown),
    p99Slowdown: run.p99Slowdown,
    stallNs,
    blockedNs,
    delayNs,
    reasons,
    why: whySlow({ names: vm.name, vms: [{ slowdown, memoryPages: vm.memoryPages, reasons }] }, whyContext(scenario)),
    ...guest,
    mostZramPages: record.mostZramPages(guest.zramPages),
    netBalloonPages: run.netBalloonPages,
    pressureNs: run.pressure.totalNs,
    footprintGibMinutes: (record.backedPageNs(nowNs, guest.backedPages) * scenario.pageBytes) / GIB_MINUTE,
  };
}
