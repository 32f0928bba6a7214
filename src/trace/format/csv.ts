import type { ReferenceSink, TraceFormat, TraceParser, TraceSource } from "../contract.ts";
import { TraceError } from "../error.ts";
import { decimalDigit, hexDigit } from "../framing/ascii.ts";
import { type Field, findSeparator, splitRow } from "../framing/csv-row.ts";
import { pageOfHexAddress, skipHexDigits, skipHexPrefix } from "../framing/hex-address.ts";
import { LineParser } from "../framing/lines.ts";
import { type Columns, findColumns, isKnownHeader } from "./csv-columns.ts";

const LARGEST_ACCESS_BYTES = 2 ** 30;
const HASH = 0x23;
const READS: ReadonlySet<string> = new Set(["r", "rs", "read", "l", "load", "get", "i", "ifetch", "0", "false", ""]);
const WRITES: ReadonlySet<string> = new Set([
  "w",
  "ws",
  "write",
  "s",
  "store",
  "set",
  "put",
  "m",
  "modify",
  "1",
  "true",
]);
const decoder = new TextDecoder();

/** Reads a table row by row, once its first row has told which columns matter. */
class RowReader {
  readonly #source: TraceSource;
  readonly #sink: ReferenceSink;
  #columns: Columns | null = null;
  #separator = 0;
  #most = 0;
  wanted = "";

  constructor(source: TraceSource, sink: ReferenceSink) {
    this.#source = source;
    this.#sink = sink;
  }

  get holdsAddresses(): boolean {
    return this.#columns?.isAddress ?? false;
  }

  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end || bytes[start] === HASH) return true;
    return this.#columns === null
      ? this.#readFirst(bytes, start, end)
      : this.#readRow(bytes, start, end, this.#columns);
  }

  #readFirst(bytes: Uint8Array, start: number, end: number): boolean {
    this.#separator = findSeparator(bytes, start, end);
    const fields = splitRow(bytes, start, end, this.#separator);
    this.wanted = "a row of a table: its quotes are not closed, or something stands behind them";
    if (fields === null) return false;
    const columns = findColumns(
      fields.map((field) => textOf(bytes, field)),
      this.#source.settings ?? {},
    );
    if (typeof columns === "string") {
      this.wanted = columns;
      return false;
    }
    this.#columns = columns;
    this.#most = 1 + Math.max(columns.place, columns.operation ?? 0, columns.size ?? 0);
    this.wanted = rowInWords(columns);
    return columns.hasHeader || this.#readRow(bytes, start, end, columns);
  }

  #readRow(bytes: Uint8Array, start: number, end: number, columns: Columns): boolean {
    const fields = splitRow(bytes, start, end, this.#separator, this.#most);
    if (fields === null) return false;
    const place = fields[columns.place];
    const write = columns.operation === null ? false : operationOf(bytes, fields[columns.operation]);
    if (place === undefined || write === null) return false;
    if (!columns.isAddress) {
      const page = numberOf(bytes, place);
      if (page === null) return false;
      this.#sink.reference(page, write);
      return true;
    }
    const size = columns.size === null ? 1 : numberOf(bytes, fields[columns.size]);
    if (size === null || size > LARGEST_ACCESS_BYTES) return false;
    return this.#touch(bytes, place, Math.max(1, size), write);
  }

  #touch(bytes: Uint8Array, field: Field, accessBytes: number, write: boolean): boolean {
    const { pageBytes } = this.#source;
    const digits = skipHexPrefix(bytes, field.start, field.end);
    let page: number;
    let offset: number;
    if (digits > field.start) {
      if (skipHexDigits(bytes, digits, field.end) < field.end) return false;
      page = pageOfHexAddress(bytes, digits, field.end, pageBytes);
      // The last eight digits hold the place in the page.
      offset = pageBytes === 1 ? 0 : (lastWord(bytes, digits, field.end) & (pageBytes - 1)) >>> 0;
    } else {
      const address = numberOf(bytes, field);
      if (address === null) return false;
      page = Math.floor(address / pageBytes);
      offset = address - page * pageBytes;
    }
    const lastPage = page + Math.floor((offset + accessBytes - 1) / pageBytes);
    if (page < 0 || lastPage > Number.MAX_SAFE_INTEGER) return false;
    for (let touched = page; touched <= lastPage; touched++) this.#sink.reference(touched, write);
    return true;
  }
}

