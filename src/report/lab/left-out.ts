import { framesOfSizes, type NamedSize, readSizes } from "../../lab/frames.ts";
import type { ReplayResult } from "../../lab/replay.ts";
import { leastFramesOf, leftOutOf, type TraceFacts } from "../../lab/standing.ts";
import { formatCount } from "../../words/units.ts";

/** A trace, and the sizes that were asked for. */
interface Asked {
  readonly trace: TraceFacts;
  readonly sizes: readonly NamedSize[];
}

type Identity = "policy" | "parameters" | "label" | "visibility" | "frames";

/** A policy at a size that was left out of the replay: it has no counts. */
export type BlankResult = Pick<ReplayResult, Identity> & {
  readonly [Count in Exclude<keyof ReplayResult, Identity>]: null;
};

/** The results of a replay with blank ones for the sizes left out: policy by policy, sizes in the order asked for. */
export function withBlanks(
  { trace, sizes }: Asked,
  results: readonly ReplayResult[],
): readonly (ReplayResult | BlankResult)[] {
  if (leftOutOf(trace, sizes).length === 0) return results;
  const asked = framesOfSizes(sizes);
  const replayed = asked.filter((frames) => frames >= leastFramesOf(trace));
  const firsts = results.filter((_, at) => at % replayed.length === 0);
  return firsts.flatMap((first, policy) =>
    asked.map((frames) => {
      const at = replayed.indexOf(frames);
      return (at < 0 ? undefined : results[policy * replayed.length + at]) ?? blank(first, frames);
    }),
  );
}

function blank({ policy, parameters, label, visibility }: ReplayResult, frames: number): BlankResult {
  return {
    ...{ policy, parameters, label, visibility, frames },
    ...{ references: null, faults: null, coldFaults: null, dirtyEvictions: null, writeBacks: null },
    ...{ scannedPages: null, walkedPages: null, faultRatio: null, seconds: null, referencesPerSecond: null },
  };
}

/**
 * Which sizes were left out for which traces, and why; `null` when none were. `usual`: the sizes of a study in which none were asked for.
 */
export function leftOutInWords(
  reports: readonly (Asked & { readonly pageBytes: number })[],
  usual: readonly string[] = [],
): string | null {
  const parts = reports.flatMap(({ trace, sizes: asked, pageBytes }) => {
    const { distinctPages } = trace;
    const sizes = asked.length > 0 ? asked : readSizes(usual, { distinctPages, pageBytes });
    const names = leftOutOf(trace, sizes).map(({ size }) => size);
    if (names.length === 0) return [];
    return [`${trace.name}: ${names.join(", ")} (it needs ${formatCount(leastFramesOf(trace), 3)} frames or more)`];
  });
  if (parts.length === 0) return null;
  return `Sizes left out, because a condensed trace lacks the hits needed for fewer frames than its bound: ${parts.join("; ")}.`;
}
