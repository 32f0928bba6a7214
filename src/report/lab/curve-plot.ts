import type { CurveReport } from "../../lab/curve/curve.ts";
import { elementAt } from "../../list/element-at.ts";
import { formatCount } from "../../words/units.ts";
import { padToWidth } from "../../words/width.ts";
import { logPlace, logTicks, roundTicks } from "../figure/ticks.ts";
import { faultMeasure } from "./measure.ts";

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

/** A curve drawn in dots as the steps that it is, 16 lines high, with a letter where a policy was simulated; `labels` are the policies in order. */
export function curvePlot(report: CurveReport, labels: readonly string[], columns: number): string[] {
  const { faults, leastFrames, policies, trace } = report;
  const measure = faultMeasure(trace);
  const most = faults.length - 1;
  const highest = measure.of(
    Math.max(...policies.map(({ faults: own }) => own), elementAt(faults, leastFrames, "size")),
  );
  const margin = 6;
  const width = Math.max(8, columns - margin - 2);
  const grid = Array.from({ length: ROWS }, () => new Uint8Array(width));
  const heightOf = (count: number) =>
    Math.min(4 * ROWS - 1, Math.round((1 - measure.of(count) / highest) * (4 * ROWS - 1)));
  const sizeAt = (x: number) => Math.floor(leastFrames * (most / leastFrames) ** (x / (2 * width - 1)) * (1 + 1e-12));
  for (let x = 0; x < 2 * width; x++) {
    const size = Math.min(most, sizeAt(x));
    // A step is drawn down to where it ends: a curve has no holes.
    const end = Math.max(size, Math.min(most, x === 2 * width - 1 ? most : sizeAt(x + 1)));
    const [top, bottom] = [heightOf(elementAt(faults, size, "size")), heightOf(elementAt(faults, end, "size"))];
    for (let dot = top; dot <= bottom; dot++) {
      const row = elementAt(grid, dot >> 2, "line");
      row[x >> 1] = elementAt(row, x >> 1, "column") | elementAt(elementAt(DOTS, dot & 3), x & 1);
    }
  }
  const text = grid.map((row) => Array.from(row, (dots) => (dots === 0 ? " " : String.fromCharCode(0x2800 + dots))));
  for (const { label, frames, faults: own } of policies) {
    const x = Math.floor((2 * width - 1) * logPlace(frames, most, leastFrames) + 1e-9) >> 1;
    const row = text[heightOf(own) >> 2];
    if (row !== undefined) row[x] = letterOf(labels.indexOf(label));
  }
  const rowOf = (height: number) => Math.round((1 - height / highest) * (4 * ROWS - 1)) >> 2;
  const ticks = new Map(roundTicks(highest, 4).map((tick) => [rowOf(tick), measure.tick(tick)]));
  return [
    ...text.map((row, at) =>
      `${padToWidth(ticks.get(at) ?? "", margin, "right")} ${ticks.has(at) ? "┤" : "│"}${row.join("")}`.trimEnd(),
    ),
    `${" ".repeat(margin + 1)}└${"─".repeat(width)}`,
    axis(leastFrames, most, width, margin + 2),
  ];
}

/** The sizes below the plot; a label that would touch the one before it is left out. */
function axis(least: number, most: number, width: number, margin: number): string {
  let line = " ".repeat(margin - 1);
  for (const tick of logTicks(most, least)) {
    const label = formatCount(tick, 3);
    const start = Math.min(
      margin + width - label.length,
      margin + Math.round((width - 1) * logPlace(tick, most, least)) - (label.length >> 1),
    );
    if (start > line.length || line.trim() === "") line = line.padEnd(start) + label;
  }
  return line;
}
