import type { CurveReport } from "../lab/curve.ts";
import { logPlace, logTicks, roundTicks } from "./ticks.ts";
import { formatCount } from "./units.ts";
import { padToWidth } from "./width.ts";

const ROWS = 16;
/** Dots of a Braille pattern (U+2800) by row and column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** The letter that stands for a policy in a plot. */
export function letterOf(index: number): string {
  return LETTERS[index % LETTERS.length] ?? "?";
}

/** A curve drawn in dots, 16 lines high, with a letter where a policy was simulated; `labels` are the policies in order. */
export function curvePlot(report: CurveReport, labels: readonly string[], columns: number): string[] {
  const { faults, references, policies } = report;
  const most = faults.length - 1;
  const highest = Math.max(...policies.map(({ faults: own }) => own), faults[1] ?? references) / references;
  const margin = 6;
  const width = Math.max(8, columns - margin - 2);
  const grid = Array.from({ length: ROWS }, () => new Uint8Array(width));
  const heightOf = (ratio: number) => Math.min(4 * ROWS - 1, Math.round((1 - ratio / highest) * (4 * ROWS - 1)));
  let above: number | null = null;
  for (let x = 0; x < 2 * width; x++) {
    const size = Math.min(most, Math.max(1, Math.round(most ** (x / (2 * width - 1)))));
    const y = heightOf((faults[size] ?? 0) / references);
    // A steep piece is drawn through: a curve has no holes.
    for (let dot = Math.min(y, (above ?? y) + 1); dot <= y; dot++) {
      const row = grid[dot >> 2];
      if (row !== undefined) row[x >> 1] = (row[x >> 1] ?? 0) | (DOTS[dot & 3]?.[x & 1] ?? 0);
    }
    above = y;
  }
  const text = grid.map((row) => Array.from(row, (dots) => (dots === 0 ? " " : String.fromCharCode(0x2800 + dots))));
  for (const { label, frames, faults: own } of policies) {
    const x = Math.round((width - 1) * logPlace(frames, most));
    const row = text[heightOf(own / references) >> 2];
    if (row !== undefined) row[x] = letterOf(labels.indexOf(label));
  }
  const ticks = new Map(roundTicks(highest * 100, 4).map((tick) => [heightOf(tick / 100) >> 2, `${tick} %`]));
  return [
    ...text.map((row, at) =>
      `${padToWidth(ticks.get(at) ?? "", margin, "right")} ${ticks.has(at) ? "┤" : "│"}${row.join("")}`.trimEnd(),
    ),
    `${" ".repeat(margin + 1)}└${"─".repeat(width)}`,
    axis(most, width, margin + 2),
  ];
}

/** The sizes below the plot; a label that would touch the one before it is left out. */
function axis(most: number, width: number, margin: number): string {
  let line = " ".repeat(margin - 1);
  for (const tick of logTicks(most)) {
    const label = formatCount(tick, 3);
    const start = Math.min(
      margin + width - label.length,
      margin + Math.round((width - 1) * logPlace(tick, most)) - (label.length >> 1),
    );
    if (start > line.length || tick === 1) line = line.padEnd(start) + label;
  }
  return line;
}
