import { writeShare } from "../parameter/share.ts";
import { type PageCounting, toPages } from "./pages.ts";
import type { Path, Report } from "./problem.ts";
import type { Content, Ksmtuned, Sharing } from "./scenario.ts";
import type { WrittenContent, WrittenSharing } from "./written-sharing.ts";

/** Sharing written as a group of keys. */
type Full<Kind extends "ksm" | "esx"> = Extract<WrittenSharing, { readonly kind: Kind }>;

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

/** ksmtuned's sleep at its reference size of 16 GiB, which is also its shortest, and its least threshold. */
const KSMTUNED_SLEEP_NS = 10e6;
const KSMTUNED_REFERENCE_BYTES = 16 * 2 ** 30;
const KSMTUNED_LEAST_BYTES = 2 * 2 ** 30;

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
  const tuning = resolveTuning(full.tuning, [...path, "tuning"], counting);
  return {
    pagesToScan: full.pagesToScan ?? (tuning === null ? 100 : 0),
    sleepNs: full.sleep ?? (tuning === null ? KSM_SLEEP_NS : ksmtunedSleep(counting)),
    twice: true,
    beforeSwap: false,
    mostSharers: full.maxSharing ?? 256,
    ...costs,
    tuning,
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

function resolveTuning(written: Full<"ksm">["tuning"], path: Path, counting: PageCounting): Ksmtuned | null {
  if (written === undefined || written === "none") return null;
  const { period, boost, decay, least = 64, most = 1250, threshold } = written === "ksmtuned" ? {} : written;
  if (least > most) counting.report([...path, "most"], `most is less than least: write at least ${least}`);
  const leastThresholdPages = Math.ceil(KSMTUNED_LEAST_BYTES / counting.pageBytes);
  return {
    periodNs: period ?? 60e9,
    boostPages: boost ?? 300,
    decayPages: decay ?? 50,
    leastPages: least,
    mostPages: most,
    thresholdPages:
      threshold === undefined
        ? Math.max(Math.floor(counting.wholePages / 5), leastThresholdPages)
        : toPages(threshold, [...path, "threshold"], counting),
  };
}

/** Shorter on a larger host, but never shorter than at the reference size. */
function ksmtunedSleep({ wholePages, pageBytes }: PageCounting): number {
  const scaled = (KSMTUNED_SLEEP_NS * KSMTUNED_REFERENCE_BYTES) / (wholePages * pageBytes);
  return Math.max(KSMTUNED_SLEEP_NS, Math.round(scaled));
}

/** What pages hold, with all defaults. */
export function resolveContent(written: WrittenContent | undefined, path: Path, report: Report): Content {
  const { image = null, zero = 0, volatile = 0 } = written ?? {};
  const sum = (image?.share ?? 0) + zero + volatile;
  if (sum > 1 + 1e-9) report(path, `image, zero and volatile are ${writeShare(sum)} of all pages: write 100% at most`);
  return { image, zeroShare: zero, volatileShare: volatile };
}
