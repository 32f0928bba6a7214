import { byteAt } from "../../list/byte-at.ts";
import type { ColumnsUsed, PlaceSink, TraceParser, TraceSource } from "../contract.ts";
import { TraceError, TraceQuestion } from "../error.ts";
import { Cells, findSeparator, partsOf } from "../framing/cells.ts";
import { LineParser } from "../framing/lines.ts";
import { quoteBytes } from "../framing/quote.ts";
import { SEPARATORS, type TableFraming } from "../framing/table.ts";
import { discover, isKnownName } from "../meaning/discover.ts";
import type { Meaning } from "../meaning/meaning.ts";
import { RowMeaning } from "../meaning/rows.ts";

const HASH = 0x23;
const NUMBER = /^(0x[0-9a-f]+|-?\d+(\.\d+)?)$/i;
const SAMPLE_ROWS = 1000;
const decoder = new TextDecoder();

/** Reads a table row by row, after its first rows have shown which columns matter. */
export class TableParser implements TraceParser {
  readonly #source: TraceSource;
  readonly #format: string;
  readonly #framing: TableFraming;
  readonly #written: Meaning;
  readonly #sink: PlaceSink;
  readonly #lines: LineParser;
  readonly #remarks: readonly Uint8Array[];
  /** 1 for each byte that a remark may begin with. */
  readonly #beginsRemark = new Uint8Array(256);
  #cells: Cells | null = null;
  #rows: RowMeaning | null = null;
  #names: readonly string[] | null = null;
  #columns = 0;
  /** A remark before the first row, which may name the columns. */
  #remark: string | null = null;

  constructor(source: TraceSource, format: string, framing: TableFraming, meaning: Meaning, sink: PlaceSink) {
    this.#source = source;
    this.#format = format;
    this.#framing = framing;
    this.#written = meaning;
    this.#sink = sink;
    this.#remarks = framing.remarks;
    for (const [first = 0] of framing.remarks) this.#beginsRemark[first] = 1;
    this.#lines = new LineParser(source.name, (bytes, start, end) => this.#read(bytes, start, end));
  }

  get dividesAddresses(): boolean {
    return this.#rows?.dividesAddresses ?? false;
  }

  get pageBytes(): number | undefined {
    return this.dividesAddresses ? this.#source.pageBytes : undefined;
  }

  get nameOfId(): ((id: number) => string) | undefined {
    return this.#rows?.nameOfId;
  }

  get columns(): ColumnsUsed {
    return this.#rows?.columns(this.#columns) ?? { used: [], unused: [] };
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
  }

  #read(bytes: Uint8Array, start: number, end: number): string | null {
    if (start === end) return null;
    if (
      this.#beginsRemark[byteAt(bytes, start)] === 1 &&
      this.#remarks.some((one) => beginsWith(bytes, start, end, one))
    ) {
      if (this.#rows === null && bytes[start] === HASH) this.#remark ??= decoder.decode(bytes.subarray(start, end));
      return null;
    }
    if (this.#rows === null || this.#cells === null) return this.#readFirst(bytes, start, end);
    return this.#readRow(bytes, start, end, this.#cells, this.#rows);
  }

  #readRow(bytes: Uint8Array, start: number, end: number, cells: Cells, rows: RowMeaning): string | null {
    if (!cells.split(bytes, start, end)) {
      return `${quoteBytes(bytes, start, end)} is not a row of a table: its quotes are not closed, or text follows them`;
    }
    const { fields } = this.#framing;
    if (cells.count === 0) return null;
    if (fields !== null && cells.count !== fields) {
      return `${quoteBytes(bytes, start, end)} has ${cells.count} fields, but ${fields} are expected`;
    }
    return rows.take(bytes, cells.starts, cells.ends, cells.count);
  }

