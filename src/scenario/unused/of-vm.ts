import type { Catalogue, PatternEntry } from "../catalogue.ts";
import { entryOf } from "../key/choice.ts";
import { writeDuration } from "../key/duration.ts";
import type { Path, Report } from "../problem.ts";
import type { Scenario, Vm } from "../scenario.ts";
import type { WrittenVm } from "../vm/written-vm.ts";
import type { WrittenPattern, WrittenPhase, WrittenWorkload } from "../workload/written-workload.ts";
import { reportCodec, reportLate, reportNoSwap, reportSwappiness } from "./part.ts";

/** Reports every key of a VM that was written and cannot change anything beside what else was chosen. */
export function reportUnusedOfVm(
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
    if (written.disk !== undefined)
      report(
        [...path, "disk"],
        "it is for file-backed pages, and this VM has none: give its workload files, or leave it out",
      );
  }
  reportSwap(written.swap, vm, [...path, "swap"], report);
  if (vm.balloon === null && written.deflateOnOom !== undefined)
    report([...path, "deflateOnOom"], "this VM has no balloon: leave it out");
  reportTimes(written, vm, durationNs, path, report);
  reportDriver(written.balloon, vm, durationNs, [...path, "balloon"], report);
  reportWorkload(written.workload, catalogue, [...path, "workload"], report);
}

function reportSwap(written: WrittenVm["swap"], vm: Vm, path: Path, report: Report): void {
  if (written === undefined || written === "zram") return;
  if ("kind" in written) reportCodec(written, path, report);
  else reportNoSwap(written, vm.swap.pages, path, report);
}

function reportTimes(written: WrittenVm, vm: Vm, endNs: number, path: Path, report: Report): void {
  const late = (ns: number | undefined, key: readonly string[], what: string) =>
    reportLate(ns, endNs, [...path, ...key], what, report);
  const at = (ns: number) => writeDuration(ns);
  if (written.boot !== undefined && written.boot >= endNs)
    report([...path, "boot"], `the VM would never boot: the run lasts ${at(endNs)}: write less, or a longer duration`);
  late(written.shutdown, ["shutdown"], "the VM would never shut down");
  const { statistics, reporting } = written;
  if (typeof statistics === "object") {
    const { period, delay } = statistics;
    if (period !== undefined) late(vm.bootNs + period, ["statistics", "period"], "the guest would never be asked");
    if (delay !== undefined) late(vm.bootNs + delay, ["statistics", "delay"], "no answer would ever arrive");
  }
  if (typeof reporting === "object" && reporting.delay !== undefined)
    late(vm.bootNs + reporting.delay, ["reporting", "delay"], "nothing would ever be reported");
}

function reportDriver(
  written: WrittenVm["balloon"],
  { balloon, bootNs }: Vm,
  endNs: number,
  path: Path,
  report: Report,
) {
  if (typeof written !== "object" || balloon === null) return;
  const { driver } = balloon;
  if (driver.kind === "stuck")
    for (const key of ["touched", "untouched", "return", "migrate", "batch", "retry"] as const)
      if (written[key] !== undefined) report([...path, key], "its driver is stuck and never moves: leave it out");
  if (driver.kind === "intermittent")
    reportLate(
      bootNs + driver.workingNs,
      endNs,
      [...path, "driver", "working"],
      "the driver would never be stuck",
      report,
    );
}

function reportWorkload(written: WrittenWorkload, catalogue: Catalogue, path: Path, report: Report): void {
  const single = "pattern" in written;
  const phases: readonly WrittenPhase[] = single ? [{ pattern: written.pattern }] : (written.phases ?? []);
  const uses = phases.map(({ pattern }) => usesOf(pattern, catalogue));
  for (const [index, phase] of phases.entries()) {
    const at: Path = single ? path : [...path, "phases", index];
    for (const key of ["think", "writes"] as const) {
      const why = uses[index]?.[key] ?? null;
      if (phase[key] !== undefined && why !== null) report([...at, key], `${why}: leave it out`);
    }
    for (const [part, { kind, written: parameters }] of phase.pattern.parts.entries())
      if (parameters.rate !== undefined)
        report([...at, "parts", part, "rate"], `a mix goes at its own think, not at the rate of ${kind}: leave it out`);
  }
  for (const key of ["think", "writes"] as const) {
    const idle = phases.every((phase, index) => phase[key] !== undefined || (uses[index]?.[key] ?? null) !== null);
    if (written[key] === undefined || !idle) continue;
    const why = uses[0]?.[key] ?? null;
    report([...path, key], `${single && why !== null ? why : `no phase takes it: each has its own`}: leave it out`);
  }
}

/** Why a pattern takes no time to think or share of writes from who uses it; `null`: it does. */
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
