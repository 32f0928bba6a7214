import * as v from "valibot";
import { nearest } from "../../parameter/nearest.ts";
import type { Catalogue } from "../catalogue.ts";
import * as key from "../key/keys.ts";
import { type Leaf, leaf } from "../key/leaf.ts";
import { type PageCounting, writePages } from "../key/pages.ts";
import { either, keysAmongOthers, list, section } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import { isSection } from "../key/written.ts";
import type { Path } from "../problem.ts";
import { type Content, contentKey, resolveContent } from "./content.ts";
import { patternSchema, type WrittenPattern } from "./pattern.ts";
import { MOST_THINK_NS, onlyPhase, type Phase, phaseSchema, resolvePhase, type WrittenPhase } from "./phase.ts";

/** What a VM does with its memory; the pages it may touch are 0 … pages − 1. */
export interface Workload extends Settled<typeof memoryKey>, Settled<typeof partKeys>, Settled<typeof repeatKey> {
  readonly phases: readonly Phase[];
  readonly content: Content;
}

/** A workload as it was written. */
export type WrittenWorkload = Own & {
  readonly phases?: readonly WrittenPhase[] | undefined;
  readonly pattern?: WrittenPattern;
};

type Own = v.InferOutput<typeof ownSection>;

const memoryKey = {
  memory: key.sizeOrShare({
    about: "Memory it may touch, more than the VM has if the VM swaps; a share is relative to the VM's memory.",
    default: key.rule(
      "the VM's memory less its kernel's and its high watermark: what fits without reclaim",
      ({ fittingPages }: { readonly fittingPages: number }) => fittingPages,
    ),
    least: 1,
    example: "6GiB",
    to: "pages",
  }),
};
const partKeys = {
  files: key.sizeOrShare({
    about: "How much of it, at its end, is file-backed; a share is relative to the workload's memory.",
    default: 0,
    example: "1GiB",
    to: "filePages",
  }),
  warm: key.sizeOrShare({
    about:
      "How much of it, from its beginning, has been touched when the VM boots, at no cost; a share is relative to the workload's memory.",
    default: 0,
    example: "80%",
  }),
};
const defaultKeys = {
  think: key.duration({ about: "Computing time per reference.", default: "1us", least: 1, most: MOST_THINK_NS }),
  writes: key.share({ about: "Share of the references that write.", default: "30%", to: "writeShare" }),
};
const repeatKey = { repeat: key.flag({ about: "Begin again after the last phase.", default: false }) };

const ownKeys = { ...memoryKey, ...partKeys, ...defaultKeys, ...repeatKey, content: contentKey };
const ownSection = section(ownKeys);

/** The key of a workload: a list of phases, or a single pattern beside the workload's keys. */
export function workloadKey(catalogue: Catalogue): Leaf<WrittenWorkload> {
  const phased = section({
    ...ownKeys,
    phases: key.part(list(phaseSchema(catalogue)), {
      about: "What it does, one phase after the other.",
      example: [{ pattern: "uniform" }],
    }),
  });
  const both: Leaf<undefined> = leaf({ not: {}, description: "Not beside a pattern." }, () => ({
    problem: "there is a pattern beside the phases: write either the one or the other",
  }));
  const known = [...Object.keys(ownKeys), "phases"];
  const single = v.intersect([
    keysAmongOthers({ ...ownKeys, phases: v.optional(both) }),
    patternSchema(catalogue.patterns, known),
  ]);
  const isPhased = (written: string) => nearest(written, [...known, "pattern"]) === "phases";
  return key.part<WrittenWorkload>(
    either([phased, single], (written) =>
      isSection(written) && !("pattern" in written) && Object.keys(written).some(isPhased) ? phased : single,
    ),
    { about: "What it does with its memory.", example: { pattern: "uniform" } },
  );
}

/** A workload with all defaults; `counting` counts shares of the VM's memory. */
export function resolveWorkload(
  written: WrittenWorkload,
  fittingPages: number,
  catalogue: Catalogue,
  path: Path,
  counting: PageCounting,
): Workload {
  const { pages } = settle(memoryKey, written, path, counting, { fittingPages });
  const ofWorkload = { ...counting, wholePages: pages };
  const parts = settle(partKeys, written, path, ofWorkload);
  checkPart(parts.filePages, "files take", [...path, "files"], ofWorkload);
  checkPart(parts.warmPages, "warm takes", [...path, "warm"], ofWorkload);
  const { repeat } = settle(repeatKey, written, path, counting);
  const defaults = settle(defaultKeys, written, path, counting);
  const phases = phasesOf(written, path);
  checkTimes(phases, repeat, counting);
  return {
    pages,
    ...parts,
    phases: phases.map((phase) => resolvePhase(phase.written, defaults, catalogue, phase.path, ofWorkload)),
    repeat,
    content: resolveContent(written.content, [...path, "content"], counting),
  };
}

/** A phase as it was written, and where. */
export interface PlacedPhase {
  readonly written: WrittenPhase;
  readonly path: Path;
}

/** The phases of a workload; a single pattern is one, and stands where the workload does. */
export function phasesOf({ pattern, phases = [] }: WrittenWorkload, path: Path): readonly PlacedPhase[] {
  if (pattern !== undefined) return [{ written: onlyPhase(pattern), path }];
  return phases.map((written, index) => ({ written, path: [...path, "phases", index] }));
}

function checkPart(partPages: number, what: string, path: Path, { report, pageBytes, wholePages }: PageCounting): void {
  if (partPages > wholePages)
    report(
      path,
      `${what} ${writePages(partPages, pageBytes)} of a workload that has ${writePages(wholePages, pageBytes)}: write at most that, or 100%`,
    );
}

/** Every phase needs its time, except the last of a workload that does not repeat. */
function checkTimes(phases: readonly PlacedPhase[], repeat: boolean, { report }: PageCounting): void {
  for (const [index, { written, path }] of phases.entries()) {
    if (written.for !== undefined || (index === phases.length - 1 && !repeat)) continue;
    const why = repeat ? "every phase of a workload that repeats" : "every phase but the last";
    report([...path, "for"], `missing: ${why} needs it, write for example for: 30s`);
  }
}
