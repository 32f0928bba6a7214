import type * as v from "valibot";
import { writeShare } from "../../parameter/share.ts";
import * as key from "../key/keys.ts";
import type { PageCounting } from "../key/pages.ts";
import { section } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";

/** What pages hold when they have been filled, as shares of the workload's pages; the rest is like no other page. */
export interface Content extends Settled<typeof contentKeys> {}

const imageSection = section({
  name: key.text({ about: "Name of the image: VMs that name the same hold the same.", example: "debian" }),
  share: key.share({
    about: "Share of the workload's pages that hold the image's, until they are written again.",
    example: "20%",
  }),
});

const contentKeys = {
  image: key.read<{ readonly name: string; readonly share: number }>(imageSection)({
    about: "Pages of an image: the same in every VM that names it, page by page.",
    default: key.rule("none", () => null),
  }),
  zero: key.share({
    about: "Share of the workload's pages that hold zeroes, until they are written again.",
    default: 0,
    example: "10%",
  }),
  volatile: key.share({
    about: "Share of the workload's pages that change all the time.",
    default: 0,
    example: "5%",
  }),
};

const contentSection = section(contentKeys);

/** The key of what a workload's pages hold. */
export const contentKey = key.part(contentSection, {
  about: "What its pages hold; other pages are all different.",
  default: {},
});

/** What pages hold, with all defaults. */
export function resolveContent(
  written: v.InferOutput<typeof contentSection>,
  path: Path,
  counting: PageCounting,
): Content {
  const content = settle(contentKeys, written, path, counting);
  const sum = (content.image?.share ?? 0) + content.zeroShare + content.volatileShare;
  if (sum > 1 + 1e-9)
    counting.report(path, `image, zero and volatile are ${writeShare(sum)} of all pages: write 100% at most`);
  return content;
}
