import type { TraceFacts } from "../../lab/standing.ts";
import { formatCount } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";

/** How faults of a trace are told: as a share of the references of its run, or as counts where it is not known how many those were. */
export interface FaultMeasure {
  /** What a table or an axis is headed with. */
  readonly title: string;
  /** The height of so many faults on an axis. */
  of(faults: number): number;
  /** What stands in a table for so many faults. */
  cell(faults: number): string;
  /** What stands in a sentence for so many faults: `2.00 %`, `12 k faults`. */
  words(faults: number): string;
  /** What stands beside a height on the axis. */
  tick(height: number): string;
}

/** The measure for a trace. */
export function faultMeasure({ originalReferences }: TraceFacts): FaultMeasure {
  if (originalReferences === null) {
    return {
      title: "Faults",
      of: (faults) => faults,
      cell: (faults) => exactCount(faults),
      words: (faults) => `${exactCount(faults)} ${faults === 1 ? "fault" : "faults"}`,
      tick: (height) => formatCount(height, 3),
    };
  }
  return {
    title: "Fault ratio, %",
    of: (faults) => (100 * faults) / originalReferences,
    cell: (faults) => percent(faults / originalReferences),
    words: (faults) => `fault ratio ${percent(faults / originalReferences)} %`,
    tick: (height) => `${height} %`,
  };
}

/** A fault ratio in percent: two decimals, or three digits where those would be zeros. */
export function percent(ratio: number): string {
  const value = 100 * ratio;
  return value === 0 || value >= 0.1 ? value.toFixed(2) : value.toPrecision(3);
}

/** A count as it is while it has at most six digits. */
export function exactCount(count: number): string {
  return count < 1e6 ? String(count) : formatCount(count, 3);
}

/** A trace in a sentence or two. */
export function subject(trace: TraceFacts): string {
  const { name, format, references, writes, distinctPages } = trace;
  const written = writes === 0 ? "none of them a write" : `${formatCount(writes, 3)} of them writes`;
  const first =
    `${escapeControls(name)} (${format}): ${formatCount(references, 3)} references, ${written}, ` +
    `to ${formatCount(distinctPages, 3)} distinct pages.`;
  const condensed = condensedInWords(trace);
  return condensed === null ? first : `${first} ${condensed}`;
}

/** What a condensed trace leaves out and what its ratios are over; `null` for a trace that leaves out nothing. */
export function condensedInWords({ condensedFrames, originalReferences }: TraceFacts): string | null {
  if (condensedFrames === null) return null;
  const left = `Condensed: what hits in ${formatCount(condensedFrames, 3)} frames of LRU was left out.`;
  const ratios =
    originalReferences === null
      ? "How many references the run made is not known, so there are no fault ratios."
      : `Fault ratios are over the ${formatCount(originalReferences, 3)} references of the run.`;
  return `${left} ${ratios} Fewer frames mean nothing; with more, LRU is exact, while policies that depend on the order of hits may do otherwise than on the run.`;
}
