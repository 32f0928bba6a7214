import * as v from "valibot";
import * as key from "../key/keys.ts";
import type { PageCounting } from "../key/pages.ts";
import { offOrKind, section, unknownKind } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import { type Kernel, readKernel } from "../memory/kernel.ts";
import type { Path } from "../problem.ts";
import { type Ksmtuned, ksmtunedSleepNs, resolveKsmtuned, tuningKey } from "./ksmtuned.ts";

/** Page sharing: a scanner looks for guest frames with the same content and backs them by one host frame. */
export interface Sharing extends Settled<typeof costKeys> {
  /** Backed guest frames looked at before each sleep. */
  readonly pagesToScan: number;
  readonly sleepNs: number;
  /** Content must have been the same in two rounds before it is shared for the first time (KSM). */
  readonly twice: boolean;
  /** The same before it is merged into a frame that is shared already (KSM of 6.12). */
  readonly twiceAlways: boolean;
  /** A frame without a partner is passed over in more and more rounds. */
  readonly smartScan: boolean;
  /** Frames of zeroes are mapped to the host's page of zeroes; whether unmerging gives them frames again (KSM of 6.12). */
  readonly zeroPages: boolean;
  readonly unmergesZeroes: boolean;
  /** A frame that reclaim has chosen to be swapped out is shared instead, if there is something it can share (ESX). */
  readonly beforeSwap: boolean;
  /** Guest frames on one host frame at most. */
  readonly mostSharers: number;
  /** What sets the pace; `null`: nothing, it stays as it is. */
  readonly tuning: Ksmtuned | null;
}

/** Page sharing as it was written. */
export type WrittenSharing = v.InferOutput<typeof sharingSchema>;

type Full<Kind extends string> = Extract<WrittenSharing, { readonly kind: Kind }>;

const KINDS = ["ksm", "esx"];
const KSM = "mm/ksm.c";
const ASSUMED = "assumed";

const costKeys = {
  scan: key.duration({
    about: "Cost of one page that the scanner examines.",
    default: "700ns",
    most: 60e9,
    source: ASSUMED,
  }),
  merge: key.duration({
    about: "Cost of one page that the scanner merges.",
    default: "1us",
    most: 60e9,
    source: ASSUMED,
  }),
  copy: key.duration({
    about: "Cost of the copy when a shared page is written, on top of costs.hostFault.",
    default: "500ns",
    most: 60e9,
    source: ASSUMED,
  }),
};

interface Tuned {
  /** ksmtuned's sleep; `null`: the scanner keeps its pace. */
  readonly tunedSleepNs: number | null;
}

const ksmKeys = {
  pagesToScan: key.count({
    about: "Pages examined before each sleep.",
    // With ksmtuned the scanner rests until ksmtuned first looks.
    default: key.rule("100, or as ksmtuned sets it", ({ tunedSleepNs }: Tuned) => (tunedSleepNs === null ? 100 : 0)),
    least: 1,
    most: 1_000_000,
    example: 100,
    source: `${KSM}, pages_to_scan`,
  }),
  sleep: key.duration({
    about: "Sleep of the scanner between two batches.",
    default: key.rule("20ms, or as ksmtuned sets it", ({ tunedSleepNs }: Tuned) => tunedSleepNs ?? 20e6),
    least: 1,
    example: "20ms",
    source: `${KSM}, sleep_millisecs`,
  }),
  maxSharing: key.count({
    about: "Maximum sharers of one page.",
    default: 256,
    least: 2,
    most: 65535,
    source: `${KSM}, max_page_sharing`,
    to: "mostSharers",
  }),
};
const kernelKey = readKernel({
  about: "Version of Linux whose KSM it is: 6.12 has smart scan, and compares a page's checksum first.",
  default: "6.1",
  source: KSM,
});

