import type { Parameters } from "../../parameter/parameter.ts";
import { readSize } from "../../parameter/size.ts";
import type { FormatSettings } from "../contract.ts";
import type { OperationWords } from "./operations.ts";
import type { Unit } from "./toucher.ts";

/** What the fields of a line, a row or a record mean. A field is named as its framing names it. */
export interface Meaning {
  /** The fields of places; a record may make several references. Empty: still to be found. */
  readonly places: readonly Place[];
  /** `null`: still to be found. */
  readonly unit: Unit | null;
  readonly hexadecimal: boolean;
  /** The field of the size; `null`: not set. */
  readonly size: string | null;
  /** Bytes, or "page"; `null`: in the unit of the place. */
  readonly sizeUnit: number | "page" | null;
  /** The fields that together name the address space; `null`: not set. */
  readonly keys: readonly string[] | null;
  /** The field that distinguishes reads from writes; `null`: not set. */
  readonly op: string | null;
  /** Whether its words are set. */
  readonly saysWords: boolean;
  readonly words: OperationWords;
  /** How many times the reference is made. */
  readonly repeat: string | null;
  readonly time: string | null;
}

/** A meaning that is completely known. */
export interface KnownMeaning extends Meaning {
  readonly unit: Unit;
}

/** A field of a place, and the word for its operation if there is no operation field. */
export interface Place {
  readonly field: string;
  readonly word: string | null;
}

/** Setting for a role that no field has. */
export const NONE = "none";

const READS = ["r", "rs", "ra", "read", "reads", "l", "ld", "load", "get", "gets", "i", "ifetch", "fetch", ""];
const WRITES = [
  "w",
  "ws",
  "write",
  "writes",
  "s",
  "st",
  "store",
  "set",
  "put",
  "m",
  "modify",
  "add",
  "replace",
  "update",
];

/** Words where the field itself is called write: 1 is one. */
export const SAYS_WRITE: OperationWords = {
  reads: ["0", "false", "no", "n", "r", "read", ""],
  writes: ["1", "true", "yes", "y", "w", "write"],
  skip: [],
};

const text = (about: string) => ({ unit: "text", default: null, about }) as const;

/** Settings of every format whose fields are not fixed. */
export const MEANING_PARAMETERS: Parameters = {
  place: text(
    "The field of the place; several joined by + make one reference each, with /write after those that write.",
  ),
  unit: text("The unit of place: byte, sector (512 bytes), page, or a number of bytes such as 4096 or 4KiB."),
  page: text("A field of page numbers: place with unit=page."),
  address: text("A field of addresses: place with unit=byte."),
  id: text("A field of ids (any text or number): each different one is a page."),
  base: {
    ...text("hex: numbers are hexadecimal without 0x, too."),
    choices: ["decimal", "hex"],
  },
  size: text("The field of the size, in sizeUnit: a request over several pages references each of them."),
  sizeUnit: text("The unit of size: byte, sector, page, or a number of bytes. Default: the unit of the place."),
  count: text("The field of the number of pages: size with sizeUnit=page."),
  key: text("The fields, joined by +, that together name the address space: disk, LUN, volume, process."),
  op: text("The field that tells reads from writes."),
  reads: text(
    "The words of op that are reads, with commas; * at a word's end stands for anything, alone for all others.",
  ),
  writes: text("The words of op that are writes."),
  skip: text("The words of op that are not references and are left out."),
  repeat: text("The field of the number of times that the reference is made."),
  time: text("The field of the time; only the first and the last are reported."),
};

