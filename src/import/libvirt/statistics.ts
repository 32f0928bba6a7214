import { type DriverStatistics, demandInWords, demandsOf, off, type Sample, silent } from "../model/sample.ts";
import type { DomainMoment, DomainSeries } from "./domstats.ts";

const KIB = 1024;

/** Seconds after which a first answer is too old, if the period is not known. */
const OLD = 300;

/** All moments of one domain. */
export interface DomainHistory extends Pick<DomainSeries, "times" | "cut"> {
  readonly moments: readonly DomainMoment[];
}

/** What its history says of a domain. */
export interface DomainRecord {
  readonly samples: readonly Sample[];
  readonly demandFrom: string;
  /** Memory in bytes, from `balloon.maximum`. */
  readonly maximumBytes: number | null;
  readonly balloonMoved: boolean;
  /** Each MemTotal at full size, in bytes. */
  readonly fullTotals: readonly number[];
  /** Each resident set of its process, in bytes. */
  readonly residentSets: readonly number[];
  readonly swaps: boolean;
  /** Moments whose statistics had not moved since the moment before. */
  readonly stale: number;
  /** Moments with statistics that had moved. */
  readonly fresh: number;
}

/** What its history says of a domain; `period` in seconds, `null`: not known. */
export function recordOf({ moments, times, cut }: DomainHistory, period: number | null): DomainRecord {
  const mine = new Map(moments.map((moment) => [moment.time, moment]));
  const bare: Sample[] = [];
  const statistics: (DriverStatistics | null)[] = [];
  const running: ReadonlyMap<string, number>[] = [];
  let answered: number | null = null;
  let [stale, fresh, swaps] = [0, 0, false];
  for (const time of times.length === 0 ? [null] : times) {
    const values = mine.get(time)?.values;
    // After a cut the domains of the last time are not known to be gone.
    if (values === undefined && cut !== null && time === cut.time) continue;
    const at = time ?? 0;
    if (values === undefined || !isRunning(values)) {
      bare.push(off(at));
      statistics.push(null);
      answered = null;
      continue;
    }
    running.push(values);
    swaps ||= (values.get("swap_in") ?? 0) > 0 || (values.get("swap_out") ?? 0) > 0;
    const update = values.get("last-update") ?? 0;
    const isFresh = update !== 0 && (answered === null ? isRecent(time, update, period) : update !== answered);
    if (isFresh) fresh++;
    else if (update !== 0) stale++;
    bare.push({
      ...silent(at),
      sizeBytes: bytesOf(values, "current"),
      majorFaults: isFresh ? (values.get("major_fault") ?? null) : null,
    });
    statistics.push(isFresh ? statisticsOf(values) : null);
    if (update !== 0) answered = update;
  }
  const demands = demandsOf(statistics);
  const samples = bare.map((sample, i): Sample => ({ ...sample, ...demands[i] }));
  const sizes = running.flatMap((values) => bytesOf(values, "current") ?? []);
  const full = running.filter((values) => values.get("current") === values.get("maximum"));
  const maxima = [...mine.values()].flatMap(({ values }) => bytesOf(values, "maximum") ?? []);
  return {
    samples,
    demandFrom: `domstats: ${demandInWords(statistics)}`,
    maximumBytes: maxima.at(-1) ?? null,
    balloonMoved: sizes.some((size) => size !== sizes[0]),
    fullTotals: full.flatMap((values) => bytesOf(values, "available") ?? []),
    residentSets: running.flatMap((values) => bytesOf(values, "rss") ?? []),
    swaps,
    stale,
    fresh,
  };
}

/** A domain that is off has its two sizes alone. */
function isRunning(values: ReadonlyMap<string, number>): boolean {
  return values.has("last-update") || values.has("rss");
}

function isRecent(time: number | null, update: number, period: number | null): boolean {
  return time === null || time - update <= (period === null ? OLD : Math.max(OLD, 2 * period));
}

function statisticsOf(values: ReadonlyMap<string, number>): DriverStatistics {
  return {
    total: bytesOf(values, "available"),
    free: bytesOf(values, "unused"),
    usable: bytesOf(values, "usable"),
    caches: bytesOf(values, "disk_caches"),
  };
}

function bytesOf(values: ReadonlyMap<string, number>, name: string): number | null {
  const kib = values.get(name);
  return kib === undefined ? null : kib * KIB;
}
