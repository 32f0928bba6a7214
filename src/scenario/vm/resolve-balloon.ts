import { entryOf } from "../key/choice.ts";
import { type PageCounting, toPages, writePages } from "../key/pages.ts";
import type { Path } from "../problem.ts";
import type { Balloon, Costs, DriverBehaviour } from "../scenario.ts";
import { balloonKinds } from "./balloon-kinds.ts";
import type { WrittenVm } from "./written-vm.ts";

const STANDARD_RETRY_NS = 200e6;
const BLOCK_BYTES = 2 ** 21;

/** The balloon of a VM whose kernel has so many pages, with all defaults; `null`: there is no driver. */
export function resolveBalloon(
  balloon: NonNullable<WrittenVm["balloon"]>,
  kernelPages: number,
  costs: Costs,
  path: Path,
  counting: PageCounting,
): Balloon | null {
  if (balloon === false) return null;
  const { report, pageBytes, wholePages: memoryPages } = counting;
  const written = balloon === true ? {} : balloon;
  const minimumPages =
    written.minimum === undefined
      ? Math.min(kernelPages + Math.floor(memoryPages / 10), memoryPages)
      : toPages(written.minimum, [...path, "minimum"], counting);
  const startPages = written.start === undefined ? 0 : toPages(written.start, [...path, "start"], counting);
  const [memory, kernel] = [writePages(memoryPages, pageBytes), writePages(kernelPages, pageBytes)];
  if (minimumPages > memoryPages)
    report([...path, "minimum"], `the minimum is more than the VM's ${memory}: write less`);
  else if (minimumPages < kernelPages)
    report([...path, "minimum"], `the minimum is less than the ${kernel} of the VM's kernel: write at least that`);
  else if (startPages > memoryPages - minimumPages) {
    report(
      [...path, "start"],
      `the balloon can hold ${writePages(memoryPages - minimumPages, pageBytes)} at most, the VM's memory less its minimum: write no more than that`,
    );
  }
  const kind = entryOf(balloonKinds, { kind: written.kind ?? "virtio" });
  const unitPages = kind.blocks ? BLOCK_BYTES / pageBytes : 1;
  const standard =
    kind.name === "virtio"
      ? {
          touchedNs: costs.inflateTouchedNs,
          untouchedNs: costs.inflateUntouchedNs,
          returnNs: costs.deflateNs,
          migrateNs: 0,
        }
      : kind.costs;
  if (written.migrate !== undefined && kind.name !== "virtio-mem")
    report([...path, "migrate"], `${kind.name} moves no pages out of the way: write kind: virtio-mem, or leave it out`);
  return {
    minimumPages,
    startPages: startPages - (startPages % unitPages),
    kind: kind.name,
    unitPages,
    touchedNs: written.touched ?? standard.touchedNs,
    untouchedNs: written.untouched ?? standard.untouchedNs,
    returnNs: written.return ?? standard.returnNs,
    migrateNs: written.migrate ?? standard.migrateNs,
    hostFaultNs: kind.blocks ? costs.hostFaultHugeNs : costs.hostFaultNs,
    batchPages:
      written.batch === undefined
        ? kind.batch * unitPages
        : toPages(written.batch, [...path, "batch"], counting, unitPages, Math.max(65536, unitPages * 256)),
    retryNs: written.retry ?? STANDARD_RETRY_NS,
    driver: resolveDriver(written.driver ?? "normal", [...path, "driver"], counting),
  };
}

function resolveDriver(
  written: NonNullable<Exclude<NonNullable<WrittenVm["balloon"]>, boolean>["driver"]>,
  path: Path,
  counting: PageCounting,
): DriverBehaviour {
  if (typeof written === "string") return { kind: written };
  switch (written.kind) {
    case "slow":
      return { kind: "slow", bytesPerSecond: written.rate };
    case "limited":
      return { kind: "limited", mostPages: toPages(written.most, [...path, "most"], counting) };
    case "intermittent":
      return { kind: "intermittent", workingNs: written.working, stuckNs: written.stuck };
    default:
      return written;
  }
}
