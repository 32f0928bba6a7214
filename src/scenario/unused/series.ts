import type { Path, Report } from "../problem.ts";
import type { Demand } from "../series/series.ts";
import type { Group } from "../vm/group.ts";
import type { Wrote } from "./part.ts";

/** Reports what was written of a series and cannot change anything; `path`: its workload's. A loop says what the series is, however long the run. */
export function reportUnusedOfSeries(wrote: Wrote, series: Demand, path: Path, report: Report): void {
  const curves = [series.anonymous, series.cache, series.touched, series.faults].filter(
    ({ values }) => values.length > 0,
  );
  if (wrote([...path, "hot"]) && series.touched.values.length > 0)
    report([...path, "hot"], "touched says how much is hot: leave it out");
  if (wrote([...path, "shape"]) && curves.every(({ values }) => values.length === 1))
    report([...path, "shape"], "there is one point, and nothing between points: leave it out");
}

/** Reports a scenario's heat where every series says itself how hot memory is, or there is none. */
export function reportHeat(wrote: Wrote, groups: readonly Group[], report: Report): void {
  if (!wrote(["heat"])) return;
  const all = groups.flatMap(({ vm, index }) => {
    const { series } = vm.workload;
    return series === null ? [] : [{ series, place: ["vms", index, "workload", "hot"] }];
  });
  if (all.some(({ series, place }) => series.touched.values.length === 0 && !wrote(place))) return;
  const why =
    all.length > 0 ? "each series says with touched or hot how hot its memory is" : "this scenario has no series";
  report(["heat"], `${why}: leave it out`);
}
