import { partOf } from "../../parameter/share.ts";
import type { Size } from "../../parameter/size.ts";
import { type PageCounting, toPages } from "../key/pages.ts";
import type { Path } from "../problem.ts";
import type { Ksmtuned } from "../scenario.ts";
import type { WrittenKsmtuned } from "./written-sharing.ts";

/* The script's defaults: KSM_SLEEP_MSEC, KSM_THRES_COEF, and KSM_THRES_CONST, which it compares with KiB. */
const SLEEP_NS = 10e6;
const THRESHOLD: Size = { unit: "share", share: 0.2 };
const LEAST_THRESHOLD_KIB = 2048;

/** The host for which the sleep is meant, and the shortest sleep, whatever is written. */
const REFERENCE_KIB = 16 * 2 ** 20;
const SHORTEST_SLEEP_MS = 10;

/** ksmtuned with all its constants; `counting` counts shares of the host's memory. */
export function resolveKsmtuned(written: WrittenKsmtuned, path: Path, counting: PageCounting): Ksmtuned {
  const { period, boost, decay, least = 64, most = 1250, metric } = written === "ksmtuned" ? {} : written;
  if (least > most) counting.report([...path, "most"], `most is less than least: write at least ${least}`);
  return {
    metric: metric ?? "rsz",
    periodNs: period ?? 60e9,
    boostPages: boost ?? 300,
    decayPages: decay ?? 50,
    leastPages: least,
    mostPages: most,
    thresholdKib: thresholdKib(written, path, counting),
  };
}

/** How long ksmtuned lets the scanner sleep, for the whole run. */
export function ksmtunedSleepNs(written: WrittenKsmtuned, counting: PageCounting): number {
  const { sleep = SLEEP_NS } = written === "ksmtuned" ? {} : written;
  return scaledSleepMs(sleep / 1e6, memoryKib(counting)) * 1e6;
}

/** KSM_SLEEP_MSEC scaled to a host's memory in whole milliseconds, as the script does: longer on a smaller host. */
export function scaledSleepMs(sleepMs: number, memoryKib: number): number {
  return Math.max(SHORTEST_SLEEP_MS, Math.floor((sleepMs * REFERENCE_KIB) / memoryKib));
}

function thresholdKib(written: WrittenKsmtuned, path: Path, counting: PageCounting): number {
  const { threshold = THRESHOLD, leastThreshold } = written === "ksmtuned" ? {} : written;
  const wanted =
    threshold.unit === "share"
      ? partOf(memoryKib(counting), threshold.share)
      : sizeKib(threshold, [...path, "threshold"], counting);
  const least =
    leastThreshold === undefined ? LEAST_THRESHOLD_KIB : sizeKib(leastThreshold, [...path, "leastThreshold"], counting);
  return Math.max(wanted, least);
}

function memoryKib({ wholePages, pageBytes }: PageCounting): number {
  return (wholePages * pageBytes) / 1024;
}

function sizeKib(size: Size, path: Path, counting: PageCounting): number {
  return (toPages(size, path, counting) * counting.pageBytes) / 1024;
}
