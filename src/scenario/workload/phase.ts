import * as v from "valibot";
import type { Catalogue } from "../catalogue.ts";
import * as key from "../key/keys.ts";
import { type PageCounting, writePages } from "../key/pages.ts";
import { keysAmongOthers } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";
import { type Freed, freeKey, resolveFree } from "./free.ts";
import { type Pattern, patternSchema, resolvePattern, type WrittenPattern } from "./pattern.ts";

/** A stretch of time in which a VM does one thing: in the region that its pattern works in. */
export interface Phase extends Settled<typeof phaseKeys> {
  /** `null`: none. */
  readonly free: Freed | null;
  readonly pattern: Pattern;
}

/** A phase as it was written. */
export type WrittenPhase = v.InferOutput<ReturnType<typeof phaseSchema>>;

/** What a phase takes from its workload where it says nothing else. */
export interface PhaseDefaults {
  readonly thinkNs: number;
  readonly writeShare: number;
}

/** The longest pause between two references. */
export const MOST_THINK_NS = 3600e9;

const phaseKeys = {
  for: key.duration({
    about: "How long the phase lasts; every phase but the last needs it.",
    default: key.rule("to the end of the run", () => null),
    least: 1,
    example: "30s",
    to: "durationNs",
  }),
  from: key.sizeOrShare({
    about: "Where the region the pattern works in begins; a share is relative to the workload's memory.",
    default: 0,
    example: "1GiB",
    to: "firstPage",
  }),
  memory: key.sizeOrShare({
    about: "Size of the region; a share is relative to the workload's memory.",
    default: key.rule("the rest", ({ restPages }: { readonly restPages: number }) => restPages),
    least: 1,
    example: "4GiB",
    to: "pages",
  }),
  growFrom: key.sizeOrShare({
    about: "Size of the region when the phase begins; it grows evenly until the phase's end.",
    default: key.rule("it does not grow", ({ pages }: { readonly pages: number }) => pages),
    least: 1,
    example: "1GiB",
  }),
  free: freeKey,
  think: key.duration({
    about: "Computing time per reference.",
    default: key.rule("the workload's", ({ thinkNs }: PhaseDefaults) => thinkNs),
    least: 1,
    most: MOST_THINK_NS,
    example: "500ns",
  }),
  writes: key.share({
    about: "Share of the references that write.",
    default: key.rule("the workload's", ({ writeShare }: PhaseDefaults) => writeShare),
    example: "10%",
    to: "writeShare",
  }),
};

const phaseSection = keysAmongOthers(phaseKeys);

/** One phase, its pattern's parameters beside its own keys. */
export const phaseSchema = ({ patterns }: Catalogue) =>
  v.intersect([phaseSection, patternSchema(patterns, Object.keys(phaseSection.entries))]);

/** The only phase of a workload that is a single pattern. */
export const onlyPhase = (pattern: WrittenPattern): WrittenPhase => ({ ...v.parse(phaseSection, {}), pattern });

/** A phase with all defaults; `counting` counts shares of the workload's memory. */
export function resolvePhase(
  written: WrittenPhase,
  defaults: PhaseDefaults,
  catalogue: Catalogue,
  path: Path,
  counting: PageCounting,
): Phase {
  const { from, memory, growFrom, ...others } = phaseKeys;
  const { firstPage } = settle({ from }, written, path, counting);
  const restPages = counting.wholePages - firstPage;
  const { pages } = settle({ memory }, written, path, counting, { restPages });
  const { growFromPages } = settle({ growFrom }, written, path, counting, { pages });
  const phase = { firstPage, pages, growFromPages, ...settle(others, written, path, counting, defaults) };
  checkRegion(phase, path, counting);
  return {
    ...phase,
    free: resolveFree(written.free, [...path, "free"], counting),
    pattern: resolvePattern(written.pattern, catalogue, path, { ...counting, wholePages: pages }),
  };
}

/** The region must lie in the workload, and grow to its size in a time that is known. */
function checkRegion(
  { firstPage, pages, growFromPages, durationNs }: Settled<typeof phaseKeys>,
  path: Path,
  { report, pageBytes, wholePages }: PageCounting,
): void {
  const written = (size: number) => writePages(size, pageBytes);
  if (firstPage >= wholePages)
    report(
      [...path, "from"],
      `the region begins at ${written(firstPage)}, and the workload ends at ${written(wholePages)}`,
    );
  if (firstPage < wholePages && firstPage + pages > wholePages)
    report(
      [...path, "memory"],
      `the region ends at ${written(firstPage + pages)}, and the workload at ${written(wholePages)}`,
    );
  if (growFromPages > pages && pages >= 1)
    report(
      [...path, "growFrom"],
      `${written(growFromPages)} is more than the ${written(pages)} the region grows to: write less`,
    );
  if (growFromPages < pages && durationNs === null)
    report([...path, "growFrom"], "a region grows over the phase's time, and that is not known: write for as well");
}
