import { writeShare } from "../../parameter/share.ts";
import type { PageCounting } from "../key/pages.ts";
import type { Path, Report } from "../problem.ts";
import type { Content, Sharing } from "../scenario.ts";
import { ksmtunedSleepNs, resolveKsmtuned } from "./resolve-ksmtuned.ts";
import type { WrittenContent, WrittenSharing } from "./written-sharing.ts";

/** Sharing written as a group of keys. */
type Full<Kind extends "ksm" | "esx"> = Extract<WrittenSharing, { readonly kind: Kind }>;

const KSM_PAGES_TO_SCAN = 100;
const KSM_SLEEP_NS = 20e6;

/* Of the costs nothing has been measured: a hash of 4 KiB and a search, a page fault's work, a copy of 4 KiB. */
const SCAN_NS = 700;
const MERGE_NS = 1000;
const COPY_NS = 500;

/** How often ESX's scanner is simulated to wake. */
const ESX_SLEEP_NS = 100e6;
const ESX_SCAN_TIME_NS = 3600e9;
/** Mem.ShareScanGHz: 4 MB/s for each GHz, of which 16 are assumed. */
const ESX_BYTES_PER_SECOND = 64e6;

/** Page sharing with all its constants; `counting` counts shares of the host's memory. */
export function resolveSharing(
  written: WrittenSharing | undefined,
  path: Path,
  counting: PageCounting,
): Sharing | null {
  if (written === undefined || written === "off") return null;
  const full = typeof written === "string" ? inFull(written) : written;
  const { scan = SCAN_NS, merge = MERGE_NS, copy = COPY_NS } = full;
  const costs = { scanNs: scan, mergeNs: merge, copyNs: copy };
  if (full.kind === "esx")
    return {
      ...esxPace(full, counting),
      twice: false,
      beforeSwap: full.beforeSwap ?? true,
      mostSharers: 65535,
      ...costs,
      tuning: null,
    };
  return {
    ...ksmPace(full, path, counting),
    twice: true,
    beforeSwap: false,
    mostSharers: full.maxSharing ?? 256,
    ...costs,
  };
}

/** The scanner's pace: its own, or ksmtuned's, which rests until it first looks. */
function ksmPace({ pagesToScan, sleep, tuning }: Full<"ksm">, path: Path, counting: PageCounting) {
  if (tuning === undefined || tuning === "none")
    return { pagesToScan: pagesToScan ?? KSM_PAGES_TO_SCAN, sleepNs: sleep ?? KSM_SLEEP_NS, tuning: null };
  if (pagesToScan !== undefined)
    counting.report([...path, "pagesToScan"], "ksmtuned sets it: leave it out, or write least and most below tuning");
  if (sleep !== undefined)
    counting.report([...path, "sleep"], "ksmtuned sets it: leave it out, or write sleep below tuning");
  return {
    pagesToScan: 0,
    sleepNs: ksmtunedSleepNs(tuning, counting),
    tuning: resolveKsmtuned(tuning, [...path, "tuning"], counting),
  };
}

function inFull(kind: "ksm" | "esx"): Full<"ksm"> | Full<"esx"> {
  return kind === "ksm" ? { kind } : { kind };
}

function esxPace(
  { scanTime = ESX_SCAN_TIME_NS, scanRate = ESX_BYTES_PER_SECOND }: Full<"esx">,
  counting: PageCounting,
) {
  const pagesASecond = Math.min((counting.wholePages / scanTime) * 1e9, scanRate / counting.pageBytes);
  return { pagesToScan: Math.max(1, Math.round((pagesASecond * ESX_SLEEP_NS) / 1e9)), sleepNs: ESX_SLEEP_NS };
}

/** What pages hold, with all defaults. */
export function resolveContent(written: WrittenContent | undefined, path: Path, report: Report): Content {
  const { image = null, zero = 0, volatile = 0 } = written ?? {};
  const sum = (image?.share ?? 0) + zero + volatile;
  if (sum > 1 + 1e-9) report(path, `image, zero and volatile are ${writeShare(sum)} of all pages: write 100% at most`);
  return { image, zeroShare: zero, volatileShare: volatile };
}