function rowInWords({ place, isAddress, operation, size }: Columns): string {
  const what = isAddress ? "an address" : "a page number";
  const also =
    operation === null ? "" : `, with a read or a write (R or W, 0 or 1, load or store) in column ${operation + 1}`;
  const bytes = size === null ? "" : `, with a number of bytes in column ${size + 1}`;
  return `a row with ${what} (decimal or 0x…) in column ${place + 1}${also}${bytes}`;
}

function textOf(bytes: Uint8Array, field: Field): string {
  return decoder.decode(bytes.subarray(field.start, field.end));
}

/** Whether a field says write; `null`: it says neither. */
function operationOf(bytes: Uint8Array, field: Field | undefined): boolean | null {
  if (field === undefined) return null;
  const word = textOf(bytes, field).toLowerCase();
  if (WRITES.has(word)) return true;
  return READS.has(word) ? false : null;
}

/** The whole number in a field, decimal or 0x…; `null`: it holds none, or one above 2⁵³ − 1. */
function numberOf(bytes: Uint8Array, field: Field | undefined): number | null {
  if (field === undefined) return null;
  const digits = skipHexPrefix(bytes, field.start, field.end);
  const isHexadecimal = digits > field.start;
  let value = 0;
  for (let at = digits; at < field.end; at++) {
    const digit = isHexadecimal ? hexDigit(bytes[at]) : decimalDigit(bytes[at]);
    if (digit < 0) return null;
    value = value * (isHexadecimal ? 16 : 10) + digit;
  }
  return digits === field.end || value > Number.MAX_SAFE_INTEGER ? null : value;
}

function lastWord(bytes: Uint8Array, from: number, to: number): number {
  let word = 0;
  for (let at = Math.max(from, to - 8); at < to; at++) word = (word << 4) | hexDigit(bytes[at]);
  return word;
}

function open(source: TraceSource, sink: ReferenceSink): TraceParser {
  const rows = new RowReader(source, sink);
  const lines = new LineParser(
    source.name,
    () => rows.wanted,
    (bytes, start, end) => rows.read(bytes, start, end),
  );
  return {
    push: (chunk) => lines.push(chunk),
    end: () => lines.end(),
    get pageBytes() {
      return rows.holdsAddresses ? source.pageBytes : undefined;
    },
  };
}

/** The first row that is no remark is a header with a column that is known. */
function recognises(head: Uint8Array): boolean {
  let known = false;
  const parser = new LineParser("", "", (bytes, start, end) => {
    if (start === end || bytes[start] === HASH) return true;
    const fields = splitRow(bytes, start, end, findSeparator(bytes, start, end));
    known = fields !== null && isKnownHeader(fields.map((field) => textOf(bytes, field)));
    return false;
  });
  try {
    parser.push(head);
    parser.end();
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
  }
  return known;
}

const column = (about: string) => ({ unit: "text", default: null, about }) as const;

/** Tables with a column of pages or addresses. */
export const csv: TraceFormat = {
  name: "csv",
  about: "A table with a column of pages or addresses and, if there is one, a column of reads and writes.",
  source: "RFC 4180, https://www.rfc-editor.org/rfc/rfc4180; also with semicolons, tabs and bars",
  parameters: {
    page: column(
      "The column of page numbers, by name or counted from 1; page, block, lba, key, obj_id and such are known.",
    ),
    address: column("The column of addresses instead; address, addr, vaddr, offset and such are known."),
    op: column(
      "The column of reads and writes; op, rw, type, access and such are known, and without one all are reads.",
    ),
    size: column(
      "The column of an access's bytes: an access across pages counts for each of them; size, bytes, length are known.",
    ),
    header: {
      unit: "text",
      default: "auto",
      choices: ["auto", "yes", "no"],
      about: "Whether the first row names the columns; auto: when it has no number where the others have one.",
    },
  },
  extensions: [".csv", ".tsv"],
  recognises,
  open,
};
