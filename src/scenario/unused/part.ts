import type { Choice } from "../key/choice.ts";
import { writeDuration } from "../key/duration.ts";
import type { Path, Report } from "../problem.ts";

/** Whether a key was written. */
export type Wrote = (path: Path) => boolean;

/** Says that a policy weighs file pages where there are none. */
export function reportSwappiness(choice: Choice | undefined, path: Path, why: string, report: Report): void {
  if (choice?.written.swappiness === undefined) return;
  report([...path, "swappiness"], `swappiness weighs file pages against others, and ${why}`);
}

/** Says what a swap area of no size has to do with devices. */
export function reportNoSwap(wrote: Wrote, pages: number, path: Path, report: Report): void {
  if (pages > 0) return;
  for (const key of ["device", "readahead"])
    if (wrote([...path, key])) report([...path, key], "there is no swap, its size is 0: write a size, or leave it out");
}

/** Says of a moment or a time that it does not come before the run ends. */
export function reportLate(ns: number | undefined, endNs: number, path: Path, what: string, report: Report): void {
  if (ns !== undefined && ns > endNs)
    report(path, `${what}, and the run lasts ${writeDuration(endNs)}: write less, or a longer duration`);
}

/** Says of a codec that none of its numbers is used. */
export function reportCodec(wrote: Wrote, path: Path, report: Report): void {
  if (["codec", "compress", "decompress", "ratio"].every((key) => wrote([...path, key])))
    report([...path, "codec"], "compress, decompress and ratio are all written and take its place: leave it out");
}
