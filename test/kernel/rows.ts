import { within } from "./comparison.ts";
import { areCommitted, cell, committed, kernelOf, measured, ofLine } from "./measured.ts";
import type { TableRow } from "./table.ts";

type Range = readonly [least: number, most: number];

/** What the real kernel counted when it replayed a trace, the median of its runs. */
export interface Row {
  readonly table: string;
  /** Kernel, lists, trace and frames, and `global` where it is of a whole guest. */
  readonly name: string;
  readonly kernel: "6.1" | "6.12";
  readonly lru: "classic" | "mglru";
  /** Reclaim of a cgroup, or of a whole guest, whose other pages count too. */
  readonly scope: "cgroup" | "global";
  readonly source: string;
  /** Frames that pages were in on average. */
  readonly frames: number;
  /** Distinct pages, and references after the prefix, if the trace has one. */
  readonly pages: number;
  readonly references: number;
  /** Pages that the cgroup may hold; `null`: there is no limit. */
  readonly limit: number | null;
  readonly majflt: number;
  /** The smallest and the largest of the runs, further ones included. */
  readonly least: number;
  readonly most: number;
  readonly pgscan: number;
  readonly pgsteal: number;
  readonly pswpout: number;
  readonly refault: number;
  readonly activate: number;
  readonly restore: number;
}

/** How far the frames of a row measured again may lie from those of the committed row, as a share: they are an average of the run. */
const SAME_FRAMES = areCommitted ? 0 : 0.05;

/** Finds what a committed table says of a row: of the same line of kernels, lists, trace and scope at about as many frames. */
function finder(file: string): (name: string) => TableRow | undefined {
  const keyOf = (name: string) => {
    const [kernel, lru, trace, frames, scope] = ofLine(name).split(" ");
    return { what: [kernel, lru, trace, scope].join(" "), frames: Number(frames) };
  };
  const nameOf = (row: TableRow) =>
    row.row ?? ["kernel", "lru", "trace", "frames"].map((name) => cell(row, name)).join(" ");
  const known = committed(file).map((row) => ({ row, ...keyOf(nameOf(row)) }));
  return (name) => {
    const { what, frames } = keyOf(name);
    return known.find((one) => one.what === what && Math.abs(one.frames / frames - 1) <= SAME_FRAMES)?.row;
  };
}

/** Finds further runs of a row, with the same program, line of kernels and settings: of rows measured again also the committed one. */
const furtherRuns = [...(areCommitted ? [] : ["replay.csv"]), "further-runs.csv"].map(finder);

function rowOf(table: string, columns: TableRow): Row {
  const text = (name: string) => cell(columns, name);
  const number = (name: string) => Number(text(name));
  const frames = number("frames");
  const scope = columns.scope === "global" ? "global" : "cgroup";
  const name = [text("kernel"), text("lru"), text("trace"), frames, ...(scope === "global" ? [scope] : [])].join(" ");
  const runs = [columns, ...furtherRuns.map((find) => find(name)).filter((run) => run !== undefined)];
  return {
    table,
    name,
    kernel: kernelOf(columns),
    lru: text("lru") === "mglru" ? "mglru" : "classic",
    scope,
    source: text("source"),
    frames,
    pages: number("pages"),
    references: number("references"),
    limit: scope === "cgroup" ? number("memory_max_pages") : null,
    majflt: number("majflt"),
    least: Math.min(...runs.map((run) => Number(cell(run, "majflt_min")))),
    most: Math.max(...runs.map((run) => Number(cell(run, "majflt_max")))),
    pgscan: number("pgscan"),
    pgsteal: number("pgsteal"),
    pswpout: number("pswpout"),
    refault: number("refault"),
    activate: number("activate"),
    restore: number("restore"),
  };
}

/** Traces replayed in a cgroup, and two large ones both in a cgroup and in a guest without. */
const TABLES = ["replay.csv", "global.csv"];

export const rows: readonly Row[] = TABLES.flatMap((table) => measured(table).map((columns) => rowOf(table, columns)));

const missed = finder("misses.csv");

/** Rows that the laboratory is known to miss, and why. */
export const misses: ReadonlyMap<string, string> = new Map(
  rows.flatMap(({ name }) => {
    const miss = missed(name);
    return miss === undefined ? [] : [[name, cell(miss, "reason")] as const];
  }),
);

const isGenerated = ({ source }: Row) => source.startsWith("gen.mjs ");

/** How many frames a recorded trace needs for its row to be held: below that a batch of reclaim is a large part of memory. */
const ENOUGH_FRAMES = 500;

export const isHeld = (row: Row) => isGenerated(row) || row.frames > ENOUGH_FRAMES;

/** How far a replay may be off, as a share. Decisions of 6.12's two lists depend on how fast the machine was. */
function leeway(row: Row): number {
  const staleStatistics = row.kernel === "6.12" && row.lru === "classic";
  return isGenerated(row) && !staleStatistics ? 0.03 : 0.1;
}

/** The numbers of major faults that a replay may have: as many as the runs had, or as near to their median as the row's kind allows. */
export function allowed(row: Row): Range {
  const [least, most] = within(row.majflt, leeway(row));
  return [Math.min(row.least, least), Math.max(row.most, most)];
}

type Counter = "pgscan" | "pgsteal" | "pswpout" | "refault" | "activate";

/** A range for the run with the median of major faults, widened to all runs. */
function asFaults({ least, majflt, most }: Row, [low, high]: Range): Range {
  return majflt === 0 ? [low, high] : [(low * least) / majflt, (high * most) / majflt];
}

/** Counters beside the major faults that a replay must have right too: those of the two lists where references are drawn and the row is no miss. */
export function alsoAllowed(row: Row): readonly (readonly [counter: Counter, allowed: Range])[] {
  if (row.scope === "global" || row.lru !== "classic" || !isGenerated(row) || misses.has(row.name)) return [];
  const near = (["pgscan", "pgsteal", "pswpout", "refault"] as const).map(
    (counter) => [counter, asFaults(row, within(row[counter], leeway(row)))] as const,
  );
  // How many refaults are activated depends on the few that return when memory is just large enough; with 6.12 also on the speed of the machine.
  return row.kernel === "6.1" ? [...near, ["activate", within(row.activate, 0.1)]] : near;
}

/**
 * Half of what a reclaim of the two lists takes at a time, 32 to 63 pages. A row's frames are an average over reclaims, which leave frames empty;
 * the laboratory is given the most there are.
 */
const HALF_A_RECLAIM = { classic: 24, mglru: 0 };

/** What a cgroup's limit also counts: the page tables that the program has filled, and two pages for the edge of its mapping and the kernel. */
const PAGES_OF_TABLE = 512;
const ALSO_COUNTED = 2;

/** The most frames that the row's pages were in. In 6.12's two lists, which decide by statistics of another moment, it goes by the average. */
export function framesFor(row: Row): number {
  const staleStatistics = row.kernel === "6.12" && row.lru === "classic";
  return row.limit === null || staleStatistics
    ? row.frames + HALF_A_RECLAIM[row.lru]
    : row.limit - Math.floor(row.pages / PAGES_OF_TABLE) - ALSO_COUNTED;
}
