import { numberArgument } from "../../parameter/argument.ts";
import { NOTICEABLE } from "../../simulation/reasons.ts";
import type { Comparison, ComparisonRow } from "../../study/compare.ts";
import { isMeasured, type Outcome } from "../../study/runs.ts";
import type { Variation } from "../../study/variation.ts";
import type { Measures } from "../../study/verdict/measures.ts";
import { endlessNotes, formatBytes, formatCount, formatSlowdown } from "../../words/units.ts";
import { escapeControls, wrapToWidth } from "../../words/width.ts";
import { SEVERE } from "../run/headline.ts";
import { painter, type Tone } from "../words/colour.ts";
import { type Cell, type Column, layOutTable, legendOf } from "../words/table.ts";
import { noBoundNotes } from "./no-bound.ts";

/** How a study's table on a terminal is to look. */
export interface StudyTextOptions {
  /** No line takes more columns than this. */
  readonly columns: number;
  /** Whether to write ANSI escapes. */
  readonly colour: boolean;
}

/** The columns of the table behind those of the values; the last is there when several managers are compared. */
export const COLUMNS: readonly Column[] = [
  { header: ["", "refs/s"], align: "right", dispensable: 2, meaning: "memory references per second of all VMs" },
  {
    header: ["mean", "slow"],
    align: "right",
    dispensable: 0,
    meaning: "mean slowdown of the VMs: time taken ÷ time if all memory were always there",
  },
  { header: ["worst", "slow"], align: "right", dispensable: 0, meaning: "of the slowest VM" },
  {
    header: ["p99", "slow"],
    align: "right",
    dispensable: 1,
    meaning: "99 of 100 seconds of the slowest VM are no slower",
  },
  {
    header: ["p99", "excess"],
    align: "right",
    dispensable: 0,
    meaning: "time taken ÷ time for the same work with memory for all VMs: the cost of overcommit",
  },
  { header: ["guest", "swap"], align: "right", dispensable: 1, meaning: "read and written by all guests" },
  { header: ["host", "swap"], align: "right", dispensable: 0, meaning: "read and written by the host" },
  { header: ["", "kills"], align: "right", dispensable: 0, meaning: "VMs and workloads killed because memory ran out" },
  {
    header: ["ping-", "pong"],
    align: "right",
    dispensable: 1,
    meaning: "memory moved by balloons ÷ memory they had to move",
  },
  { header: ["host", "peak"], align: "right", dispensable: 3, meaning: "maximum host memory in use at once" },
  {
    header: ["off", "best"],
    align: "right",
    dispensable: 1,
    meaning: "references missing to the best run that differs only in the manager",
  },
];

/** The comparison as text: a table with a line for each run, and below it the runs that failed. */
export function comparisonText(comparison: Comparison, { columns, colour }: StudyTextOptions): string {
  numberArgument("columns", columns, { least: 1, whole: true });
  const { scenario, variations, rows } = comparison;
  const paint = painter(colour);
  const runs = rows.length === 1 ? "1 run" : `${rows.length} runs`;
  const measured = rows.filter(({ outcome }) => isMeasured(outcome));
  const hasBest = measured.some(({ distanceToBest }) => distanceToBest !== null);
  const shown = hasBest ? COLUMNS : COLUMNS.slice(0, -1);
  const cells = measured.map((row) => [...valueCells(row.values), ...measureCells(row)]);
  const { lines, leftOut } = layOutTable([...variationColumns(variations), ...shown], cells, columns, paint);
  const problems = rows.flatMap(({ values, outcome }) =>
    isMeasured(outcome) ? [] : [`${inWords(variations, values)}: ${escapeControls(outcome.problem)}`],
  );
  const notes = [
    ...endlessNotes(measured.flatMap(({ outcome }) => slowdownsOf(outcome))),
    ...noBoundNotes(variations, measured),
    ...measured.flatMap((row) => blameNotes(inWords(variations, row.values), row.outcome)),
    ...(leftOut.length > 0 ? [`No room for ${leftOut.join(", ")}: make the terminal wider, or take --json.`] : []),
  ];
  const all = [
    ...wrapToWidth(`${escapeControls(scenario)}: ${runs} side by side.`, columns).map((line) => paint("heading", line)),
    ...(measured.length > 0
      ? [...lines, ...wrapToWidth(legendOf(shown, leftOut), columns).map((line) => paint("faint", line))]
      : []),
    ...notes.flatMap((note) => wrapToWidth(note, columns)),
    ...problems.flatMap((problem) => wrapToWidth(problem, columns).map((line) => paint("bad", line))),
  ];
  return `${all.join("\n")}\n`;
}