/** The settings of the meaning of fields, or one sentence that says what is wrong with them. */
export function readMeaning(settings: FormatSettings): Meaning | string {
  const told = (name: string) => settings.get(name) ?? null;
  const wheres = ["place", "page", "address", "id"].filter((name) => settings.has(name));
  const [where, other] = wheres;
  if (other !== undefined) return `${where} and ${other} are both the place of a reference: set one of them`;
  const unit = unitOf(where, told("unit"));
  if (typeof unit === "object" && unit !== null) return unit.problem;
  if (unit === "id") {
    const useless = ["size", "sizeUnit", "count", "base"].find((name) => settings.has(name));
    if (useless !== undefined) return `${useless} has no meaning for ids, each of which is one page: leave it out`;
  }
  const size = told("size") ?? told("count");
  if (settings.has("size") && settings.has("count")) return "size and count both set the size: set one of them";
  const written = told("sizeUnit");
  if (written !== null && told("size") === null) return "sizeUnit is set without size: name the field it is about";
  const sizeUnit = settings.has("count") ? "page" : written === null ? null : readUnit(written);
  if (sizeUnit !== null && typeof sizeUnit === "object") return `sizeUnit: ${sizeUnit.problem}`;
  const isNoOp = told("op") === NONE;
  const word = ["reads", "writes", "skip"].find((name) => settings.has(name));
  if (word !== undefined && isNoOp) return `${word} is set, but op is none`;
  const places = (where === undefined ? "" : (told(where) ?? "")).split("+").filter((part) => part !== "");
  return {
    places: places.map(readPlace),
    unit,
    hexadecimal: told("base") === "hex",
    size,
    sizeUnit,
    keys: told("key") === NONE ? [] : (told("key")?.split("+") ?? null),
    op: told("op"),
    saysWords: word !== undefined,
    words: wordsOf(told("reads"), told("writes"), told("skip")),
    repeat: told("repeat"),
    time: told("time"),
  };
}

function readPlace(part: string): Place {
  const slash = part.lastIndexOf("/");
  return slash <= 0 ? { field: part, word: null } : { field: part.slice(0, slash), word: part.slice(slash + 1) };
}

function unitOf(where: string | undefined, written: string | null): Unit | null | { readonly problem: string } {
  if (where === "id") return written === null ? "id" : { problem: "unit has no meaning for ids: leave it out" };
  if (where === "page" || where === "address") {
    const unit = where === "page" ? "page" : 1;
    return written === null
      ? unit
      : { problem: `unit is set together with ${where}, which has a unit already: write place instead of ${where}` };
  }
  if (written === null) return null;
  const unit = readUnit(written);
  return typeof unit === "object" ? { problem: `unit: ${unit.problem}` } : unit;
}

function readUnit(written: string): number | "page" | { readonly problem: string } {
  if (written === "byte" || written === "bytes") return 1;
  if (written === "sector" || written === "sectors") return 512;
  if (written === "page" || written === "pages") return "page";
  const size = readSize(written, { shares: false });
  const bytes = /^\d+$/.test(written)
    ? Number(written)
    : "value" in size && size.value.unit === "bytes"
      ? size.value.bytes
      : 0;
  if (Number.isInteger(bytes) && bytes >= 1 && bytes <= 2 ** 40) return bytes;
  return { problem: `"${written}" is not a unit: write byte, sector, page, or a number of bytes such as 4096 or 4KiB` };
}

/** 0 and 1 mean read or write depending on the format: if neither is set, both are unknown; if one is, the other is its opposite. */
function wordsOf(reads: string | null, writes: string | null, skip: string | null): OperationWords {
  const list = (words: string | null) => words?.split(",").map((word) => word.trim().toLowerCase()) ?? null;
  const [ownReads, ownWrites, ownSkip] = [list(reads), list(writes), list(skip)];
  const taken = new Set([...(ownReads ?? []), ...(ownWrites ?? []), ...(ownSkip ?? [])]);
  const digits = ["0", "1"].filter((digit) => !taken.has(digit));
  const isTold = (words: readonly string[] | null) => words !== null && (words.includes("0") || words.includes("1"));
  const rest = (words: readonly string[]) => words.filter((word) => !taken.has(word));
  return {
    reads: ownReads ?? [...rest(READS), ...(isTold(ownWrites) ? digits : [])],
    writes: ownWrites ?? [...rest(WRITES), ...(isTold(ownReads) ? digits : [])],
    skip: ownSkip ?? [],
  };
}

/** What is said of a trace in which nothing marks a write. */
export const WRITES_NOT_MARKED = "writes are not marked: all references count as reads";

/** A unit in words, with the preposition: `in sectors of 512 bytes`. */
export function unitInWords(unit: Unit): string {
  if (unit === "id") return "each different one a page";
  if (unit === "page") return "counted in pages";
  if (unit === 1) return "in bytes";
  return unit === 512 ? "in sectors of 512 bytes" : `in units of ${unit} bytes`;
}
