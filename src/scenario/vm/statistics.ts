import * as v from "valibot";
import { writeDuration } from "../key/duration.ts";
import * as key from "../key/keys.ts";
import { word } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { list, onOrOff, section } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";

/** What the guest tells about itself, and how old it is when the manager sees it. */
export interface Statistics extends Settled<typeof statisticsKeys> {
  /** False: the guest never answers. */
  readonly present: boolean;
}

const STATISTICS = ["total", "free", "available", "caches", "swap", "faults", "reclaim"] as const;

/** What a guest may leave out of its answers; `swap` and `faults` are two counters each, `reclaim` the six of Linux 6.12. */
export type Statistic = (typeof STATISTICS)[number];

const STANDARD_NS = 2e9;

const statisticsKeys = {
  period: key.duration({
    about: "How often the guest is asked.",
    default: key.rule(
      `${writeDuration(STANDARD_NS)}, or how often the manager's own driver reports`,
      ({ reportPeriodNs }: { readonly reportPeriodNs: number | null }) => reportPeriodNs ?? STANDARD_NS,
    ),
    least: 1e6,
    example: writeDuration(STANDARD_NS),
  }),
  delay: key.duration({ about: "Age of an answer when it arrives.", default: 0, example: "100ms" }),
  missing: key.read<readonly Statistic[]>(list(word(STATISTICS)))({
    about: `What the answers leave out: ${STATISTICS.join(", ")}.`,
    default: key.rule("nothing", (): readonly Statistic[] => []),
  }),
};

const statisticsSection = section(statisticsKeys);
const statisticsSchema = onOrOff(statisticsSection, "period and delay");
const standard = v.parse(statisticsSection, {});

/** The key of a guest's statistics. */
export const statisticsKey = key.part(statisticsSchema, {
  about: "Whether the guest answers when its statistics are asked for.",
  default: true,
});

/** A guest's statistics with all defaults; `reportPeriodNs`: how often the driver of the manager reports, `null`: the host polls. */
export function resolveStatistics(
  written: v.InferOutput<typeof statisticsSchema>,
  reportPeriodNs: number | null,
  path: Path,
  counting: PageCounting,
): Statistics {
  const present = written !== false;
  return { present, ...settle(statisticsKeys, present ? written : standard, path, counting, { reportPeriodNs }) };
}
