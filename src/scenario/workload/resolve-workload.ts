import type { Catalogue } from "../catalogue.ts";
import { MIX } from "../catalogue.ts";
import { resolveContent } from "../host/resolve-sharing.ts";
import { entryOf } from "../key/choice.ts";
import { type PageCounting, toPages, writePages } from "../key/pages.ts";
import { parameterValues } from "../memory/resolve-part.ts";
import type { Path } from "../problem.ts";
import type { Pattern, Phase, Workload } from "../scenario.ts";
import type { WrittenPattern, WrittenPhase, WrittenWorkload } from "./written-workload.ts";

const STANDARD_THINK_NS = 1000;
const STANDARD_WRITE_SHARE = 0.3;

/** A workload with all defaults; `counting` counts shares of the VM's memory. */
export function resolveWorkload(
  written: WrittenWorkload,
  kernelPages: number,
  catalogue: Catalogue,
  path: Path,
  counting: PageCounting,
): Workload {
  const { report, pageBytes, wholePages } = counting;
  const pages =
    written.memory === undefined ? wholePages - kernelPages : toPages(written.memory, [...path, "memory"], counting, 1);
  const ofWorkload = { ...counting, wholePages: pages };
  const part = (key: "files" | "warm", what: string) => {
    const size = written[key];
    if (size === undefined) return 0;
    const partPages = toPages(size, [...path, key], ofWorkload);
    if (partPages > pages)
      report(
        [...path, key],
        `${what} ${writePages(partPages, pageBytes)} of a workload that has ${writePages(pages, pageBytes)}: write at most that, or 100%`,
      );
    return partPages;
  };
  const phases: readonly WrittenPhase[] =
    "pattern" in written ? [{ pattern: written.pattern }] : (written.phases ?? []);
  const phasePath = (index: number) => ("pattern" in written ? path : [...path, "phases", index]);
  const repeat = written.repeat ?? false;
  for (const [index, phase] of phases.entries()) {
    if (phase.for !== undefined || (index === phases.length - 1 && !repeat)) continue;
    const why = repeat ? "every phase of a workload that repeats" : "every phase but the last";
    report([...phasePath(index), "for"], `missing: ${why} needs it, write for example for: 30s`);
  }
  return {
    pages,
    filePages: part("files", "files take"),
    warmPages: part("warm", "warm takes"),
    phases: phases.map((phase, index) => resolvePhase(phase, written, catalogue, phasePath(index), ofWorkload)),
    repeat,
    content: resolveContent(written.content, [...path, "content"], report),
  };
}

function resolvePhase(
  written: WrittenPhase,
  workload: WrittenWorkload,
  catalogue: Catalogue,
  path: Path,
  counting: PageCounting,
): Phase {
  const { report, pageBytes, wholePages } = counting;
  const whole = writePages(wholePages, pageBytes);
  const firstPage = written.from === undefined ? 0 : toPages(written.from, [...path, "from"], counting);
  if (firstPage >= wholePages)
    report(
      [...path, "from"],
      `the region begins at ${writePages(firstPage, pageBytes)}, and the workload ends at ${whole}`,
    );
  const pages =
    written.memory === undefined ? wholePages - firstPage : toPages(written.memory, [...path, "memory"], counting, 1);
  if (firstPage < wholePages && firstPage + pages > wholePages) {
    report(
      [...path, "memory"],
      `the region ends at ${writePages(firstPage + pages, pageBytes)}, and the workload at ${whole}`,
    );
  }
  const growFromPages =
    written.growFrom === undefined ? pages : toPages(written.growFrom, [...path, "growFrom"], counting, 1);
  if (growFromPages > pages && pages >= 1) {
    report(
      [...path, "growFrom"],
      `${writePages(growFromPages, pageBytes)} is more than the ${writePages(pages, pageBytes)} the region grows to: write less`,
    );
  }
  if (growFromPages < pages && written.for === undefined)
    report([...path, "growFrom"], "a region grows over the phase's time, and that is not known: write for as well");
  return {
    durationNs: written.for ?? null,
    thinkNs: written.think ?? workload.think ?? STANDARD_THINK_NS,
    writeShare: written.writes ?? workload.writes ?? STANDARD_WRITE_SHARE,
    firstPage,
    pages,
    growFromPages,
    free: resolveFree(written.free, [...path, "free"], counting),
    pattern: resolvePattern(written.pattern, catalogue, path, { ...counting, wholePages: pages }),
  };
}

function resolveFree(written: WrittenPhase["free"], path: Path, counting: PageCounting): Phase["free"] {
  const { report, pageBytes, wholePages } = counting;
  if (written === undefined) return null;
  if (written === "all") return { firstPage: 0, pages: wholePages };
  const firstPage =
    "memory" in written && written.from !== undefined ? toPages(written.from, [...path, "from"], counting) : 0;
  const pages =
    "memory" in written ? toPages(written.memory, [...path, "memory"], counting) : toPages(written, path, counting);
  if (firstPage + pages > wholePages) {
    report(
      path,
      `what is freed ends at ${writePages(firstPage + pages, pageBytes)}, and the workload at ${writePages(wholePages, pageBytes)}`,
    );
  }
  return { firstPage, pages };
}

/** A share among a pattern's own parameters is one of its region. */
function resolvePattern(written: WrittenPattern, catalogue: Catalogue, path: Path, counting: PageCounting): Pattern {
  const { parameters } = entryOf(catalogue.patterns, written);
  return {
    kind: written.kind,
    parameters: written.kind === MIX ? {} : parameterValues(parameters, written, path, counting),
    parts: written.parts.map((part, index) => ({
      weight: part.weight,
      pattern: resolvePattern({ ...part, parts: [] }, catalogue, [...path, "parts", index], counting),
    })),
  };
}
