import { type FailedTrace, isFailed } from "../../lab/many.ts";
import type { ReplayReport } from "../../lab/replay.ts";
import { type Outcome, ratioOf, type Summary, sizesIn } from "../../lab/spread.ts";
import { replayOutcomes, type StudyReport } from "../../lab/study.ts";
import { formatBytes, formatCount } from "../../words/units.ts";
import { type Strips, stripsSvg } from "../figure/strips.ts";
import { condensedInWords, faultMeasure } from "./measure.ts";

/** The policies of a replay as bars, size by size. */
export function replaySvg(report: ReplayReport): string {
  const measure = faultMeasure(report.trace);
  const { frames, results, pageBytes, trace } = report;
  return stripsSvg({
    title: `Replacement policies on ${trace.name}`,
    remark: trace.condensedFrames === null ? "" : (condensedInWords(trace)?.split(". ")[0] ?? ""),
    axis: measure.title.toLowerCase(),
    tick: measure.tick,
    reference: null,
    panels: frames.map((count) => ({
      title: `${formatCount(count, 3)} frames (${formatBytes(count * pageBytes)})`,
      rows: results
        .filter((result) => result.frames === count)
        .map(({ label, faults }) => ({
          label,
          values: [measure.of(faults)],
          mean: null,
          deviation: null,
          words: measure.cell(faults),
        })),
    })),
  });
}

/** Faults of the policies on many traces as multiples of LRU's: a dot a trace, the mean, and the standard deviation. */
export function replayStudySvg({ traces, summary }: StudyReport<ReplayReport>): string {
  return stripsSvg(strips(traces, summary));
}

function strips(traces: readonly (ReplayReport | FailedTrace)[], summary: readonly Summary[]): Strips {
  const done = traces.flatMap((one) => (isFailed(one) ? [] : [one]));
  const outcomes = done.flatMap(replayOutcomes);
  return {
    title: `Replacement policies on ${done.length} traces`,
    ...spreadStrips(outcomes, summary),
  };
}

/** Strips of faults as multiples of LRU's over traces. */
export function spreadStrips(outcomes: readonly Outcome[], summary: readonly Summary[]): Omit<Strips, "title"> {
  const sizes = sizesIn(summary);
  return {
    remark: "a dot a trace; upright: the mean; level: one standard deviation to either side; →: beyond the scale",
    axis: "faults ÷ those of LRU with as many frames",
    tick: String,
    reference: 1,
    panels: sizes.map((size) => ({
      title: /^\d+$/u.test(size) ? `${size} frames` : size.endsWith("%") ? `${size} of the pages` : size,
      rows: summary
        .filter((one) => one.size === size)
        .map(({ label, toLru }) => ({
          label,
          values: outcomes
            .filter((one) => one.size === size && one.label === label)
            .flatMap(({ faults, lruFaults }) => ratioOf(faults, lruFaults) ?? []),
          mean: toLru?.mean ?? 0,
          deviation: toLru?.deviation ?? null,
          words: toLru?.mean.toFixed(3) ?? "–",
        })),
    })),
  };
}
