import { elementAt } from "../../list/element-at.ts";
import { cutToWidth, displayWidth, padToWidth } from "../../words/width.ts";
import type { Painter, Tone } from "./colour.ts";

/** What stands in one place of a table. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

/** A column of a table. */
export interface Column {
  /** The lines over the column: all columns have equally many, `""` where there is nothing to say. */
  readonly header: readonly string[];
  readonly align: "left" | "right";
  /** Columns with the highest number leave first when the table is too wide; 0 never leaves. */
  readonly dispensable: number;
  /** What the column shows, for the legend; not set where its header says it. */
  readonly meaning?: string;
}

/** A table laid out. */
export interface LaidOutTable {
  readonly lines: readonly string[];
  /** The headers of the columns for which there was no room. */
  readonly leftOut: readonly string[];
}

/** What the columns show, in one sentence, except those that were left out. */
export function legendOf(columns: readonly Column[], leftOut: readonly string[] = []): string {
  const explained = columns.flatMap(({ header, meaning }) => {
    const name = nameOf(header);
    return meaning === undefined || leftOut.includes(name) ? [] : [`${name}: ${meaning}`];
  });
  return explained.length === 0 ? "" : `${explained.join("; ")}.`;
}

/** A header on one line. */
function nameOf(header: readonly string[]): string {
  return header.join(" ").replace("- ", "-").trim();
}

/** The narrowest the first column is made before another one leaves. */
const NARROWEST_FIRST = 12;

/**
 * Lays out rows under headers in at most `columns` columns. A table that is too wide first has its gaps narrowed, then its
 * first column cut down to twelve, then loses dispensable columns, and at last is cut at the edge.
 */
export function layOutTable(
  header: readonly Column[],
  rows: readonly (readonly Cell[])[],
  columns: number,
  paint: Painter,
): LaidOutTable {
  let kept = header.map((_, i) => i);
  const natural = header.map((column, i) =>
    Math.max(...[...column.header, ...rows.map((row) => row[i]?.text ?? "")].map(displayWidth)),
  );
  for (;;) {
    const space = spacing(kept, natural, columns);
    const leaving = space === null ? mostDispensable(kept, header) : null;
    if (leaving === null) {
      const { gap, first } = space ?? { gap: 1, first: NARROWEST_FIRST };
      const widthOf = (i: number) => elementAt(natural, i, "column");
      const width = (i: number) => (i === 0 ? Math.min(first, widthOf(i)) : widthOf(i));
      const line = (cells: readonly Cell[]) => layOutLine(kept, header, cells, width, gap, columns, paint);
      const headings = elementAt(header, 0, "column").header.map((_, row): Cell[] =>
        header.map((column) => ({ text: elementAt(column.header, row, "line"), tone: "faint" })),
      );
      return {
        lines: [...headings, ...rows].map(line),
        leftOut: header.filter((_, i) => !kept.includes(i)).map((column) => nameOf(column.header)),
      };
    }
    kept = kept.filter((i) => i !== leaving);
  }
}

/** The widest gap and first column with which these columns fit; `null` when they cannot. */
function spacing(kept: readonly number[], natural: readonly number[], columns: number) {
  const first = elementAt(natural, 0, "column");
  const others = kept.filter((i) => i > 0).reduce((sum, i) => sum + elementAt(natural, i, "column"), 0);
  for (const gap of [2, 1]) {
    if (first + others + gap * (kept.length - 1) <= columns) return { gap, first };
  }
  const room = columns - others - (kept.length - 1);
  return room >= Math.min(first, NARROWEST_FIRST) ? { gap: 1, first: room } : null;
}

function mostDispensable(kept: readonly number[], header: readonly Column[]): number | null {
  const rank = (i: number) => elementAt(header, i, "column").dispensable;
  const leaving = kept.reduce((most, i) => (rank(i) > rank(most) ? i : most), 0);
  return rank(leaving) > 0 ? leaving : null;
}

function layOutLine(
  kept: readonly number[],
  header: readonly Column[],
  cells: readonly Cell[],
  width: (i: number) => number,
  gap: number,
  columns: number,
  paint: Painter,
): string {
  let line = "";
  let used = 0;
  kept.forEach((i, place) => {
    const before = place === 0 ? 0 : gap;
    const room = Math.min(width(i), columns - used - before);
    if (room <= 0) return;
    const { text, tone = "plain" } = cells[i] ?? { text: "" };
    const cut = cutToWidth(text, room);
    const isLast = place === kept.length - 1;
    const padded = isLast && header[i]?.align === "left" ? cut : padToWidth(cut, room, header[i]?.align ?? "left");
    line += " ".repeat(before) + padded.replace(cut, () => paint(tone, cut));
    used += before + room;
  });
  return line.trimEnd();
}
