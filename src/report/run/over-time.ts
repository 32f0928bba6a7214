import { elementAt } from "../../list/element-at.ts";
import type { Result } from "../../simulation/result.ts";
import { formatBytes, formatDuration, formatSlowdown } from "../../words/units.ts";
import { cutToWidth, displayWidth, padToWidth, wrapToWidth } from "../../words/width.ts";
import { type Fold, foldSeries, sparkline } from "../words/sparkline.ts";
import { largestOf, type ReportRow } from "./rows.ts";

/** Columns of a value beside a sparkline. */
const VALUE = 8;

/** The run as sparklines: the host's, then balloon and slowdown of every row; nothing when nothing was sampled. */
export function overTime(result: Result, rows: readonly ReportRow[], columns: number): string[] {
  const points = result.series.timeNs.length;
  if (points === 0) return [];
  const labels = ["host swap used", ...rows.map(({ label }) => label)];
  const label = Math.min(Math.max(...labels.map(displayWidth)), Math.max(4, Math.floor(columns / 4)));
  const single = Math.max(1, columns - label - 3 - VALUE);
  const double = Math.max(1, Math.floor((columns - label - 2 * (3 + VALUE)) / 2));
  const lines = [
    ...hostLines(result, single).map(([name, bars, value]) => lineOf(name, label, [[bars, value, single]])),
    ...stateLine(result, label, single),
    "",
    titles(label, Math.min(double, points)),
    ...rows.map((row) => lineOf(row.label, label, rowBars(row, double, result.scenario.pageBytes))),
  ];
  const explanation = wrapToWidth(axis(result, Math.min(single, points)), columns);
  return [...explanation, ...lines.map((line) => cutToWidth(line.trimEnd(), columns))];
}

type Bars = readonly [bars: string, value: string, room: number];

function hostLines({ series, host, scenario }: Result, room: number): [string, string, string][] {
  const { freePages, swapUsedPages, swapInPages, swapOutPages } = series.host;
  const traffic = swapInPages.map((pages, i) => pages + elementAt(swapOutPages, i, "sample"));
  const size = (pages: number) => formatBytes(pages * scenario.pageBytes);
  const line = (name: string, values: readonly number[], fold: Fold, most: number): [string, string, string] => {
    return [name, sparkline(foldSeries(values, room, fold), 0, most), size(extreme(values, fold))];
  };
  return [
    line("host free", freePages, "least", host.frames),
    line("host swap used", swapUsedPages, "largest", extreme(swapUsedPages, "largest")),
    line("host swap i/o", traffic, "largest", extreme(traffic, "largest")),
  ];
}

/** The worst state of each mark by its first letter, the best as a dot; nothing when the manager knows no states. */
function stateLine({ host, series }: Result, label: number, room: number): string[] {
  const names = host.states.map(({ name }) => name);
  if (series.host.state.length === 0) return [];
  const worst = foldSeries(
    series.host.state.map((state) => names.indexOf(state)),
    room,
    "largest",
  );
  const marks = worst.map((state) => (state > 0 ? elementAt(names, state, "state").charAt(0) : "·")).join("");
  // A manager without states may have replaced the one that had them.
  return [lineOf("host state", label, [[marks, names[Math.max(0, ...worst)] ?? "", room]])];
}

function rowBars(row: ReportRow, room: number, pageBytes: number): Bars[] {
  const balloon = means(row.members.map((vm) => vm.series.balloonPages));
  const slowdown = most(row.members.map((vm) => vm.series.slowdown));
  const memory = largestOf(row, ({ vm }) => vm.memoryPages);
  const worst = extreme(slowdown, "largest");
  // What has no end is a whole bar, and no other one is as long.
  const ended = Math.max(2, extreme(slowdown.filter(Number.isFinite), "largest"));
  const highest = Number.isFinite(worst) ? ended : 1 + (ended - 1) * 1.16;
  return [
    [
      sparkline(foldSeries(balloon, room, "largest"), 0, memory),
      formatBytes(extreme(balloon, "largest") * pageBytes),
      room,
    ],
    [sparkline(foldSeries(slowdown, room, "largest"), 1, highest), formatSlowdown(worst), room],
  ];
}

function axis({ simulatedNs, scenario, host }: Result, marks: number): string {
  const span = (simulatedNs > 0 ? simulatedNs : scenario.durationNs) / marks;
  const states = host.states.map(({ name }, at) => (at === 0 ? `· ${name}` : `${name.charAt(0)} ${name}`));
  const legend = states.length > 0 ? ` Host states: ${states.join(", ")}.` : "";
  return `One mark is ${formatDuration(span)}. Numbers show the minimum of host free and the maximum of the others.${legend}`;
}

function titles(label: number, marks: number): string {
  return `${" ".repeat(label + 2)}${padToWidth("balloon", marks + 3 + VALUE, "left")}slowdown`;
}

function lineOf(name: string, width: number, parts: readonly Bars[]): string {
  const cells = parts.map(([bars, value]) => `  ${bars} ${padToWidth(value, VALUE, "left")}`);
  return padToWidth(cutToWidth(name, width), width, "left") + cells.join("");
}

function extreme(values: readonly number[], fold: Fold): number {
  return foldSeries(values, 1, fold)[0] ?? 0;
}

function means(series: readonly (readonly number[])[]): number[] {
  return (series[0] ?? []).map(
    (_, i) => series.reduce((sum, values) => sum + elementAt(values, i, "sample"), 0) / series.length,
  );
}

function most(series: readonly (readonly number[])[]): number[] {
  return (series[0] ?? []).map((_, i) =>
    series.reduce((largest, values) => Math.max(largest, elementAt(values, i, "sample")), 1),
  );
}
