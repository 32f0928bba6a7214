import { baseName } from "../error.ts";
import { off, type Sample, silent } from "../model/sample.ts";
import type { Answer, VmStep } from "./api.ts";
import type { VmConf } from "./conf.ts";

/** The rrddata of a VM. */
export type StepFile = Extract<Answer, { kind: "vm-steps" }>;

/** The VM that a file of rrddata is about: the last named in the file's name, or the only one with its memory and processors; `null`: none or several. */
export function ownerOf({ file, steps }: StepFile, vms: readonly VmConf[]): VmConf | null {
  const numbers: readonly string[] = baseName(file.name).match(/\d+/g) ?? [];
  const named = vms.findLast(({ id }) => numbers.includes(id));
  if (named !== undefined) return named;
  const like = steps.find(({ maxmem }) => maxmem !== null);
  const fitting = vms.filter(
    ({ memoryBytes, vcpus }) => memoryBytes === like?.maxmem && (like.maxcpu === null || like.maxcpu === vcpus),
  );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** Steps of several timeframes as one: a coarser one counts only where a finer one says nothing. */
export function oneSeries(files: readonly StepFile[]): VmStep[] {
  const bySpan = [...files].sort((a, b) => spanOf(a) - spanOf(b));
  let all: VmStep[] = [];
  for (const { steps } of bySpan) {
    const [first, last] = [all[0]?.time ?? Number.POSITIVE_INFINITY, all.at(-1)?.time ?? Number.NEGATIVE_INFINITY];
    const latest = new Map(steps.filter(({ time }) => time < first || time > last).map((step) => [step.time, step]));
    all = [...all, ...latest.values()].sort((a, b) => a.time - b.time);
  }
  return all;
}

function spanOf({ steps }: StepFile): number {
  return (steps.at(-1)?.time ?? 0) - (steps[0]?.time ?? 0);
}

/** Whether what stands as the guest's use is what the host sees of its process: Proxmox writes that where the guest's driver tells nothing. */
export function isHostSide(steps: readonly VmStep[]): boolean {
  const both = steps.filter(({ mem, memhost }) => mem !== null && memhost !== null);
  return both.length > 0 && both.every(({ mem, memhost }) => mem === memhost);
}

/** Samples of rrddata. A step with the memory's size but no use is of a VM that is off; a step with nothing says nothing. */
export function samplesOf(steps: readonly VmStep[]): Sample[] {
  const hostSide = isHostSide(steps);
  return steps.flatMap(({ time, mem, maxmem }): Sample[] => {
    if (mem === null) return maxmem === null ? [] : [off(time)];
    return [{ ...silent(time), anonymousBytes: hostSide ? null : mem }];
  });
}