const smarterKeys = {
  smartScan: key.flag({
    about: "A page that found nothing to share is passed over for 1 round, then for 2, 4 and 8.",
    default: key.rule("on with 6.12", ({ kernel }: { readonly kernel: Kernel }) => kernel === "6.12"),
    source: `${KSM}, smart_scan`,
  }),
  zeroPages: key.flag({
    about: "Pages of zeroes are given back, and mapped to the host's one page of zeroes until they are written.",
    default: false,
    source: `${KSM}, use_zero_pages`,
  }),
};
const esxKeys = {
  scanTime: key.duration({
    about: "Time in which the whole memory of the host is examined once.",
    default: "60min",
    least: 1e6,
    source: "ESX's Mem.ShareScanTime",
  }),
  scanRate: key.rate({
    about: "Maximum rate of the scanner.",
    default: "64MB/s",
    source: "ESX's Mem.ShareScanGHz: 4 MB/s for each GHz, of which 16 are assumed",
  }),
  beforeSwap: key.flag({
    about: "A page that is to be swapped out is shared instead, if it can be.",
    default: true,
  }),
};

const sharingSchema = offOrKind(
  "off",
  KINDS,
  v.variant(
    "kind",
    [
      section({
        kind: v.literal("ksm"),
        kernel: kernelKey,
        ...ksmKeys,
        ...smarterKeys,
        tuning: tuningKey,
        ...costKeys,
      }),
      section({ kind: v.literal("esx"), ...esxKeys, ...costKeys }),
    ],
    unknownKind(KINDS, "ksm"),
  ),
);

/** The key of page sharing. */
export const sharingKey = key.part(sharingSchema, {
  about: "Page sharing: off, ksm (as Linux does it) or esx.",
  default: "off",
});

/** How often ESX's scanner is simulated to wake. */
const ESX_SLEEP_NS = 100e6;

/** Page sharing with all its constants; `counting` counts shares of the host's memory. */
export function resolveSharing(written: WrittenSharing, path: Path, counting: PageCounting): Sharing | null {
  if (written === "off") return null;
  const costs = settle(costKeys, written, path, counting);
  if (written.kind === "esx")
    return {
      ...esxPace(written, path, counting),
      twice: false,
      twiceAlways: false,
      smartScan: false,
      zeroPages: false,
      unmergesZeroes: false,
      beforeSwap: written.beforeSwap,
      mostSharers: 65535,
      ...costs,
      tuning: null,
    };
  const { kernel } = settle({ kernel: kernelKey }, written, path, counting);
  const newer = kernel === "6.12";
  return {
    ...ksmPace(written, path, counting),
    ...settle(smarterKeys, written, path, counting, { kernel }),
    twice: true,
    twiceAlways: newer,
    unmergesZeroes: newer,
    beforeSwap: false,
    ...costs,
  };
}

/** The scanner's pace: its own, or ksmtuned's. */
function ksmPace(written: Full<"ksm">, path: Path, counting: PageCounting) {
  const { pagesToScan, sleep, tuning } = written;
  if (tuning === "none") return { ...settle(ksmKeys, written, path, counting, { tunedSleepNs: null }), tuning: null };
  if (pagesToScan !== undefined)
    counting.report([...path, "pagesToScan"], "ksmtuned sets it: leave it out, or write least and most below tuning");
  if (sleep !== undefined)
    counting.report([...path, "sleep"], "ksmtuned sets it: leave it out, or write sleep below tuning");
  return {
    ...settle(ksmKeys, written, path, counting, { tunedSleepNs: ksmtunedSleepNs(tuning, counting) }),
    tuning: resolveKsmtuned(tuning, [...path, "tuning"], counting),
  };
}

function esxPace(written: Full<"esx">, path: Path, counting: PageCounting) {
  const { scanTimeNs, scanRateBytesPerSecond } = settle(esxKeys, written, path, counting);
  const pagesASecond = Math.min((counting.wholePages / scanTimeNs) * 1e9, scanRateBytesPerSecond / counting.pageBytes);
  return { pagesToScan: Math.max(1, Math.round((pagesASecond * ESX_SLEEP_NS) / 1e9)), sleepNs: ESX_SLEEP_NS };
}
