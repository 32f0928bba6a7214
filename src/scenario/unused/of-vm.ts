import type { Catalogue, PatternEntry } from "../catalogue.ts";
import { entryOf } from "../key/choice.ts";
import { writeDuration } from "../key/duration.ts";
import type { Path, Report } from "../problem.ts";
import type { Scenario, Vm } from "../scenario.ts";
import type { WrittenVm } from "../vm/vm.ts";
import type { WrittenPattern } from "../workload/pattern.ts";
import { phasesOf, type WrittenWorkload } from "../workload/workload.ts";
import { reportCodec, reportLate, reportNoSwap, reportSwappiness, type Wrote } from "./part.ts";
import { reportUnusedOfSeries } from "./series.ts";

/** Reports every key of a VM that was written and cannot change anything, given the other keys. */
export function reportUnusedOfVm(
  wrote: Wrote,
  written: WrittenVm,
  vm: Vm,
  { durationNs }: Scenario,
  catalogue: Catalogue,
  path: Path,
  report: Report,
): void {
  const { filePages } = vm.workload;
  if (filePages === 0) {
    const why = "this VM has none: give its workload files, or leave it out";
    reportSwappiness(written.policy, [...path, "policy"], why, report);
    if (wrote([...path, "disk"]))
      report(
        [...path, "disk"],
        "it is for file-backed pages, and this VM has none: give its workload files, or leave it out",
      );
  }
  if ("kind" in vm.swap) reportCodec(wrote, [...path, "swap"], report);
  else reportNoSwap(wrote, vm.swap.pages, [...path, "swap"], report);
  if (vm.balloon === null && wrote([...path, "deflateOnOom"]))
    report([...path, "deflateOnOom"], "this VM has no balloon: leave it out");
  reportTimes(wrote, vm, durationNs, path, report);
  reportDriver(wrote, vm, durationNs, [...path, "balloon"], report);
  const { series } = vm.workload;
  const ofWorkload = [...path, "workload"];
  if (series === null) reportWorkload(wrote, written.workload, catalogue, ofWorkload, report);
  else reportUnusedOfSeries(wrote, series, ofWorkload, report);
}

function reportTimes(wrote: Wrote, vm: Vm, endNs: number, path: Path, report: Report): void {
  const { bootNs, shutdownNs, statistics, reporting } = vm;
  if (wrote([...path, "boot"]) && bootNs >= endNs)
    report(
      [...path, "boot"],
      `the VM would never boot: the run lasts ${writeDuration(endNs)}: write less, or a longer duration`,
    );
  const late = (ns: number, key: readonly string[], what: string) => {
    if (wrote([...path, ...key])) reportLate(ns, endNs, [...path, ...key], what, report);
  };
  if (shutdownNs !== null) late(shutdownNs, ["shutdown"], "the VM would never shut down");
  late(bootNs + statistics.periodNs, ["statistics", "period"], "the guest would never be asked");
  late(bootNs + statistics.delayNs, ["statistics", "delay"], "no answer would ever arrive");
  if (reporting !== null) late(bootNs + reporting.delayNs, ["reporting", "delay"], "nothing would ever be reported");
}

function reportDriver(wrote: Wrote, { balloon, bootNs }: Vm, endNs: number, path: Path, report: Report): void {
  if (balloon === null) return;
  const { driver } = balloon;
  if (driver.kind === "stuck")
    for (const key of ["touched", "untouched", "return", "migrate", "batch", "retry"])
      if (wrote([...path, key])) report([...path, key], "its driver is stuck and never moves: leave it out");
  if (driver.kind === "intermittent") {
    const working = [...path, "driver", "working"];
    reportLate(bootNs + driver.workingNs, endNs, working, "the driver would never be stuck", report);
  }
}

function reportWorkload(
  wrote: Wrote,
  written: WrittenWorkload,
  catalogue: Catalogue,
  path: Path,
  report: Report,
): void {
  const single = written.pattern !== undefined;
  const phases = phasesOf(written, path);
  const uses = phases.map((phase) => usesOf(phase.written.pattern, catalogue));
  for (const [index, { written: phase, path: at }] of phases.entries()) {
    for (const key of ["think", "writes"] as const) {
      const why = uses[index]?.[key] ?? null;
      if (phase[key] !== undefined && why !== null) report([...at, key], `${why}: leave it out`);
    }
    for (const [part, { kind, written: parameters }] of phase.pattern.parts.entries())
      if (parameters.rate !== undefined)
        report([...at, "parts", part, "rate"], `a mix goes at its own think, not at the rate of ${kind}: leave it out`);
  }
  for (const key of ["think", "writes"] as const) {
    const idle = phases.every(
      (phase, index) => phase.written[key] !== undefined || (uses[index]?.[key] ?? null) !== null,
    );
    if (!wrote([...path, key]) || !idle) continue;
    const why = uses[0]?.[key] ?? null;
    report([...path, key], `${single && why !== null ? why : `no phase takes it: each has its own`}: leave it out`);
  }
}

/** Why a pattern does not use the `think` or `writes` of its phase; `null`: it does. */
function usesOf(
  pattern: WrittenPattern,
  { patterns }: Catalogue,
): { readonly think: string | null; readonly writes: string | null } {
  const entry: PatternEntry = entryOf(patterns, pattern);
  const parts = pattern.parts.map((part): PatternEntry => entryOf(patterns, part));
  const owners = parts.length === 0 ? [entry] : parts;
  return {
    think:
      entry.thinkNs === undefined
        ? null
        : `${entry.name} sets its own pace${"rate" in entry.parameters ? " by rate" : ""}`,
    writes: owners.every(({ writes }) => writes === "own") ? `${owners[0]?.name} has its own writes` : null,
  };
}
