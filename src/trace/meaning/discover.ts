import type { PossibleReading } from "../error.ts";
import { type KnownMeaning, type Meaning, NONE, SAYS_WRITE } from "./meaning.ts";
import type { Roles } from "./roles.ts";
import type { Unit } from "./toucher.ts";

const PAGES = ["page", "page_number", "pagenumber", "page_no", "page_id", "pageid", "pfn", "vpn", "ppn"];
const ADDRESSES = ["address", "addr", "vaddr", "virtual_address", "va", "mem_addr", "offset", "byte_offset"];
const SECTORS = ["lba", "sector", "lbn", "start_lba", "start_sector", "blkno", "logical_block"];
const BLOCKS = ["block", "block_number", "blk"];
const IDS = ["key", "obj_id", "object_id", "object", "obj", "id", "item", "url", "cache_key", "hashed_path_query"];
const OPERATIONS = [
  ...["op", "operation", "op_type", "optype", "op_name", "rw", "r/w", "type", "iotype", "io_type", "access"],
  ...["access_type", "opcode", "request_type", "is_write", "iswrite", "write"],
];
const SAY_WRITE = ["is_write", "iswrite", "write"];
const SIZES = ["size", "bytes", "length", "len", "io_size", "iosize", "access_size", "nbytes"];
const KEYS = [
  ...["disk", "disk_number", "disknumber", "disk_id", "diskno", "lun", "asu", "volume", "volume_id", "volumeid"],
  ...["device", "device_id", "deviceid", "dev", "devno", "pid", "process", "process_id"],
];

/** The roles of a table's columns, or the question to ask. */
export type Discovery =
  | { readonly meaning: KnownMeaning; readonly roles: Roles }
  | { readonly problem: string; readonly readings?: readonly PossibleReading[] };

/** The known part of a table. */
export interface TableStart {
  /** The format that is read, in messages. */
  readonly format: string;
  /** The names of the columns; `null`: the table has none. */
  readonly names: readonly string[] | null;
  readonly columns: number;
  /** Some rows. */
  readonly rows: readonly (readonly string[])[];
}

/** A column's name in normal form: in small letters, without text in brackets, blanks as `_`. */
export function plainName(name: string): string {
  return name
    .replace(/^\s*#/, "")
    .replace(/\([^)]*\)|\[[^\]]*\]/g, "")
    .trim()
    .toLowerCase()
    .replaceAll(/[ -]+/g, "_");
}

/** Whether a name says what a column is. */
export function isKnownName(name: string): boolean {
  const plain = plainName(name);
  return [PAGES, ADDRESSES, SECTORS, BLOCKS, IDS, OPERATIONS, SIZES, KEYS].some((names) => names.includes(plain));
}

/** Finds unset roles by a table's column names; asks if they are ambiguous. */
export function discover(meaning: Meaning, table: TableStart): Discovery {
  const names = table.names?.map(plainName) ?? [];
  const problems: string[] = [];
  const fieldAt = (written: string): number => {
    const number = /^\d+$/.test(written) ? Number(written) : 0;
    const at = names.includes(plainName(written)) ? names.indexOf(plainName(written)) : number - 1;
    if (at >= 0 && at < table.columns) return at;
    const there =
      table.names === null ? `there are columns 1 to ${table.columns}` : `there are ${table.names.join(", ")}`;
    problems.push(`there is no column "${written}": ${there}`);
    return -1;
  };
  const anyOf = (known: readonly string[]) => known.map((name) => names.indexOf(name)).find((at) => at >= 0) ?? -1;
  const optional = (written: string | null, known: readonly string[]) =>
    written === NONE ? -1 : written === null ? anyOf(known) : fieldAt(written);

  const found = findPlace(meaning, table, names, fieldAt);
  if ("problem" in found) return problems[0] === undefined ? found : { problem: problems[0] };
  const { places, unit } = found;
  const isById = unit === "id";
  const op = optional(meaning.op, OPERATIONS);
  const size = optional(meaning.size, typeof unit === "number" ? SIZES : []);
  const keys =
    meaning.keys?.map(fieldAt) ?? (isById ? [] : names.flatMap((name, at) => (KEYS.includes(name) ? [at] : [])));
  const roles: Roles = {
    places,
    size,
    op,
    repeat: optional(meaning.repeat, []),
    time: optional(meaning.time, []),
    keys: keys.filter((at) => !places.includes(at)),
  };
  if (problems[0] !== undefined) return { problem: problems[0] };
  const saysWrite = op >= 0 && !meaning.saysWords && SAY_WRITE.includes(names[op] ?? "");
  const sizeName = size >= 0 && meaning.size === null ? String(size + 1) : meaning.size;
  const known = { ...meaning, unit, size: sizeName, words: saysWrite ? SAYS_WRITE : meaning.words };
  const doubt = doubtOfUnits(meaning, known, roles, table);
  return doubt ?? { meaning: known, roles };
}

