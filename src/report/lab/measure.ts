import type { TraceFacts } from "../../lab/standing.ts";
import { formatCount } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";

/** How faults of a trace are shown: as a share of the run's references, or as counts where those are unknown. */
export interface FaultMeasure {
  /** The title of a table or an axis. */
  readonly title: string;
  /** The height of a number of faults on an axis. */
  of(faults: number): number;
  /** A number of faults in a table. */
  cell(faults: number): string;
  /** A number of faults in a sentence: `2.00 %`, `12 k faults`. */
  words(faults: number): string;
  /** The label of a height on the axis. */
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

/** What a condensed trace leaves out, and the base of its ratios; `null` for other traces. */
export function condensedInWords({ condensedFrames, originalReferences }: TraceFacts): string | null {
  if (condensedFrames === null) return null;
  const left = `Condensed: references that hit in ${formatCount(condensedFrames, 3)} frames of LRU were removed.`;
  const ratios =
    originalReferences === null
      ? "The run's number of references is unknown, so there are no fault ratios."
      : `Fault ratios are shares of the run's ${formatCount(originalReferences, 3)} references.`;
  return `${left} ${ratios} Results for fewer frames are meaningless; for more, LRU is exact, and policies that depend on the order of hits may differ from the run.`;
}
