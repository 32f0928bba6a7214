import * as v from "valibot";
import { nearest } from "../../parameter/nearest.ts";
import { type Catalogue, SERIES } from "../catalogue.ts";
import * as key from "../key/keys.ts";
import { type Leaf, leaf } from "../key/leaf.ts";
import { type PageCounting, writePages } from "../key/pages.ts";
import { either, keysAmongOthers, list, section } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import { isSection } from "../key/written.ts";
import type { Path } from "../problem.ts";
import { seriesKeys, seriesParts, type WrittenSeries } from "../series/keys.ts";
import { resolveSeries, type SeriesContext } from "../series/resolve.ts";
import { type Demand, mostOf, usedAt } from "../series/series.ts";
import { type Content, contentKey, resolveContent } from "./content.ts";
import { patternSchema, type WrittenPattern } from "./pattern.ts";
import { MOST_THINK_NS, onlyPhase, type Phase, phaseSchema, resolvePhase, type WrittenPhase } from "./phase.ts";

/** What a VM does with its memory; the pages it may touch are 0 … pages − 1. */
export interface Workload extends Settled<typeof memoryKey>, Settled<typeof partKeys>, Settled<typeof repeatKey> {
  /** None in a workload that follows a series. */
  readonly phases: readonly Phase[];
  readonly content: Content;
  /** File-backed pages, the last ones, that are warm when the VM boots. */
  readonly warmFilePages: number;
  /** `null`: it has phases. */
  readonly series: Demand | null;
}

/** A workload as it was written. */
export type WrittenWorkload = Own & {
  readonly phases?: readonly WrittenPhase[] | undefined;
  readonly pattern?: WrittenPattern;
  readonly series?: WrittenSeries;
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

const { writes } = defaultKeys;
const besideSeries = { writes, content: contentKey };

const notBesideSeries = {
  memory: without("the most memory in use is the workload's"),
  files: without("the largest cache is the workload's"),
  warm: without("what is in use when the VM boots is warm"),
  think: without("the touches set the pace, by touched or hot"),
  repeat: without("write loop"),
  phases: without("write either the one or the other"),
};

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
  const ofSeries = v.pipe(
    section({ pattern: v.literal(SERIES), ...seriesParts, ...seriesKeys, ...besideSeries, ...notBesideSeries }),
    v.transform(({ writes, content, ...series }) => ({ ...v.parse(ownSection, {}), writes, content, series })),
  );
  const known = [...Object.keys(ownKeys), "phases"];
  const single = v.intersect([
    keysAmongOthers({ ...ownKeys, phases: v.optional(both) }),
    patternSchema(catalogue.patterns, known),
  ]);
  const isPhased = (written: string) => nearest(written, [...known, "pattern"]) === "phases";
  return key.part<WrittenWorkload>(
    either([phased, ofSeries, single], (written) => {
      if (!isSection(written)) return single;
      if (!("pattern" in written)) return Object.keys(written).some(isPhased) ? phased : single;
      return written.pattern === SERIES ? ofSeries : single;
    }),
    { about: "What it does with its memory.", example: { pattern: "uniform" } },
  );
}

/** What a workload takes from its VM. */
export interface WorkloadContext extends Omit<SeriesContext, "writeShare"> {
  readonly fittingPages: number;
}

/** A key that has no place beside a series. */
function without(why: string): Leaf<undefined> {
  const refused = leaf<undefined>({ not: {}, description: "Not beside a series." }, () => ({
    problem: `it has no place beside a series: ${why}`,
  }));
  return v.optional(refused);
}

/** A workload with all defaults; `counting` counts shares of the VM's memory. */
export function resolveWorkload(
  written: WrittenWorkload,
  context: WorkloadContext,
  catalogue: Catalogue,
  path: Path,
  counting: PageCounting,
): Workload {
  if (written.series !== undefined) return seriesWorkload(written, written.series, context, path, counting);
  const { fittingPages } = context;
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
    warmFilePages: 0,
    series: null,
  };
}

/** Programs have the first pages and the cache the last ones, so that what is free lies between them. */
function seriesWorkload(
  written: WrittenWorkload,
  writtenSeries: WrittenSeries,
  context: WorkloadContext,
  path: Path,
  counting: PageCounting,
): Workload {
  const { writeShare } = settle({ writes }, written, path, counting);
  const content = resolveContent(written.content, [...path, "content"], counting);
  const series = resolveSeries(writtenSeries, { ...context, writeShare }, path, counting);
  const own = { phases: [], repeat: false, content, series };
  if (series === null) return { pages: 1, filePages: 0, warmPages: 0, warmFilePages: 0, ...own };
  const filePages = mostOf(series.cache);
  const pages = mostOf(series.anonymous) + filePages;
  const atBoot = usedAt(series, series.beginNs);
  return { pages, filePages, warmPages: atBoot.anonymous, warmFilePages: atBoot.cache, ...own };
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
