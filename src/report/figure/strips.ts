import { colourAt } from "./palette.ts";
import { figureSvg, figureText, place } from "./parts.ts";
import { roundTicks } from "./ticks.ts";

const WIDTH = 720;
const LEFT = 150;
const RIGHT = 72;
const TOP = 56;
const PANEL = 26;
const ROW = 18;
const BOTTOM = 52;
/** Distance of text from what is beside it, and the width to reserve for a letter. */
const GAP = 6;
const LETTER = 7;
/** A value this many times the median is far above the others. */
const FAR_ABOVE = 4;

/** A policy in a figure of strips: what it did once, or on each of many traces. */
export interface StripRow {
  readonly label: string;
  readonly values: readonly number[];
  /** Of many values: their mean and its standard deviation. */
  readonly mean: number | null;
  readonly deviation: number | null;
  /** What stands behind the row. */
  readonly words: string;
}

/** Policies side by side at one size after the other. */
export interface Strips {
  readonly title: string;
  readonly remark: string;
  readonly axis: string;
  readonly tick: (height: number) => string;
  /** A value to compare with, marked by an upright line; `null`: none. */
  readonly reference: number | null;
  readonly panels: readonly { readonly title: string; readonly rows: readonly StripRow[] }[];
}

/** A figure of strips: bars of single values; for many a dot each, their mean and how far they are spread. */
export function stripsSvg({ title, remark, axis, tick, reference, panels }: Strips): string {
  const rows = panels.reduce((sum, panel) => sum + panel.rows.length, 0);
  const height = TOP + panels.length * PANEL + rows * ROW + BOTTOM;
  const floor = height - BOTTOM;
  const highest = highestShown(panels, reference);
  const ticks = roundTicks(highest, 6);
  const top = Math.max(highest, ticks.at(-1) ?? 0) || 1;
  const x = (value: number) => place(LEFT + ((WIDTH - LEFT - RIGHT) * Math.min(value, top)) / top);
  const parts = [
    figureText(12, 44, remark, "start"),
    ...ticks.map(
      (value) =>
        `<line x1="${x(value)}" x2="${x(value)}" y1="${TOP}" y2="${floor}" class="grid"/>` +
        figureText(x(value), floor + 17, tick(value), "middle"),
    ),
    ...(reference === null
      ? []
      : [
          `<line x1="${x(reference)}" x2="${x(reference)}" y1="${TOP}" y2="${floor}" stroke="currentColor" stroke-dasharray="4 3"/>`,
        ]),
  ];
  let y = TOP;
  for (const panel of panels) {
    parts.push(`<g font-weight="bold">${figureText(12, y + 18, panel.title, "start")}</g>`);
    y += PANEL;
    panel.rows.forEach((row, at) => {
      parts.push(stripOf(row, at, y + ROW / 2, { x, top, tick }));
      y += ROW;
    });
  }
  parts.push(
    `<path d="M${LEFT} ${TOP}V${floor}H${WIDTH - RIGHT}" fill="none" stroke="currentColor"/>`,
    figureText((LEFT + WIDTH - RIGHT) / 2, floor + 38, axis, "middle"),
  );
  return figureSvg(title, { width: WIDTH, height, left: 12 }, parts);
}

/**
 * Where the scale ends: at the highest value; where there are dots and a few lie far above the others, at the highest of the
 * others, so that these can be told apart.
 */
function highestShown(panels: Strips["panels"], reference: number | null): number {
  const rows = panels.flatMap((panel) => panel.rows);
  const values = rows.flatMap((row) => row.values).sort((a, b) => a - b);
  const highest = Math.max(reference ?? 0, values.at(-1) ?? 0);
  const hasDots = rows.some(({ mean }) => mean !== null);
  const limit = Math.max(reference ?? 0, FAR_ABOVE * (values[values.length >> 1] ?? 0));
  if (!hasDots || highest <= limit) return highest;
  // The room behind is for what is written.
  return 1.3 * Math.max(reference ?? 0, ...values.filter((value) => value <= limit));
}

/** The horizontal scale of a figure. */
interface Scale {
  readonly x: (value: number) => number;
  /** Its end; greater values are written there. */
  readonly top: number;
  readonly tick: (value: number) => string;
}

function stripOf(
  { label, values, mean, deviation, words }: StripRow,
  at: number,
  middle: number,
  { x, top, tick }: Scale,
): string {
  const colour = colourAt(at);
  const name = figureText(LEFT - 8, middle + 4, label, "end");
  const end = figureText(WIDTH - RIGHT + 6, middle + 4, words, "start");
  if (mean === null) {
    const [value = 0] = values;
    return `${name}<rect x="${LEFT}" y="${middle - 5}" width="${place(x(value) - LEFT)}" height="10" fill="${colour}"/>${end}`;
  }
  const dots = values
    .filter((value) => value <= top)
    .map((value) => `<circle cx="${x(value)}" cy="${middle}" r="3" fill="${colour}" fill-opacity="0.45"/>`);
  const beyond = values.filter((value) => value > top).sort((a, b) => a - b);
  const written = [
    ...new Set([...beyond.slice(0, 1), ...beyond.slice(-1)].map((value) => tick(Number(value.toPrecision(3))))),
  ];
  const far = beyond.length === 0 ? "" : `${written.join(" to ")} →`;
  // Lines end before what is written.
  const room = x(top) - (far === "" ? 0 : 2 * GAP + far.length * LETTER);
  const from = x(Math.max(0, mean - (deviation ?? 0)));
  const to = Math.min(room, x(mean + (deviation ?? 0)));
  const spread =
    deviation === null || to <= from
      ? ""
      : `<line x1="${from}" x2="${place(to)}" y1="${middle}" y2="${middle}" stroke="currentColor" stroke-width="1.5"/>`;
  const mark =
    mean > top || x(mean) > room
      ? ""
      : `<line x1="${x(mean)}" x2="${x(mean)}" y1="${middle - 7}" y2="${middle + 7}" stroke="currentColor" stroke-width="2.5"/>`;
  const arrow = far === "" ? "" : figureText(x(top) - GAP, middle + 4, far, "end");
  return name + dots.join("") + spread + mark + arrow + end;
}