  #readFirst(bytes: Uint8Array, start: number, end: number): string | null {
    const separator = this.#framing.separator ?? findSeparator(bytes, start, end);
    const all = new Cells(separator, Number.POSITIVE_INFINITY);
    if (!all.split(bytes, start, end)) {
      return `${quoteBytes(bytes, start, end)} is not a row of a table: its quotes are not closed, or text follows them`;
    }
    if (all.count === 0) return null;
    const first = textsOf(all, bytes);
    this.#columns = first.length;
    const samples = this.#sampleRows(separator);
    const isHeader = this.#isHeader(first, samples);
    this.#names = isHeader ? first : this.#namesOfRemark(first.length, separator);
    const rows = samples.filter((row) => !(isHeader && row.join("\0") === first.join("\0")));
    const table = { format: this.#format, names: this.#names, columns: first.length, rows };
    const found = discover(this.#written, table);
    if ("problem" in found) {
      if (found.readings === undefined) return found.problem;
      throw new TraceQuestion(this.#source.name, found.problem, found.readings);
    }
    const { roles } = found;
    const most = 1 + Math.max(...roles.places, roles.size, roles.op, roles.repeat, roles.time, ...roles.keys);
    this.#cells = new Cells(separator, this.#framing.fields === null ? most : this.#framing.fields + 1);
    const name = (field: number) => {
      const own = this.#names?.[field];
      return own === undefined || own === "" ? `column ${field + 1}` : `column ${field + 1} (${own})`;
    };
    this.#rows = new RowMeaning(found.meaning, roles, name, this.#source.pageBytes, this.#sink);
    this.#readPlain(separator, this.#rows);
    return isHeader ? null : this.#readRow(bytes, start, end, this.#cells, this.#rows);
  }

  /** Enables the fast reader for plain rows if the separator cannot be part of a number or word. */
  #readPlain(separator: number, rows: RowMeaning): void {
    if (![...SEPARATORS.values()].includes(separator)) return;
    const { fields } = this.#framing;
    const beginsRemark = this.#beginsRemark;
    this.#lines.plain = rows.plainRows({ parts: partsOf(separator), inRuns: separator < 0, fields, beginsRemark });
  }

  #isHeader(first: readonly string[], samples: readonly (readonly string[])[]): boolean {
    const { header } = this.#framing;
    if (header !== "auto") return header === "yes";
    if (first.some((cell) => NUMBER.test(cell))) return false;
    const wanted = this.#written.places.map(({ field }) => field.toLowerCase());
    const isNamed = first.some((cell) => isKnownName(cell) || wanted.includes(cell.toLowerCase()));
    // Without a known name, words above numbers are a header.
    return isNamed || samples.slice(1, 20).some((row) => row.some((cell) => NUMBER.test(cell)));
  }

  /** The names in a remark before the table, when there are as many as there are columns and one of them is known. */
  #namesOfRemark(columns: number, separator: number): readonly string[] | null {
    if (this.#remark === null) return null;
    const plain = this.#remark.replace(/^#+\s*/, "").replace(/\[[^\]]*\]/g, "");
    const bytes = new TextEncoder().encode(plain);
    const cells = new Cells(separator, Number.POSITIVE_INFINITY);
    if (!cells.split(bytes, 0, bytes.length) || cells.count !== columns) return null;
    const names = textsOf(cells, bytes);
    return names.some(isKnownName) ? names : null;
  }

  /** The first rows of the trace, which show what its columns hold. */
  #sampleRows(separator: number): string[][] {
    const head = this.#source.head ?? new Uint8Array();
    const rows: string[][] = [];
    const cells = new Cells(separator, Number.POSITIVE_INFINITY);
    const parser = new LineParser("", (bytes, start, end) => {
      if (start === end || this.#remarks.some((remark) => beginsWith(bytes, start, end, remark))) return null;
      if (rows.length < SAMPLE_ROWS && cells.split(bytes, start, end) && cells.count > 0)
        rows.push(textsOf(cells, bytes));
      return rows.length < SAMPLE_ROWS ? null : "enough";
    });
    try {
      parser.push(head);
      if (head.length > 0 && head.lastIndexOf(10) < 0) parser.end();
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
    }
    return rows;
  }
}

function textsOf(cells: Cells, bytes: Uint8Array): string[] {
  return Array.from({ length: cells.count }, (_, at) =>
    decoder.decode(bytes.subarray(cells.starts[at], cells.ends[at])),
  );
}

function beginsWith(bytes: Uint8Array, start: number, end: number, beginning: Uint8Array | undefined): boolean {
  if (beginning === undefined || end - start < beginning.length) return false;
  for (let at = 0; at < beginning.length; at++) if (bytes[start + at] !== beginning[at]) return false;
  return true;
}
