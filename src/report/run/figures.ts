import { elementAt } from "../../list/element-at.ts";
import { numberArgument } from "../../parameter/argument.ts";
import type { Result, VmSeries } from "../../simulation/result.ts";
import { escapeControls } from "../../words/width.ts";
import type { Figure, FigureLine, FigureSheet } from "../figure/figure.ts";
import { type Fold, foldSeries } from "../words/sparkline.ts";
import { eventMarks } from "./event-list.ts";
import { largestOf, type ReportRow, reportRows } from "./rows.ts";

/** More moments than this are folded: no screen shows more, and a report stays small. */
const MOST_MOMENTS = 600;

/** The diagrams that tell how a run went, for a screen or for paper. */
export function figuresOf(result: Result, mostMoments = MOST_MOMENTS): FigureSheet {
  numberArgument("mostMoments", mostMoments, { least: 1, whole: mostMoments !== Number.POSITIVE_INFINITY });
  const { series } = result;
  const rows = reportRows(result);
  const fold = (values: readonly number[], how: Fold) => foldSeries(values, mostMoments, how);
  const ends = foldSeries(series.timeNs, mostMoments, "largest");
  const drawing: Drawing = { result, rows, fold, spanSeconds: spans(series.timeNs) };
  const figures = [
    hostMemory(drawing),
    ...hostStates(drawing),
    ...rows.flatMap((row, at) => (mayBalloon(row, result) ? [balloon(drawing, row, at)] : [])),
    slowdown(drawing),
    stalls(drawing),
    faults(drawing),
    swapTraffic(drawing),
    disks(drawing),
  ];
  return {
    seconds: ends.map((ns) => ns / 1e9),
    figures,
    events: eventMarks(result).map(({ timeNs, text }) => ({ seconds: timeNs / 1e9, text })),
  };
}

interface Drawing {
  readonly result: Result;
  readonly rows: readonly ReportRow[];
  readonly fold: (values: readonly number[], how: Fold) => number[];
  /** The length of each sample period. */
  readonly spanSeconds: readonly number[];
}

/** What each VM has for itself, what several share, and what is free: together the host's memory. */
function hostMemory({ result, rows, fold }: Drawing): Figure {
  const { pageBytes } = result.scenario;
  const { vms, host } = result.series;
  const layer = (label: string, pages: readonly number[], colour: number | null) =>
    line(label, fold(scaled(pages, pageBytes), "mean"), colour);
  const layers = rows.map((row, at) => {
    const columns = row.members.map(({ series }) => own(series));
    return layer(row.label, added(columns), at);
  });
  if (result.scenario.host.sharing !== null) {
    const onShared = added(vms.map(({ sharedPages }) => sharedPages));
    const frames = onShared.map((pages, at) => pages - elementAt(host.sharingPages, at, "sample"));
    layers.push(layer("shared by several", frames, rows.length));
  }
  if (result.scenario.host.compression !== null) layers.push(layer("compressed", host.poolPages, rows.length + 1));
  const free = line("free", fold(scaled(result.series.host.freePages, pageBytes), "mean"), null);
  return {
    id: "memory",
    title: "Host memory by owner",
    unit: "bytes",
    shape: "stack",
    least: 0,
    most: result.host.frames * pageBytes,
    lines: [...layers, free],
    small: false,
  };
}

/** Guest frames that are backed by a host frame of their own. */
function own({ backedPages, sharedPages }: VmSeries): number[] {
  return backedPages.map((pages, at) => pages - elementAt(sharedPages, at, "sample"));
}

/** The memory manager's state of the host, where it knows states: the best at the bottom. */
function hostStates({ result, fold }: Drawing): Figure[] {
  const { states } = result.host;
  if (states.length === 0) return [];
  const place = new Map(states.map(({ name }, at) => [name, at]));
  const values = result.series.host.state.map((name) => place.get(name) ?? 0);
  const names = states.map(({ name }) => escapeControls(name));
  const lines = [line("host", fold(values, "largest"), 0)];
  return [
    { ...LINES, id: "states", title: "Host state", unit: { names }, most: Math.max(1, states.length - 1), lines },
  ];
}

/** A VM without a driver has no balloon. */
function mayBalloon({ members }: ReportRow, { scenario }: Result): boolean {
  const names = new Set(members.map(({ vm }) => vm.name));
  return scenario.vms.some(({ name, balloon }) => names.has(name) && balloon !== null);
}

