import { partOf } from "../../parameter/share.ts";
import type { Size } from "../../parameter/size.ts";
import * as key from "../key/keys.ts";
import { type PageCounting, toPages } from "../key/pages.ts";
import { offOrKind, section } from "../key/section.ts";
import { type Settled, settle, type Written } from "../key/settle.ts";
import type { Path } from "../problem.ts";

/** What ksmtuned counts as a VM's memory: its host frames, those with a shared frame counted in parts, or all that it was promised. */
export type KsmtunedMetric = Ksmtuned["metric"];

/** The constants of ksmtuned, which starts, speeds up, slows down and stops the scanner. */
export interface Ksmtuned extends Settled<typeof paceKeys> {
  /** Free memory below which the scanner is sped up, in KiB as the script counts. */
  readonly thresholdKib: number;
}

/** ksmtuned as it was written. */
export type WrittenKsmtuned = Written<typeof ksmtunedKeys>;

const pages = { least: 1, most: 1_000_000 };
const change = { least: 0, most: 1e6 };
const source = "ksmtuned";

const ksmtunedKeys = {
  period: key.duration({ about: "How often it looks.", default: "1min", least: 1e6, source }),
  boost: key.count({
    about: "Pages to scan more when memory is short.",
    default: 300,
    ...change,
    source,
    to: "boostPages",
  }),
  decay: key.count({
    about: "Pages to scan less when memory is not short.",
    default: 50,
    ...change,
    source,
    to: "decayPages",
  }),
  least: key.count({ about: "Minimum pages to scan.", default: 64, ...pages, source, to: "leastPages" }),
  most: key.count({ about: "Maximum pages to scan.", default: 1250, ...pages, source, to: "mostPages" }),
  sleep: key.duration({
    about: "Sleep of the scanner on a host of 16GiB; longer on a smaller host, shorter on a larger one, at least 10ms.",
    default: "10ms",
    most: 60e9,
    source,
  }),
  threshold: key.amount({
    about: "Free memory below which memory is short; a share is relative to the host's memory.",
    default: "20%",
    shares: true,
    source,
  }),
  leastThreshold: key.amount({
    about: "Minimum of the threshold.",
    default: "2MiB",
    shares: false,
    source: "ksmtuned, KSM_THRES_CONST, which it compares with KiB",
  }),
  metric: key.word(["rsz", "pss", "vsz"])({
    about:
      "What counts as a VM's memory: rsz (its host frames), pss (the same, shared frames in parts) or vsz (all its memory).",
    default: "rsz",
    source,
  }),
};
const { sleep: _sleep, threshold: _threshold, leastThreshold: _leastThreshold, ...paceKeys } = ksmtunedKeys;

/** The key of what sets the scanner's pace. */
export const tuningKey = key.part(
  offOrKind(
    "none",
    ["ksmtuned"],
    section({ kind: key.word(["ksmtuned"])({ about: "What sets the pace.", example: "ksmtuned" }), ...ksmtunedKeys }),
  ),
  { about: "What sets the scanner's pace: none or ksmtuned.", default: "none" },
);

/** The host for which the sleep is meant, and the shortest sleep, whatever is written. */
const REFERENCE_KIB = 16 * 2 ** 20;
const SHORTEST_SLEEP_MS = 10;

/** ksmtuned with all its constants; `counting` counts shares of the host's memory. */
export function resolveKsmtuned(written: WrittenKsmtuned, path: Path, counting: PageCounting): Ksmtuned {
  const pace = settle(paceKeys, written, path, counting);
  if (pace.leastPages > pace.mostPages)
    counting.report([...path, "most"], `most is less than least: write at least ${pace.leastPages}`);
  return { ...pace, thresholdKib: thresholdKib(written, path, counting) };
}

/** How long ksmtuned lets the scanner sleep, for the whole run. */
export function ksmtunedSleepNs({ sleep }: WrittenKsmtuned, counting: PageCounting): number {
  return scaledSleepMs(sleep / 1e6, memoryKib(counting)) * 1e6;
}

/** KSM_SLEEP_MSEC scaled to a host's memory in whole milliseconds, as the script does: longer on a smaller host. */
export function scaledSleepMs(sleepMs: number, memoryKib: number): number {
  return Math.max(SHORTEST_SLEEP_MS, Math.floor((sleepMs * REFERENCE_KIB) / memoryKib));
}

function thresholdKib({ threshold, leastThreshold }: WrittenKsmtuned, path: Path, counting: PageCounting): number {
  const wanted =
    threshold.unit === "share"
      ? partOf(memoryKib(counting), threshold.share)
      : sizeKib(threshold, [...path, "threshold"], counting);
  return Math.max(wanted, sizeKib(leastThreshold, [...path, "leastThreshold"], counting));
}

function memoryKib({ wholePages, pageBytes }: PageCounting): number {
  return (wholePages * pageBytes) / 1024;
}

function sizeKib(size: Size, path: Path, counting: PageCounting): number {
  return (toPages(size, path, counting) * counting.pageBytes) / 1024;
}
