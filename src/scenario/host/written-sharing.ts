import * as v from "valibot";
import { suggestion } from "../../parameter/nearest.ts";
import { quote } from "../../parameter/reading.ts";
import { count, duration, flag, rate, share, size, sizeOrShare, text, word } from "../key/quantity.ts";
import { section, shorthand } from "../key/section.ts";
import type { KsmtunedMetric } from "../scenario.ts";

/** Page sharing as it was written. */
export type WrittenSharing = v.InferOutput<typeof sharingSchema>;

/** ksmtuned as it was written. */
export type WrittenKsmtuned = "ksmtuned" | v.InferOutput<typeof ksmtuned>;

/** What pages hold, as it was written. */
export type WrittenContent = v.InferOutput<typeof contentSchema>;

const KINDS = ["ksm", "esx"];

const KSMTUNED_METRICS = ["rsz", "pss", "vsz"] as const satisfies readonly KsmtunedMetric[];

const most = { least: 1, most: 1_000_000 };

const costs = {
  scan: v.optional(duration("One page looked at by the scanner. Default: 700ns.", { most: 60e9 }, "700ns")),
  merge: v.optional(duration("One page merged by the scanner. Default: 1us.", { most: 60e9 }, "1us")),
  copy: v.optional(
    duration(
      "A copy for who writes to a shared page, beside costs.hostFault. Default: 500ns.",
      { most: 60e9 },
      "500ns",
    ),
  ),
};

const ksmtuned = section({
  kind: v.literal("ksmtuned"),
  period: v.optional(duration("How often it looks. Default: 1min.", { least: 1e6 }, "1min")),
  boost: v.optional(count("Pages to scan more when memory is short. Default: 300.", { least: 0, most: 1e6 }, 300)),
  decay: v.optional(count("Pages to scan less when it is not. Default: 50.", { least: 0, most: 1e6 }, 50)),
  least: v.optional(count("Pages to scan at least. Default: 64.", most, 64)),
  most: v.optional(count("Pages to scan at most. Default: 1250.", most, 1250)),
  sleep: v.optional(
    duration(
      "How long the scanner sleeps on a host of 16GiB; longer on a smaller host, shorter on a larger one, 10ms at least. Default: 10ms.",
      { most: 60e9 },
      "10ms",
    ),
  ),
  threshold: v.optional(
    sizeOrShare(
      "Free memory below which memory is short, a share being one of the host's memory. Default: 20%.",
      "20%",
    ),
  ),
  leastThreshold: v.optional(size("The threshold is no less than this. Default: 2MiB.", "2MiB")),
  metric: v.optional(
    word(
      "What counts as a VM's memory: rsz (its host frames), pss (the same, shared ones in parts) or vsz (all its memory). Default: rsz.",
      KSMTUNED_METRICS,
    ),
  ),
});

/** Page sharing: as Linux's KSM or as ESX does it, in one word or with numbers of one's own. */
export const sharingSchema = shorthand(
  word("Page sharing: off, ksm (as Linux does it) or esx. Default: off.", ["off", "ksm", "esx"]),
  v.variant(
    "kind",
    [
      section({
        kind: v.literal("ksm"),
        pagesToScan: v.optional(count("Pages looked at before each sleep. Default: 100.", most, 100)),
        sleep: v.optional(duration("How long the scanner then sleeps. Default: 20ms.", { least: 1 }, "20ms")),
        maxSharing: v.optional(count("Sharers of one page at most. Default: 256.", { least: 2, most: 65535 }, 256)),
        tuning: v.optional(
          shorthand(
            word("Who sets the scanner's pace: none or ksmtuned. Default: none.", ["none", "ksmtuned"]),
            ksmtuned,
          ),
        ),
        ...costs,
      }),
      section({
        kind: v.literal("esx"),
        scanTime: v.optional(
          duration(
            "Of esx: time in which the host's whole memory is looked at once. Default: 60min.",
            { least: 1e6 },
            "60min",
          ),
        ),
        scanRate: v.optional(rate("Of esx: what the scanner looks at, at most. Default: 64MB/s.", "64MB/s")),
        beforeSwap: v.optional(
          flag("Of esx: a page that is to be swapped out is shared instead, if it can be. Default: true."),
        ),
        ...costs,
      }),
    ],
    ({ input }) =>
      input === undefined
        ? "missing: write for example kind: ksm"
        : `${quote(input)} is not known, ${suggestion(String(input), KINDS)}`,
  ),
);

/** What a workload's pages hold. */
export const contentSchema = section({
  image: v.optional(
    section({
      name: text("Name of the image: VMs that name the same hold the same.", "debian"),
      share: share("Share of the workload's pages that hold the image's, until they are written again.", "20%"),
    }),
  ),
  zero: v.optional(
    share("Share of the workload's pages that hold zeroes, until they are written again. Default: 0.", "10%"),
  ),
  volatile: v.optional(share("Share of the workload's pages that change all the time. Default: 0.", "5%")),
});