/** The slowdowns of a run that tables show; none when it could not be run. */
export function slowdownsOf(outcome: Outcome): number[] {
  if (!isMeasured(outcome)) return [];
  const { meanSlowdown, worstSlowdown, p99Slowdown, p99Excess } = outcome;
  return [meanSlowdown, worstSlowdown, p99Slowdown, p99Excess];
}

/** Which VM of a run was slowest or killed and why, in a line; nothing when none was. */
export function blameNotes(run: string, outcome: Outcome): string[] {
  if (!isMeasured(outcome)) return [];
  const { blame, againstRoomy } = outcome;
  const prefix = run === "" ? "" : `${run}: `;
  const unjudged = againstRoomy
    ? []
    : [`${prefix}a host with memory for all VMs does not fit into the engine: excess is the whole slowdown.`];
  if (blame === null) return unjudged;
  const other = blame.overcommit ? "" : " On a host with memory for all VMs it is the same.";
  return [...unjudged, `${prefix}${escapeControls(blame.sentence)}${other}`];
}

/** A column for each place that was varied; its name is broken before its last step. */
export function variationColumns(variations: readonly Variation[]): Column[] {
  return variations.map(({ path }) => {
    const at = path.lastIndexOf(".");
    const [above, name] = at < 0 ? ["", path] : [path.slice(0, at), path.slice(at + 1)];
    return { header: [escapeControls(above), escapeControls(name)], align: "left", dispensable: 0 };
  });
}

/** What was different in a run, a cell a place. */
export function valueCells(values: readonly string[]): Cell[] {
  return values.map((value) => ({ text: escapeControls(value) }));
}

/** A combination in words: `manager.kind=none, host.memory=24GiB`. */
export function inWords(variations: readonly Variation[], values: readonly string[]): string {
  return escapeControls(variations.map(({ path }, index) => `${path}=${values[index]}`).join(", "));
}

/** The measures of a run in the order of the table's columns; nothing when it could not be run. */
export function measureCells({ outcome, distanceToBest }: ComparisonRow): Cell[] {
  if (!isMeasured(outcome)) return [];
  const kills = outcome.guestKills + outcome.hostKills;
  return [
    { text: formatCount(outcome.throughput, 3) },
    slowdownCell(outcome.meanSlowdown),
    slowdownCell(outcome.worstSlowdown),
    slowdownCell(outcome.p99Slowdown),
    slowdownCell(outcome.p99Excess),
    { text: formatBytes(outcome.guestSwapInBytes + outcome.guestSwapOutBytes) },
    { text: formatBytes(outcome.hostSwapInBytes + outcome.hostSwapOutBytes) },
    { text: String(kills), tone: kills > 0 ? "bad" : "plain" },
    { text: pingPongInWords(outcome) },
    { text: formatBytes(outcome.hostPeakBytes, 3) },
    { text: distanceToBest === null ? "" : `${(100 * distanceToBest).toFixed(1)} %` },
  ];
}

/** `1.4`: moved ÷ had to move; `∞` when nothing had to, and nothing when nothing moved. */
function pingPongInWords({ pingPong, balloonMovedBytes }: Measures): string {
  if (pingPong !== null) return pingPong < 99.95 ? pingPong.toFixed(1) : formatCount(pingPong);
  return balloonMovedBytes > 0 ? "∞" : "–";
}

/** A slowdown, and by its tone whether anybody notices. */
export function slowdownCell(slowdown: number): Cell {
  const tone: Tone = slowdown > SEVERE ? "bad" : slowdown > NOTICEABLE ? "warning" : "plain";
  return { text: formatSlowdown(slowdown), tone };
}
