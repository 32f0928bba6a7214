import { type FailedTrace, isFailed } from "../../lab/many.ts";
import type { Outcome, Spread, Summary } from "../../lab/spread.ts";
import { formatCount } from "../../words/units.ts";
import { escapeControls, wrapToWidth } from "../../words/width.ts";
import { type Painter, painter } from "../words/colour.ts";
import { type Cell, type Column, layOutTable } from "../words/table.ts";
import { percent } from "./measure.ts";
import type { LabTextOptions } from "./replay-text.ts";

/** One trace of many, as a table of all shows it. */
export interface StudiedTrace {
  readonly name: string;
  readonly references: number;
  readonly distinctPages: number;
  readonly outcomes: readonly Outcome[];
}

/** The results of many traces as text: a note, each trace, then each policy over all of them. */
export function studyText(
  traces: readonly (StudiedTrace | FailedTrace)[],
  summary: readonly Summary[],
  note: string | null,
  { columns, colour }: LabTextOptions,
): string {
  const paint = painter(colour);
  const done = traces.flatMap((one) => (isFailed(one) ? [] : [one]));
  const failed = traces.flatMap((one) => (isFailed(one) ? [one] : []));
  const heading = `${traces.length} traces${failed.length === 0 ? "" : `, of which ${failed.length} failed`}.`;
  const lines = [
    ...wrapToWidth(heading, columns).map((line) => paint("heading", line)),
    ...failed.flatMap(({ problem }) =>
      problem
        .split("\n")
        .flatMap((line) => wrapToWidth(escapeControls(line), columns))
        .map((line) => paint("bad", line)),
    ),
    ...(note === null ? [] : wrapToWidth(escapeControls(note), columns)).map((line) => paint("warning", line)),
    ...(done.length === 0 ? [] : eachTrace(done, columns, paint)),
    ...(summary.length === 0 ? [] : overAll(summary, columns, paint)),
  ];
  return `${lines.join("\n")}\n`;
}

/** A row a trace and size, a column a policy. */
function eachTrace(traces: readonly StudiedTrace[], columns: number, paint: Painter): string[] {
  const labels = [...new Set(traces.flatMap(({ outcomes }) => outcomes.map(({ label }) => label)))];
  const hasRatios = traces.every(({ outcomes }) =>
    outcomes.every((one) => one.faults === null || one.faultRatio !== null),
  );
  const heads: Column[] = [
    { header: ["trace"], align: "left", dispensable: 0 },
    { header: ["refs"], align: "right", dispensable: 2 },
    { header: ["pages"], align: "right", dispensable: 1 },
    { header: ["size"], align: "right", dispensable: 0 },
    ...labels.map(
      (label, at): Column => ({
        header: [escapeControls(label)],
        align: "right",
        dispensable: at === 0 ? 0 : at + 2,
      }),
    ),
  ];
  const rows = traces.flatMap(({ name, references, distinctPages, outcomes }) => {
    const sizes = [...new Set(outcomes.map(({ size }) => size))];
    return sizes.map((size, at): Cell[] => [
      { text: at === 0 ? escapeControls(name) : "" },
      { text: at === 0 ? formatCount(references, 3) : "" },
      { text: at === 0 ? formatCount(distinctPages, 3) : "" },
      { text: size },
      ...labels.map((label): Cell => {
        const own = outcomes.find((one) => one.label === label && one.size === size);
        if (own === undefined) return { text: "" };
        if (own.faults === null) return { text: "–" };
        return { text: own.faultRatio === null ? formatCount(own.faults, 3) : percent(own.faultRatio) };
      }),
    ]);
  });
  const { lines, leftOut } = layOutTable(heads, rows, columns, paint);
  return [
    "",
    paint(
      "heading",
      hasRatios ? "Fault ratio, %" : "Fault ratio, %; faults where the references of the run are not known",
    ),
    ...lines,
    ...noRoom(leftOut, columns, paint),
  ];
}

/** What a table of all traces tells of each policy. */
const GROUPS: readonly {
  readonly title: string;
  readonly dispensable: number;
  of(summary: Summary): Spread | null;
  cell(value: number): string;
  isTold(summary: Summary): boolean;
}[] = [
  { title: "ratio %", dispensable: 1, of: ({ faultRatio }) => faultRatio, cell: percent, isTold: () => true },
  {
    title: "÷ lru",
    dispensable: 0,
    of: ({ toLru }) => toLru,
    cell: (value) => value.toFixed(3),
    isTold: ({ label }) => label !== "lru",
  },
  {
    title: "÷ opt",
    dispensable: 0,
    of: ({ toOptimum }) => toOptimum,
    cell: (value) => value.toFixed(3),
    isTold: () => true,
  },
];

function cellsOf(spread: Spread | null, cell: (value: number) => string): Cell[] {
  if (spread === null) return [{ text: "–" }, { text: "" }, { text: "" }, { text: "" }];
  const { mean, deviation, least, most } = spread;
  return [mean, deviation, least, most].map((value) => ({ text: value === null ? "–" : cell(value) }));
}

/** A row a size and policy: how its faults compare with those of LRU and of the optimum. */
function overAll(summary: readonly Summary[], columns: number, paint: Painter): string[] {
  // A measure that no policy has, and LRU beside itself alone, says nothing.
  const groups = GROUPS.filter(({ of, isTold }) => summary.some((one) => of(one) !== null && isTold(one)));
  const heads: Column[] = [
    { header: ["", "size"], align: "left", dispensable: 0 },
    { header: ["", "policy"], align: "left", dispensable: 0 },
    { header: ["", "traces"], align: "right", dispensable: 3 },
    ...groups.flatMap(({ title, dispensable }): Column[] => [
      { header: [title, "mean"], align: "right", dispensable },
      { header: ["", "dev"], align: "right", dispensable },
      { header: ["", "least"], align: "right", dispensable: 2 },
      { header: ["", "most"], align: "right", dispensable: 2 },
    ]),
  ];
  let before = "";
  const rows = summary.map((one): Cell[] => {
    const { size, label, toLru, toOptimum, faultRatio } = one;
    const shown = size === before ? "" : size;
    before = size;
    const traces = (toLru ?? toOptimum ?? faultRatio)?.traces ?? 0;
    return [
      { text: shown },
      { text: escapeControls(label) },
      { text: String(traces) },
      ...groups.flatMap(({ of, cell }) => cellsOf(of(one), cell)),
    ];
  });
  const { lines, leftOut } = layOutTable(heads, rows, columns, paint);
  const legend =
    "÷ lru, ÷ opt: faults divided by those of LRU, and by the least possible, in each trace; dev: the standard deviation over traces.";
  return [
    "",
    paint("heading", "Over all traces"),
    ...lines,
    ...noRoom(leftOut, columns, paint),
    ...wrapToWidth(legend, columns).map((line) => paint("faint", line)),
  ];
}

function noRoom(leftOut: readonly string[], columns: number, paint: Painter): string[] {
  if (leftOut.length === 0) return [];
  return wrapToWidth(`No room for ${leftOut.join(", ")}: see --csv.`, columns).map((line) => paint("faint", line));
}