function findPlace(
  meaning: Meaning,
  table: TableStart,
  names: readonly string[],
  fieldAt: (written: string) => number,
):
  | { readonly places: readonly number[]; readonly unit: Unit }
  | { readonly problem: string; readonly readings?: readonly PossibleReading[] } {
  if (meaning.places.length > 0) {
    const places = meaning.places.map(({ field }) => fieldAt(field));
    const name = names[places[0] ?? -1] ?? "";
    const unit =
      meaning.unit ?? (PAGES.includes(name) ? "page" : ADDRESSES.includes(name) ? 1 : IDS.includes(name) ? "id" : null);
    if (unit !== null) return { places, unit };
    return {
      problem: `the unit of the place in ${table.format} is not given: write unit=byte, unit=sector, unit=page or a number of bytes`,
    };
  }
  const column = (known: readonly string[]) => known.map((name) => names.indexOf(name)).find((at) => at >= 0);
  for (const [known, unit] of [
    [PAGES, "page"],
    [ADDRESSES, 1],
  ] as const) {
    const at = column(known);
    if (at !== undefined) return { places: [at], unit: meaning.unit ?? unit };
  }
  const sector = column(SECTORS);
  if (sector !== undefined)
    return meaning.unit === null ? askSector(table, names, sector) : { places: [sector], unit: meaning.unit };
  const block = column(BLOCKS);
  if (block !== undefined) {
    if (meaning.unit !== null) return { places: [block], unit: meaning.unit };
    const hasSize = names.some((name) => SIZES.includes(name));
    return hasSize ? askSector(table, names, block) : { places: [block], unit: "page" };
  }
  const id = column(IDS);
  if (id !== undefined) return { places: [id], unit: meaning.unit ?? "id" };
  return { problem: askWhich(table), readings: guesses(table) };
}

function askWhich({ format, names, columns }: TableStart): string {
  const there = names === null ? `${columns} columns without names` : `the columns ${names.join(", ")}`;
  return `it is a table of ${there}, and its place column is not named (after ${format}, write for example :page=2, :id=2 or :place=2:unit=sector:size=3:sizeUnit=byte:op=4)`;
}

function guesses({ format, names, columns, rows }: TableStart): PossibleReading[] {
  const isNumber = (at: number) => rows.every((row) => /^(0x[0-9a-f]+|\d+)$/i.test(row[at] ?? ""));
  const list = Array.from({ length: Math.min(columns, 8) }, (_, at) => {
    const name = names?.[at]?.trim() || String(at + 1);
    return isNumber(at)
      ? { format: `${format}:page=${name}`, about: `column ${at + 1} holds page numbers` }
      : { format: `${format}:id=${name}`, about: `column ${at + 1} holds ids` };
  });
  if (columns !== 2 || !isNumber(0) || !isNumber(1)) return list;
  return [{ format: `${format}:page=1:size=2`, about: "a first page and a number of pages" }, ...list];
}

function askSector(
  { format, names }: TableStart,
  plain: readonly string[],
  at: number,
): { problem: string; readings: PossibleReading[] } {
  const name = names?.[at]?.trim() ?? String(at + 1);
  const size = plain.findIndex((one) => SIZES.includes(one));
  const ofSize = names?.[size]?.trim() ?? "";
  const sized =
    size < 0
      ? [{ format: `${format}:place=${name}:unit=sector`, about: `${name} counts sectors of 512 bytes` }]
      : [
          {
            format: `${format}:place=${name}:unit=sector:size=${ofSize}:sizeUnit=byte`,
            about: `${name} counts sectors of 512 bytes, ${ofSize} bytes`,
          },
          {
            format: `${format}:place=${name}:unit=sector:size=${ofSize}:sizeUnit=sector`,
            about: `${name} and ${ofSize} both count sectors`,
          },
        ];
  return {
    problem: `the unit of the column ${name} is not given`,
    readings: [
      ...sized,
      {
        format: `${format}:page=${name}`,
        about: `each ${name} is a page${size < 0 ? "" : `, and ${ofSize} is not used`}`,
      },
    ],
  };
}

/** Decimal places with small sizes beside them may count bytes or sectors: memory accesses and disk requests look alike. */
function doubtOfUnits(
  written: Meaning,
  meaning: KnownMeaning,
  { places, size }: Roles,
  { format, names, rows }: TableStart,
): Discovery | null {
  if (written.unit !== null || written.places.length > 0 || meaning.unit !== 1 || size < 0) return null;
  const [place] = places;
  if (place === undefined) return null;
  const numbers = rows.map((row) => [row[place] ?? "", row[size] ?? ""] as const);
  if (numbers.some(([where]) => /^0x/i.test(where))) return null;
  const isWhole = numbers.every(([where, much]) => Number(where) % 512 === 0 && Number(much) % 512 === 0);
  if (isWhole && numbers.length > 0) return null;
  const name = names?.[place]?.trim() ?? String(place + 1);
  const ofSize = names?.[size]?.trim() ?? String(size + 1);
  return {
    problem: `${name} and ${ofSize} may count bytes or sectors`,
    readings: [
      { format: `${format}:place=${name}:unit=byte:size=${ofSize}`, about: `${name} and ${ofSize} count bytes` },
      {
        format: `${format}:place=${name}:unit=sector:size=${ofSize}`,
        about: `${name} and ${ofSize} count sectors of 512 bytes`,
      },
    ],
  };
}
