import { bytesOf, type Size } from "../../parameter/size.ts";
import { writeDuration } from "../key/duration.ts";
import { MOST_PAGES, type PageCounting, writePages } from "../key/pages.ts";
import { settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";
import type { ReadPoints } from "./files.ts";
import { seriesKeys, type WrittenSeries } from "./keys.ts";
import { curvesOf, type Demand, mostOf } from "./series.ts";
import { MOST_POINTS, type WrittenPoint } from "./written-point.ts";

/** What a series takes from its VM. */
export interface SeriesContext {
  readonly kernelPages: number;
  readonly vcpus: number;
  readonly writeShare: number;
  /** Share of hot memory where neither the series nor its points tell. */
  readonly heatShare: number;
  readonly readPoints: ReadPoints;
}

/** A series with all defaults; `null` when something is wrong with it, which has been reported. */
export function resolveSeries(
  written: WrittenSeries,
  context: SeriesContext,
  path: Path,
  counting: PageCounting,
): Demand | null {
  const { report, pageBytes } = counting;
  const { heatShare, kernelPages, vcpus, writeShare } = context;
  const { unitBytes, file: _, ...settings } = settle(seriesKeys, written, path, counting, { heatShare });
  const points = pointsOf(written, unitBytes, context.readPoints, path, counting);
  if (points === null) return null;
  const { loopNs, beginNs } = settings;
  const lastNs = points.at(-1)?.atNs ?? 0;
  if (loopNs !== null && lastNs > loopNs) {
    report(
      [...path, "loop"],
      `the last point is at ${writeDuration(lastNs)}, and the series begins again after ${writeDuration(loopNs)}: write a longer loop, or leave points out`,
    );
    return null;
  }
  const beyond = loopNs ?? Math.max(lastNs, 1);
  if (beginNs > 0 && beginNs >= beyond) {
    report([...path, "begin"], `the series ends at ${writeDuration(beyond)}: write less`);
    return null;
  }
  const counted = points.map((point) => {
    const pages = (bytes: number | null) => (bytes === null ? null : Math.round(bytes / pageBytes));
    const used = pages(point.used);
    return {
      atNs: point.atNs,
      anonymous: used === null ? pages(point.anonymous) : Math.max(0, used - kernelPages),
      cache: pages(point.cache),
      touched: pages(point.touched),
      faults: point.faults,
    };
  });
  const series: Demand = { ...curvesOf(counted), ...settings, writeShare, vcpus };
  const place = [...path, written.file === null || written.file === undefined ? "points" : "file"];
  const problem = problemOf(series, points, pageBytes);
  if (problem === null) return series;
  report(place, problem);
  return null;
}

/** The points, memory in bytes; `null`: something is wrong, and has been reported. */
function pointsOf(
  { points, file, columns, unit }: WrittenSeries,
  unitBytes: number,
  readPoints: ReadPoints,
  path: Path,
  counting: PageCounting,
): readonly WrittenPoint[] | null {
  const { report, pageBytes } = counting;
  if (typeof file === "string") {
    if (points !== undefined) {
      report([...path, "file"], "there are points beside the file: write either the one or the other");
      return null;
    }
    const named = Object.fromEntries(Object.entries(columns).filter(([, name]) => typeof name === "string"));
    const read = readPoints({ file, columns: named, unitBytes, pageBytes });
    if ("value" in read) return read.value;
    report([...path, "file"], read.problem);
    return null;
  }
  if (points === undefined) {
    report(path, "a series needs points or a file: write for example points: [{ at: 0, anonymous: 1GiB }]");
    return null;
  }
  const ofFile = Object.values(columns).some((name) => typeof name === "string")
    ? "columns"
    : unit == null
      ? null
      : "unit";
  if (ofFile !== null) report([...path, ofFile], "it is for the columns of a file, and there are points: leave it out");
  if (points.length > MOST_POINTS)
    report([...path, "points"], `there are more than ${MOST_POINTS} points: leave some out`);
  let beforeNs = -1;
  const bytes = (size: Size | null | undefined) => (size == null ? null : bytesOf(size, pageBytes));
  for (const [index, { at }] of points.entries()) {
    const place = [...path, "points", index, "at"];
    if (index === 0 && at > 0) report(place, "a series begins with its first point: write at: 0");
    else if (at <= beforeNs) report(place, `${writeDuration(at)} is not later than the point before: times must rise`);
    else {
      beforeNs = at;
      continue;
    }
    return null;
  }
  return points.map((point) => ({
    atNs: point.at,
    anonymous: bytes(point.anonymous),
    used: bytes(point.used),
    cache: bytes(point.cache),
    touched: bytes(point.touched),
    faults: point.faults ?? null,
  }));
}

/** What is wrong with the quantities of a series, in one sentence. */
function problemOf(series: Demand, points: readonly WrittenPoint[], pageBytes: number): string | null {
  const knows = (what: "anonymous" | "used") => points.some((point) => point[what] !== null);
  if (knows("anonymous") && knows("used"))
    return "it says both anonymous and used, which has the kernel's memory too: leave one of them out";
  if (series.anonymous.values.length === 0)
    return "neither anonymous nor used is known at any point: a series needs one of them";
  const pages = mostOf(series.anonymous) + mostOf(series.cache);
  if (pages < 1) return "no memory is ever in use: the unit may be wrong";
  if (pages > MOST_PAGES)
    return `it uses ${writePages(pages, pageBytes)}, and a workload ${writePages(MOST_PAGES, pageBytes)} at most: the unit may be wrong`;
  return null;
}
