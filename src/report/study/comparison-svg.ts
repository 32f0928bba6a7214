import { elementAt } from "../../list/element-at.ts";
import type { Comparison, ComparisonRow } from "../../study/compare.ts";
import { isMeasured } from "../../study/runs.ts";
import type { Measures } from "../../study/verdict/measures.ts";
import { formatCount } from "../../words/units.ts";
import { cutToWidth, displayWidth, escapeControls } from "../../words/width.ts";
import type { FigureUnit } from "../figure/figure.ts";
import { escapeMarkup } from "../figure/markup.ts";
import { colourAt } from "../figure/palette.ts";
import { formatFigureValue } from "../figure/scale.ts";
import { SVG_STYLE } from "../figure/svg.ts";

/** The least width, and the least that a column takes of more. */
const LEAST_WIDTH = 860;
const LEAST_COLUMN = 118;
const MARGIN = 16;
const LINE = 20;
const LETTER = 6.4;
/** Room beside the longest bar for what it comes to. */
const VALUE = 58;
const MOST_LABEL = 40;

/** One thing that runs are measured by, as a column of bars. */
interface Measured {
  readonly title: string;
  readonly unit: FigureUnit | "count";
  /** Where bars begin. */
  readonly least: number;
  readonly of: (measures: Measures) => number;
}

const EXCESS = "p99 excess";
const EXCESS_MEANING =
  "p99: 99 of 100 seconds are no slower; excess: beside the same work on a host with memory for all VMs";

const MEASURED: readonly Measured[] = [
  { title: "worst slowdown", unit: "slowdown", least: 1, of: ({ worstSlowdown }) => worstSlowdown },
  { title: "p99 slowdown", unit: "slowdown", least: 1, of: ({ p99Slowdown }) => p99Slowdown },
  { title: EXCESS, unit: "slowdown", least: 1, of: ({ p99Excess }) => p99Excess },
  { title: "references", unit: "perSecond", least: 0, of: ({ throughput }) => throughput },
  { title: "host swap", unit: "bytes", least: 0, of: (run) => run.hostSwapInBytes + run.hostSwapOutBytes },
  { title: "guest swap", unit: "bytes", least: 0, of: (run) => run.guestSwapInBytes + run.guestSwapOutBytes },
  { title: "balloons moved", unit: "bytes", least: 0, of: ({ balloonMovedBytes }) => balloonMovedBytes },
  { title: "kills", unit: "count", least: 0, of: (run) => run.guestKills + run.hostKills },
];

/** Runs side by side as one figure for paper or a page: a line a run, a column of bars a measure; what is the same nothing everywhere is left out. */
export function comparisonSvg({ scenario, variations, rows }: Comparison): string {
  const measured = rows.flatMap(({ outcome }) => (isMeasured(outcome) ? [outcome] : []));
  const columns = MEASURED.filter(({ of, least }) => measured.some((run) => of(run) > least));
  const labels = rows.map(({ values }) => cutToWidth(escapeControls(values.join(", ")), MOST_LABEL));
  const varied = cutToWidth(escapeControls(variations.map(({ path }) => path).join(", ")), MOST_LABEL);
  const labelWidth = 24 + LETTER * Math.max(18, ...[varied, ...labels].map(displayWidth));
  const width = Math.max(LEAST_WIDTH, Math.ceil(2 * MARGIN + labelWidth + LEAST_COLUMN * columns.length));
  const across = (width - 2 * MARGIN - labelWidth) / Math.max(1, columns.length);
  const top = 78;
  const height = top + LINE * rows.length + 12;
  const title = `${escapeControls(scenario)}: ${rows.length === 1 ? "1 run" : `${rows.length} runs`} side by side`;
  const colours = coloursOf(rows);
  const line = (row: ComparisonRow, at: number) => {
    const y = top + LINE * at;
    const label = text(MARGIN, y + 14, "ink", elementAt(labels, at, "run"));
    const { outcome } = row;
    if (!isMeasured(outcome)) return `${label}${text(MARGIN + labelWidth, y + 14, "faint", "could not be run")}`;
    const bars = columns.map((column, place) => {
      const x = MARGIN + labelWidth + place * across;
      return bar(column, outcome, measured, x, y, across - VALUE, elementAt(colours, at, "run"));
    });
    return label + bars.join("");
  };
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(title)}">`,
    `<title>${escapeMarkup(title)}</title>`,
    SVG_STYLE,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="ink" x="${MARGIN}" y="26" font-size="15" font-weight="bold">${escapeMarkup(cutToWidth(title, 100))}</text>`,
    ...(columns.some(({ title }) => title === EXCESS) ? [text(MARGIN, 44, "faint", EXCESS_MEANING)] : []),
    text(MARGIN, top - 12, "faint", varied),
    ...columns.map((column, at) => text(MARGIN + labelWidth + at * across, top - 12, "faint", column.title)),
    `<path class="axis" d="M${MARGIN} ${top - 4}H${width - MARGIN}"/>`,
    ...rows.map(line),
    "</svg>",
  ].join("\n")}\n`;
}

/** How long the longest bar with an end is where others have none. */
const ENDED_SHARE = 0.75;

function bar(
  { of, least, unit }: Measured,
  run: Measures,
  all: readonly Measures[],
  x: number,
  y: number,
  room: number,
  colour: number,
): string {
  const most = all.reduce((largest, one) => (Number.isFinite(of(one)) ? Math.max(largest, of(one)) : largest), least);
  const value = of(run);
  // What has no end is longer than all that has one, and ends in a point.
  const hasEndless = all.some((one) => !Number.isFinite(of(one)));
  const isEndless = !Number.isFinite(value);
  const share = isEndless ? 1 : ((hasEndless ? ENDED_SHARE : 1) * (value - least)) / (most - least);
  const width = value > least ? room * share : 0;
  const end = Math.round(100 * (x + width)) / 100;
  const words = unit === "count" ? formatCount(value) : formatFigureValue(Number.isFinite(value) ? value : null, unit);
  const from = Math.round(100 * x) / 100;
  const shape = isEndless
    ? `<path d="M${from} ${y + 4}H${end - 10}L${end} ${y + 10}L${end - 10} ${y + 16}H${from}Z" fill="${colourAt(colour)}"/>`
    : `<rect x="${from}" y="${y + 4}" width="${Math.round(100 * width) / 100}" height="12" fill="${colourAt(colour)}"/>`;
  return shape + text(end + 4, y + 14, "ink", words);
}

/** Runs with the same value of what was varied first have the same colour. */
function coloursOf(rows: readonly ComparisonRow[]): number[] {
  const first = [...new Set(rows.map(({ values }) => values[0] ?? ""))];
  return rows.map(({ values }) => first.indexOf(values[0] ?? ""));
}

function text(x: number, y: number, look: "ink" | "faint", words: string): string {
  return `<text class="${look}" x="${Math.round(100 * x) / 100}" y="${y}">${escapeMarkup(words)}</text>`;
}
