import { quote } from "../parameter/reading.ts";
import { writeSize } from "../parameter/size.ts";
import { writeDuration } from "./key/duration.ts";
import * as key from "./key/keys.ts";
import { type Leaf, leaf } from "./key/leaf.ts";
import type { PageCounting } from "./key/pages.ts";
import { type Settled, settle, type Written } from "./key/settle.ts";
import { MOST_SEED } from "./limits.ts";
import type { Report } from "./problem.ts";
import { MOST_SCALE, scaleLeaf, writeScale } from "./scale.ts";
import { heatKey } from "./series/heat.ts";

/** What a scenario holds beside its devices, host, manager, costs and VMs. */
export interface Head extends Settled<typeof headKeys> {}

/** The head as it was written. */
export type WrittenHead = Written<typeof headKeys>;

/** The versions of the scenario format that can be read. */
const KNOWN_VERSIONS = [1] as const;

const LEAST_PAGE_BYTES = 2 ** 12;
const MOST_PAGE_BYTES = 2 ** 21;

const MOST_POINTS = 100_000;
const STANDARD_POINTS = 2000;
const LONGEST_SAMPLE_NS = 7200e9;
const STANDARD_SAMPLES_NS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600].map((seconds) => seconds * 1e9);

const version = leaf({ enum: KNOWN_VERSIONS }, (written) => {
  const found = KNOWN_VERSIONS.find((known) => known === written);
  return found === undefined
    ? { problem: `${quote(written)} is not a known version: write ${KNOWN_VERSIONS.join(" or ")}` }
    : { value: found };
});

/** What the defaults of the head depend on. */
export interface HeadContext {
  readonly standardName: string;
  readonly durationNs: number;
}

/** The keys at the top of a scenario that are simple values. */
export const headKeys = {
  version: key.read<1>(version)({ about: "Version of the scenario format.", example: 1 }),
  name: key.text({
    about: "Name of the scenario.",
    default: key.rule("the file's name", ({ standardName }: HeadContext) => standardName),
    example: "busy",
  }),
  description: key.text({ about: "What it shows.", default: key.rule("none", () => ""), example: "All VMs are busy." }),
  seed: key.count({ about: "Seed of every random draw.", default: 1, least: 0, most: MOST_SEED }),
  duration: key.duration({ about: "Simulated time.", least: 1e6, example: "2min" }),
  pageSize: key.read(pageSize())({
    about: `Size of a page, a power of two from ${writeSize(LEAST_PAGE_BYTES)} to ${writeSize(MOST_PAGE_BYTES)}.`,
    default: "4KiB",
    to: "pageBytes",
  }),
  scale: key.read(scaleLeaf)({
    about: `Share of the pages that is simulated, each for as many as there are (docs/miniature.md): ${writeScale(2)}, ${writeScale(4)} … ${writeScale(MOST_SCALE)}, or 1 for all.`,
    default: 1,
    example: "1/16",
  }),
  quantum: key.duration({
    about: "Maximum time a vCPU may run ahead of the next one.",
    default: "100us",
    least: 1,
    most: 1e9,
  }),
  sample: key.duration({
    about: "Distance of two points of the time series.",
    default: key.rule(
      `the shortest of ${STANDARD_SAMPLES_NS.map(writeDuration).join(", ")} and ${writeDuration(LONGEST_SAMPLE_NS)} that makes ${STANDARD_POINTS} points at most; the duration if that is less`,
      standardSample,
    ),
    least: 1e6,
    example: "1s",
    to: "samplePeriodNs",
  }),
  heat: heatKey,
};

/** The head with all defaults. */
export function resolveHead(written: WrittenHead, standardName: string, counting: PageCounting): Head {
  const head = settle(headKeys, written, [], counting, { standardName, durationNs: written.duration });
  checkSamples(head, counting.report);
  return head;
}

/** Points as close as a diagram or a table can take them. */
function standardSample({ durationNs }: HeadContext): number {
  const standard = STANDARD_SAMPLES_NS.find((periodNs) => durationNs / periodNs <= STANDARD_POINTS);
  return Math.min(standard ?? LONGEST_SAMPLE_NS, durationNs);
}

function checkSamples({ durationNs, samplePeriodNs }: Head, report: Report): void {
  if (durationNs / samplePeriodNs > MOST_POINTS) {
    const least = Math.ceil(durationNs / MOST_POINTS / 1e6) * 1e6;
    report(
      ["sample"],
      `${Math.floor(durationNs / samplePeriodNs)} points are too many, at most ${MOST_POINTS}: write at least ${writeDuration(least)}`,
    );
  }
}

function pageSize(): Leaf<number> {
  const sizes = new Map<string, number>();
  for (let bytes = LEAST_PAGE_BYTES; bytes <= MOST_PAGE_BYTES; bytes *= 2) sizes.set(writeSize(bytes), bytes);
  const known = [...sizes.keys()];
  return leaf({ enum: known }, (written) => {
    const bytes = sizes.get(String(written).replaceAll(" ", ""));
    return bytes === undefined
      ? { problem: `${quote(written)} is not a page size: write one of ${known.join(", ")}` }
      : { value: bytes };
  });
}
