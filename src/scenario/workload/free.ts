import type * as v from "valibot";
import * as key from "../key/keys.ts";
import { size, word } from "../key/leaf.ts";
import { type PageCounting, toPages, writePages } from "../key/pages.ts";
import { either, section, shorthand } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";

/** Pages the workload frees when a phase begins. */
export interface Freed extends Settled<typeof freeKeys> {}

const freeKeys = {
  from: key.sizeOrShare({ about: "Where it begins.", default: 0, example: "1GiB", to: "firstPage" }),
  memory: key.sizeOrShare({ about: "How much.", example: "1GiB", to: "pages" }),
};

const everything = word(["all"]);
const freeSchema = shorthand(
  either([everything, size], (written) =>
    typeof written === "string" && /^\s*[a-z]/iu.test(written) ? everything : size,
  ),
  section(freeKeys),
);

/** The key of what a phase frees. */
export const freeKey = key.part(freeSchema, {
  about:
    "What the workload frees when the phase begins: all of its memory, so much from its first page, or a group of keys.",
  default: { sentence: "nothing" },
  example: "1GiB",
});

/** The pages that are freed; `counting` counts shares of the workload's memory. */
export function resolveFree(
  written: v.InferOutput<typeof freeSchema> | undefined,
  path: Path,
  counting: PageCounting,
): Freed | null {
  const { report, pageBytes, wholePages } = counting;
  if (written === undefined) return null;
  if (written === "all") return { firstPage: 0, pages: wholePages };
  const freed =
    "memory" in written
      ? settle(freeKeys, written, path, counting)
      : { firstPage: 0, pages: toPages(written, path, counting) };
  if (freed.firstPage + freed.pages > wholePages)
    report(
      path,
      `what is freed ends at ${writePages(freed.firstPage + freed.pages, pageBytes)}, and the workload at ${writePages(wholePages, pageBytes)}`,
    );
  return freed;
}
