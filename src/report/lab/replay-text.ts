import type { ReplayReport, ReplayResult } from "../../lab/replay.ts";
import { formatBytes, formatCount } from "../../words/units.ts";
import { displayWidth, escapeControls, wrapToWidth } from "../../words/width.ts";
import { type Painter, painter } from "../words/colour.ts";
import { sightInWords } from "../words/policies.ts";
import { type Cell, type Column, layOutTable } from "../words/table.ts";
import { exactCount, faultMeasure, subject } from "./measure.ts";
import { regretOf } from "./replay-data.ts";

/** How a report on a terminal is to look. */
export interface LabTextOptions {
  /** No line takes more columns than this. */
  readonly columns: number;
  /** Whether to write ANSI escapes. */
  readonly colour: boolean;
}

/** Marks of the best policies that could be built, and of those that see more than memory shows. */
const REALISTIC = "*";
const IDEALISED = "+";

/** The report of a replay that a person reads: fault ratios, the way to the optimum, and what scanning cost. */
export function replayText(report: ReplayReport, { columns, colour }: LabTextOptions): string {
  const paint = painter(colour);
  const marks = bestMarks(report);
  const measure = faultMeasure(report.trace);
  const faults = (result: ReplayResult): Cell => {
    const mark = marks.get(result) ?? "";
    const ratio = report.trace.originalReferences === null ? "" : ` ${measure.cell(result.faults).padStart(7)}`;
    return { text: exactCount(result.faults) + ratio + (mark || " "), tone: mark === "" ? "plain" : "good" };
  };
  const regret = (result: ReplayResult): Cell => ({ text: inPercent(regretOf(report, result)) });
  const scans = ({ scannedPages, faults }: ReplayResult): Cell => ({
    text: (scannedPages / Math.max(1, faults)).toFixed(2),
  });
  const dirty = ({ dirtyEvictions }: ReplayResult): Cell => ({ text: formatCount(dirtyEvictions, 3) });
  const lines = [
    ...wrapToWidth(subject(report.trace), columns).map((line) => paint("heading", line)),
    ...(report.trace.reading === null ? [] : wrapToWidth(escapeControls(report.trace.reading), columns)),
    ...matrix(report, headOfFaults(report), faults, true, columns, paint),
    ...wrapToWidth(`${REALISTIC} best realistic, ${IDEALISED} best idealised policy at each size`, columns),
    ...(report.optimalFaults === null ? [] : matrix(report, "Faults above opt, %", regret, false, columns, paint)),
    ...(report.trace.writes === 0 ? [] : matrix(report, "Dirty pages evicted", dirty, false, columns, paint)),
    ...matrix(report, "Pages looked at per fault", scans, false, columns, paint),
  ];
  return `${lines.join("\n")}\n`;
}

function headOfFaults({ trace }: ReplayReport): string {
  if (trace.originalReferences === null) return "Faults";
  return `Faults, and in % of the ${trace.condensedFrames === null ? "" : "run's "}references`;
}

/** The best realistic and the best idealised results at each size, opt aside; ties share the mark. */
function bestMarks({ frames, results }: ReplayReport): ReadonlyMap<ReplayResult, string> {
  const marks = new Map<ReplayResult, string>();
  for (const count of frames) {
    for (const [mark, idealised] of [
      [REALISTIC, false],
      [IDEALISED, true],
    ] as const) {
      const rivals = results.filter(
        ({ frames: own, visibility }) =>
          own === count && visibility !== "future" && (visibility === "every-access") === idealised,
      );
      const least = rivals.reduce((fewest, { faults }) => Math.min(fewest, faults), Number.POSITIVE_INFINITY);
      for (const rival of rivals) if (rival.faults === least) marks.set(rival, mark);
    }
  }
  return marks;
}

/** Policies by sizes; the sizes for which there is no room follow below. */
function matrix(
  { frames, results, pageBytes }: ReplayReport,
  title: string,
  cellOf: (result: ReplayResult) => Cell,
  sight: boolean,
  columns: number,
  paint: Painter,
): string[] {
  const sizes = [...new Set(frames)];
  const labelled = [...new Set(results.map(({ label }) => label))];
  const body = labelled.map((label) => {
    const own = results.filter((result) => result.label === label);
    const text = sight ? sightInWords(own[0]?.visibility ?? "") : "";
    return { label: escapeControls(label), text, own: new Map(own.map((result) => [result.frames, cellOf(result)])) };
  });
  const width = (count: number) =>
    2 +
    Math.max(...[...header(count, pageBytes), ...body.map(({ own }) => own.get(count)?.text ?? "")].map(displayWidth));
  const labels = Math.max(...body.map(({ label }) => displayWidth(label)), displayWidth("policy"));
  const sights = sight ? 2 + Math.max(...body.map(({ text }) => displayWidth(text))) : 0;
  const lines: string[] = ["", paint("heading", title)];
  for (const part of chunks(sizes, width, columns - labels - sights)) {
    const heads: Column[] = [
      { header: ["frames", "policy"], align: "left", dispensable: 0 },
      ...part.map((count): Column => ({ header: header(count, pageBytes), align: "right", dispensable: 0 })),
      ...(sight ? [{ header: ["", "visibility"], align: "left", dispensable: 1 } as const] : []),
    ];
    const cells = body.map(({ label, text, own }): Cell[] => [
      { text: label },
      ...part.map((count) => own.get(count) ?? { text: "" }),
      ...(sight ? [{ text, tone: "faint" } as const] : []),
    ]);
    lines.push(...layOutTable(heads, cells, columns, paint).lines);
  }
  return lines;
}

function header(frames: number, pageBytes: number): string[] {
  return [formatCount(frames, 3), formatBytes(frames * pageBytes)];
}

/** Sizes in groups that fit beside each other, at least one a group. */
function chunks(sizes: readonly number[], width: (size: number) => number, room: number): number[][] {
  const groups: number[][] = [];
  let left = 0;
  for (const size of sizes) {
    const needed = width(size);
    const group = groups.at(-1);
    if (group === undefined || needed > left) {
      groups.push([size]);
      left = room - needed;
    } else {
      group.push(size);
      left -= needed;
    }
  }
  return groups;
}

function inPercent(regret: number | null): string {
  if (regret === null) return "";
  const above = 100 * regret;
  return above === 0 ? "0" : `+${above < 9.95 ? above.toFixed(1) : above.toFixed(0)}`;
}