function balloon({ result, fold }: Drawing, row: ReportRow, at: number): Figure {
  const { pageBytes } = result.scenario;
  const mean = (name: "balloonPages" | "targetPages") => {
    const sum = added(row.members.map(({ series }) => series[name]));
    return fold(scaled(sum, pageBytes / row.members.length), "mean");
  };
  const many = row.members.length > 1 ? ", mean" : "";
  return {
    id: `balloon-${at}`,
    title: `Balloon of ${row.label}${many}`,
    unit: "bytes",
    shape: "lines",
    least: 0,
    most: largestOf(row, ({ vm }) => vm.memoryPages) * pageBytes,
    lines: [line("holds", mean("balloonPages"), at), line("target", mean("targetPages"), at, true)],
    small: true,
  };
}

function slowdown({ rows, fold }: Drawing): Figure {
  const ended = (slowdown: number) => (Number.isFinite(slowdown) ? slowdown : null);
  const lines = rows.map((row, at) => line(row.label, fold(largest(row, "slowdown"), "largest").map(ended), at));
  return { ...LINES, id: "slowdown", title: "Slowdown", unit: "slowdown", least: 1, most: 1.1, lines };
}

function stalls({ rows, fold }: Drawing): Figure {
  const lines = rows.map((row, at) => line(row.label, fold(largest(row, "stallShare"), "largest"), at));
  return { ...LINES, id: "stalls", title: "Time spent waiting for memory", unit: "share", most: 0.1, lines };
}

function faults({ result, fold, spanSeconds }: Drawing): Figure {
  const rate = (name: "majorFaults" | "hostMajorFaults") =>
    fold(perSecond(added(result.series.vms.map((vm) => vm[name])), spanSeconds), "mean");
  const lines = [line("host", rate("hostMajorFaults"), 0), line("guests", rate("majorFaults"), 1)];
  return { ...LINES, id: "faults", title: "Major faults", unit: "perSecond", most: 10, lines };
}

function swapTraffic({ result, fold, spanSeconds }: Drawing): Figure {
  const { series, scenario } = result;
  const rate = (pages: readonly number[]) => fold(scaled(perSecond(pages, spanSeconds), scenario.pageBytes), "mean");
  const guests = (name: "swapInPages" | "swapOutPages") => rate(added(series.vms.map((vm) => vm[name])));
  const lines = [
    line("host in", rate(series.host.swapInPages), 0),
    line("host out", rate(series.host.swapOutPages), 1),
    line("guests in", guests("swapInPages"), 2),
    line("guests out", guests("swapOutPages"), 3),
  ];
  return { ...LINES, id: "swap", title: "Swap traffic", unit: "bytesPerSecond", most: 1 << 20, lines };
}

function disks({ result, fold }: Drawing): Figure {
  const lines = result.series.devices.map(({ utilisation }, at) =>
    line(escapeControls(result.devices[at]?.name ?? `device ${at}`), fold(utilisation, "mean"), at),
  );
  return { ...LINES, id: "disks", title: "Disk utilisation", unit: "share", most: 1, lines };
}

const LINES = { shape: "lines", least: 0, small: false } as const;

function line(label: string, values: FigureLine["values"], colour: number | null, wanted = false): FigureLine {
  return { label, values, colour, wanted };
}

function largest(row: ReportRow, name: keyof VmSeries & ("slowdown" | "stallShare")): number[] {
  const columns = row.members.map(({ series }) => series[name]);
  return (columns[0] ?? []).map((_, at) =>
    columns.reduce((most, values) => Math.max(most, elementAt(values, at, "sample")), 0),
  );
}

function added(columns: readonly (readonly number[])[]): number[] {
  return (columns[0] ?? []).map((_, at) => columns.reduce((sum, values) => sum + elementAt(values, at, "sample"), 0));
}

function scaled(values: readonly number[], factor: number): number[] {
  return values.map((value) => value * factor);
}

function perSecond(counts: readonly number[], spanSeconds: readonly number[]): number[] {
  return counts.map((count, at) => {
    const span = elementAt(spanSeconds, at, "sample");
    return span > 0 ? count / span : 0;
  });
}

function spans(timeNs: readonly number[]): number[] {
  return timeNs.map((ns, at) => (ns - (timeNs[at - 1] ?? 0)) / 1e9);
}
