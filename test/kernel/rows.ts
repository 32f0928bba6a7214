import { cell, measured } from "./measured.ts";

/** What the real kernel counted when it replayed a trace, the median of its runs. */
export interface Row {
  /** Kernel, lists, trace and frames. */
  readonly name: string;
  readonly kernel: "6.1" | "6.12";
  readonly lru: "classic" | "mglru";
  readonly source: string;
  /** Frames that pages were in on average. */
  readonly frames: number;
  /** Distinct pages, and references after the prefix, if the trace has one. */
  readonly pages: number;
  readonly references: number;
  readonly majflt: number;
  /** The smallest and the largest of the runs. */
  readonly least: number;
  readonly most: number;
  readonly pgscan: number;
  readonly pgsteal: number;
  readonly pswpout: number;
  readonly activate: number;
}

function rowOf(columns: Readonly<Record<string, string>>): Row {
  const text = (name: string) => cell(columns, name);
  const number = (name: string) => Number(text(name));
  const frames = number("frames");
  return {
    name: [text("kernel"), text("lru"), text("trace"), frames].join(" "),
    kernel: text("kernel").startsWith("6.1.") ? "6.1" : "6.12",
    lru: text("lru") === "mglru" ? "mglru" : "classic",
    source: text("source"),
    frames,
    pages: number("pages"),
    references: number("references"),
    majflt: number("majflt"),
    least: number("majflt_min"),
    most: number("majflt_max"),
    pgscan: number("pgscan"),
    pgsteal: number("pgsteal"),
    pswpout: number("pswpout"),
    activate: number("activate"),
  };
}

export const rows: readonly Row[] = measured("replay.csv").map(rowOf);

/** Rows that the laboratory is known to miss, and why. */
export const misses: ReadonlyMap<string, string> = new Map(
  measured("misses.csv").map(({ row = "", reason = "" }) => [row, reason]),
);

const isGenerated = ({ source }: Row) => source.startsWith("gen.mjs ");

/** How many frames a recorded trace needs for its row to be held: below that a batch of reclaim is a large part of memory. */
const ENOUGH_FRAMES = 500;

export const isHeld = (row: Row) => isGenerated(row) || row.frames > ENOUGH_FRAMES;

/** The numbers of major faults that a replay may have: as many as the runs had, or as near to their median as the row's kind allows. */
export function allowed(row: Row): readonly [least: number, most: number] {
  const staleStatistics = row.kernel === "6.12" && row.lru === "classic";
  const share = isGenerated(row) && !staleStatistics ? 0.03 : 0.1;
  return [Math.min(row.least, row.majflt * (1 - share)), Math.max(row.most, row.majflt * (1 + share))];
}

/**
 * Half of what a reclaim takes at a time. A row's frames are an average over reclaims, which leave frames empty; the laboratory is given the most
 * there are. A reclaim of the two lists takes 32 to 63 pages, 48 on average.
 */
const HALF_A_RECLAIM = { classic: 24, mglru: 0 };

/** Frames for the laboratory with which its pages are in as many on average as the row's were. */
export const framesFor = ({ frames, lru }: Row) => frames + HALF_A_RECLAIM[lru];
