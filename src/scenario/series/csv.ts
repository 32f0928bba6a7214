import { suggestion } from "../../parameter/nearest.ts";
import { quote, type Reading } from "../../parameter/reading.ts";
import { bytesOf, readSize } from "../../parameter/size.ts";
import { Cells, findSeparator } from "../../trace/framing/cells.ts";
import { type Moment, readMoment } from "./moment.ts";
import { MOST_POINTS, QUANTITIES, type Quantity, type WrittenPoint } from "./written-point.ts";

/** How the columns of a file are to be taken. */
export interface CsvSettings {
  readonly file: string;
  /** Names in the header, where they were written. */
  readonly columns: Readonly<Partial<Record<"time" | Quantity, string>>>;
  /** Bytes of 1 where a number has no unit. */
  readonly unitBytes: number;
  readonly pageBytes: number;
}

/** A cell that says that nothing is known. */
const UNKNOWN = /^(?:-|na|n\/a|nan|null|none)?$/iu;

/** Columns of a file by what is in them. */
type Found = ReadonlyMap<"time" | Quantity, number>;

/** Reads a series from a table with a header, its times counted from the first row. */
export function readCsv(text: string, settings: CsvSettings): Reading<readonly WrittenPoint[]> {
  const rows = rowsOf(text);
  const wrong = (line: number, problem: string) => ({ problem: `${quote(settings.file)}, line ${line}: ${problem}` });
  const { value: header, done } = rows.next();
  if (done === true) return { problem: `${quote(settings.file)} is empty: its first line must name the columns` };
  if (header.cells === null) return wrong(header.line, "quotes are not closed, or text follows them");
  const found = columnsOf(header.cells, settings);
  if ("problem" in found) return wrong(header.line, found.problem);
  const points: WrittenPoint[] = [];
  let first: Moment | null = null;
  for (const { line, cells } of rows) {
    if (cells === null) return wrong(line, "quotes are not closed, or text follows them");
    if (cells.length !== header.cells.length)
      return wrong(line, `there are ${cells.length} fields, but ${header.cells.length} in the header: write as many`);
    if (points.length === MOST_POINTS)
      return wrong(line, `there are more than ${MOST_POINTS} rows: leave some out, or take averages of several`);
    const moment = readMoment(cells[found.value.get("time") ?? 0] ?? "");
    if ("problem" in moment) return wrong(line, moment.problem);
    first ??= moment.value;
    if (moment.value.kind !== first.kind)
      return wrong(line, `the time is ${moment.value.kind}, and the first one ${first.kind}: write all in one way`);
    const atNs = Math.round((moment.value.us - first.us) * 1e3);
    const before = points.at(-1)?.atNs ?? -1;
    if (atNs <= before) return wrong(line, "the time is not later than the one before: times must rise");
    const values = valuesOf(cells, found.value, settings);
    if ("problem" in values) return wrong(line, values.problem);
    points.push({ atNs, ...values.value });
  }
  if (points.length === 0)
    return { problem: `${quote(settings.file)} has no rows below its header: at least one is needed` };
  return { value: points };
}

interface Row {
  /** Counted from 1. */
  readonly line: number;
  /** `null`: quotes are not closed. */
  readonly cells: readonly string[] | null;
}

/** The lines of a table that hold something. */
function* rowsOf(text: string): Generator<Row, undefined> {
  const bytes = new TextEncoder().encode(text.replace(/^\uFEFF/u, ""));
  const decoder = new TextDecoder();
  let cells: Cells | null = null;
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    line++;
    const newline = bytes.indexOf(0x0a, start);
    const next = newline < 0 ? bytes.length : newline + 1;
    let end = newline < 0 ? bytes.length : newline;
    if (bytes[end - 1] === 0x0d) end--;
    const isRow =
      decoder.decode(bytes.subarray(start, Math.min(end, start + 256))).trim() !== "" && bytes[start] !== 0x23;
    if (isRow) {
      cells ??= new Cells(findSeparator(bytes, start, end), 10_000);
      const row = cells;
      const isWhole = row.split(bytes, start, end);
      const cell = (_: unknown, at: number) => decoder.decode(bytes.subarray(row.starts[at], row.ends[at]));
      yield { line, cells: isWhole ? Array.from({ length: row.count }, cell) : null };
    }
    start = next;
  }
}

function columnsOf(header: readonly string[], { columns }: CsvSettings): Reading<Found> {
  const found = new Map<"time" | Quantity, number>();
  for (const what of ["time", ...QUANTITIES] as const) {
    const name = columns[what] ?? what;
    const at = header.indexOf(name);
    if (at >= 0) found.set(what, at);
    else if (columns[what] !== undefined)
      return { problem: `there is no column ${quote(name)}, ${suggestion(name, header)}` };
  }
  const known = header.map(quote).join(", ");
  if (!found.has("time"))
    return { problem: `there is no column time, there are ${known}: write columns: { time: … } with the name of one` };
  if (!found.has("anonymous") && !found.has("used"))
    return { problem: `there is no column anonymous or used, there are ${known}: write columns: { anonymous: … }` };
  return { value: found };
}

function valuesOf(
  cells: readonly string[],
  found: Found,
  settings: CsvSettings,
): Reading<Readonly<Record<Quantity, number | null>>> {
  const values: Record<Quantity, number | null> = {
    anonymous: null,
    used: null,
    cache: null,
    touched: null,
    faults: null,
  };
  for (const what of QUANTITIES) {
    const at = found.get(what);
    const cell = (at === undefined ? "" : (cells[at] ?? "")).trim();
    if (UNKNOWN.test(cell)) continue;
    const value = readCell(cell, what, settings);
    if ("problem" in value) return { problem: `${what}: ${value.problem}` };
    values[what] = value.value;
  }
  return { value: values };
}

function readCell(cell: string, what: Quantity, { unitBytes, pageBytes }: CsvSettings): Reading<number> {
  const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu.test(cell) ? Number(cell) : Number.NaN;
  if (number < 0) return { problem: `${quote(cell)} is negative: leave it empty where it is not known` };
  if (what === "faults")
    return number <= 1e12 ? { value: number } : { problem: `${quote(cell)} is not a number of pages per second` };
  if (!Number.isNaN(number)) {
    const bytes = number * unitBytes;
    return bytes <= 2 ** 53 ? { value: bytes } : { problem: `${quote(cell)} is too large: is the unit right?` };
  }
  const size = readSize(cell, { shares: false });
  return "problem" in size ? size : { value: bytesOf(size.value, pageBytes) ?? 0 };
}
