import type * as v from "valibot";
import * as key from "../key/keys.ts";
import { type PageCounting, writePages } from "../key/pages.ts";
import { onOrOff, section } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";

/** Free page reporting: the guest tells the host which of its memory is free, and the host takes it back. */
export interface Reporting extends Settled<typeof reportingKeys> {
  /** The largest blocks there are. */
  readonly largestOrder: number;
}

/** Linux reports blocks of 2 MiB and more; the buddy allocator's largest are of 4 MiB. */
const REPORTED_BYTES = 2 ** 21;
const LARGEST_BYTES = 2 ** 22;

const reportingKeys = {
  order: key.count({
    about: "The smallest blocks that are reported have 2^order pages.",
    default: key.rule("that of 2MiB, 9 with pages of 4KiB", ({ pageBytes }: { readonly pageBytes: number }) =>
      Math.log2(REPORTED_BYTES / pageBytes),
    ),
    least: 0,
    most: 10,
    example: 9,
  }),
  delay: key.duration({
    about: "Time from the first freed block to the reports, and between two rounds of them.",
    default: "2s",
    least: 1e6,
  }),
  capacity: key.count({ about: "Maximum blocks in one report.", default: 32, least: 1, most: 1024 }),
};

const reportingSchema = onOrOff(section(reportingKeys), "order and delay");

/** The key of free page reporting. */
export const reportingKey = key.part(reportingSchema, {
  about: "Whether the guest reports its free memory to the host, which takes it back.",
  default: false,
});

/** Free page reporting with all its constants. */
export function resolveReporting(
  written: v.InferOutput<typeof reportingSchema>,
  path: Path,
  counting: PageCounting,
): Reporting | null {
  if (written === false) return null;
  const { pageBytes } = counting;
  const largestOrder = Math.log2(LARGEST_BYTES / pageBytes);
  const reporting = settle(reportingKeys, written, path, counting, { pageBytes });
  if (reporting.order > largestOrder)
    counting.report(
      [...path, "order"],
      `2^${reporting.order} pages of ${writePages(1, pageBytes)} are more than the largest block there is, 4MiB: write at most ${largestOrder}`,
    );
  return { ...reporting, largestOrder };
}
