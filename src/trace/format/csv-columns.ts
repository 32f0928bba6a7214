import type { ParameterValues } from "../../parameter/parameter.ts";

/** Which columns of a table hold what, counted from 0. */
export interface Columns {
  readonly place: number;
  readonly placeName: string;
  /** Whether that column holds addresses rather than page numbers. */
  readonly isAddress: boolean;
  readonly operation: number | null;
  /** The column of an access's bytes, where it holds addresses. */
  readonly size: number | null;
  readonly hasHeader: boolean;
}

const PAGE_NAMES = ["page", "page_number", "pfn", "vpn", "block", "lbn", "lba", "key", "obj_id", "object_id", "id"];
const ADDRESS_NAMES = ["address", "addr", "vaddr", "virtual_address", "va", "offset"];
const OPERATION_NAMES = ["op", "operation", "rw", "type", "access", "write", "is_write"];
const SIZE_NAMES = ["size", "bytes", "length", "len"];

/** The columns that a table's first row and the format's parameters tell of, or in words what its first row should be. */
export function findColumns(firstRow: readonly string[], settings: ParameterValues): Columns | string {
  const written = (name: string) => (typeof settings[name] === "string" ? settings[name] : null);
  const names = firstRow.map((name) => name.trim().toLowerCase().replaceAll(/[ -]/g, "_"));
  const anyOf = (known: readonly string[]) => known.map((name) => names.indexOf(name)).find((at) => at >= 0) ?? null;
  const chosen = (choice: string): number | null => {
    const number = /^\d+$/.test(choice) ? Number(choice) : 0;
    const at = number > 0 ? number - 1 : names.indexOf(choice.toLowerCase().replaceAll(/[ -]/g, "_"));
    return at >= 0 && at < firstRow.length ? at : null;
  };

  const [page, address, operation, size] = ["page", "address", "op", "size"].map(written);
  for (const choice of [page, address, operation, size]) {
    if (choice && chosen(choice) === null) return `a row with the column "${choice}"`;
  }
  if (page && address)
    return "the first row of a table that can be read with both page and address: choose one of them";
  const knownPage = anyOf(PAGE_NAMES);
  const place = page ? chosen(page) : address ? chosen(address) : (knownPage ?? anyOf(ADDRESS_NAMES));
  if (place === null) {
    return "a header with a column page or address: name the column, for example csv:page=2 or csv:address=vaddr:op=rw";
  }
  const isAddress = page ? false : address ? true : knownPage === null;
  const said = written("header");
  return {
    place,
    placeName: names[place] ?? "",
    isAddress,
    operation: operation ? chosen(operation) : anyOf(OPERATION_NAMES),
    size: size ? chosen(size) : isAddress ? anyOf(SIZE_NAMES) : null,
    hasHeader: said === "yes" || (said !== "no" && !/^(0x[0-9a-f]+|\d+)$/i.test((firstRow[place] ?? "").trim())),
  };
}

/** Whether a first row is a header that needs no explanation. */
export function isKnownHeader(firstRow: readonly string[]): boolean {
  const columns = findColumns(firstRow, {});
  return typeof columns !== "string" && columns.hasHeader;
}
