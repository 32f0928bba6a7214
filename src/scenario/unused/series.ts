import type { Path, Report } from "../problem.ts";
import type { Scenario } from "../scenario.ts";
import type { Demand } from "../series/series.ts";
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
export function reportHeat(wrote: Wrote, { vms }: Scenario, report: Report): void {
  const needs = vms.some(({ workload }, at) => {
    const { series } = workload;
    const index = new Set(vms.slice(0, at + 1).map((vm) => vm.group)).size - 1;
    return series !== null && series.touched.values.length === 0 && !wrote(["vms", index, "workload", "hot"]);
  });
  if (!wrote(["heat"]) || needs) return;
  const someSeries = vms.some(({ workload }) => workload.series !== null);
  const why = someSeries ? "each series says with touched or hot how hot its memory is" : "this scenario has no series";
  report(["heat"], `${why}: leave it out`);
}
