import type { Head, ReferenceSink } from "../contract.ts";
import { type PossibleReading, TraceError, TraceQuestion } from "../error.ts";
import { formatNamed } from "../format/registry.ts";
import { readWrittenFormat } from "../format/written.ts";
import { isKnownName } from "../meaning/discover.ts";
import { DenseSink } from "../sink/dense-sink.ts";

const NUMBER = /^\d+(\.0*)?$/;
const HEX_PREFIXED = /^0x[0-9a-f]+$/i;
const BARE_HEX = /^[0-9a-f]{3,16}$/i;
const MARK = /^(r|w|read|write)$/i;
const SHORT_NAME = /^[^\s,;]{1,3}$/u;
/** Addresses of programs have 47 bits or 56, those of the kernel begin with ones. */
const MOST_USER_ADDRESS = 2n ** 56n;
const LEAST_KERNEL_ADDRESS = 2n ** 64n - 2n ** 56n;
/** Lowest address that a program can map: vm.mmap_min_addr of Linux. */
const LEAST_USUAL_ADDRESS = 2 ** 16;

/** A format and why it must be the one. */
export interface Recognised {
  readonly format: string;
  readonly because: string;
}

/** How to read lines that no format recognises as its own; throws a `TraceQuestion` if that is ambiguous. */
export function recogniseShape(name: string, head: Head): Recognised {
  const { lines } = head;
  if (head.isText && lines.length === 0) {
    throw new TraceError(name, null, "it holds no references: there are only remarks and empty lines");
  }
  if (lines.length === 0) {
    throw ask(name, head, "it is not text, and it matches no known binary format", [
      { format: "u32", about: "words of 4 bytes, each a page" },
      { format: "records:bytes=8:place=u64@0:unit=byte", about: "records of 8 bytes, each an address" },
      { format: "records:bytes=…:place=…", about: "records of another size (ballonet list formats)" },
    ]);
  }
  const rows = lines.map((line) => line.split(/[\s,;]+/).filter((word) => word !== ""));
  if (lines.every((line) => /^[RW] \d+(,\d+)+\s*$/i.test(line))) {
    throw ask(name, head, "each of its lines is R or W and several numbers, as in Ramulator's traces", [
      {
        format: "lines:pattern='^(?<op>[RW]) (?<id>\\S+)'",
        about: "the numbers together are a place in DRAM (channel, rank, …)",
      },
      { format: "lines:pattern='^(?<op>[RW]) .*,(?<address>\\d+)'", about: "the last number is an address" },
    ]);
  }
  const table = tableOf(lines);
  if (table !== null) return table;
  const words = rows.flat();
  const places = rows.map((row) => row.filter((word) => !MARK.test(word)));
  const onePlace = places.every((row) => row.length <= 1) && rows.every((row) => row.length <= 2);
  if (
    words.every((word) => NUMBER.test(word) || HEX_PREFIXED.test(word) || MARK.test(word)) &&
    places.flat().length > 0
  ) {
    if (onePlace) return onePerLine(places.flat());
    if (words.some((word) => MARK.test(word)))
      throw ask(name, head, "its lines hold several numbers and R or W", tableReadings(rows));
    return severalPerLine(name, head, rows);
  }
  if (
    onePlace &&
    places.flat().every((word) => BARE_HEX.test(word)) &&
    places.flat().some((word) => /[a-f]/i.test(word) && /\d/.test(word))
  ) {
    return bareHex(name, head, places.flat());
  }
  if (
    words.every((word) => SHORT_NAME.test(word) && !NUMBER.test(word)) &&
    !(onePlace && words.some((word) => MARK.test(word)) && rows.every((row) => row.length === 2))
  ) {
    return { format: "ids", because: "its words are short names without a number among them" };
  }
  const [first = []] = rows;
  const constant = rows.every((row) => row.length === first.length);
  const readings = [
    ...(constant && first.length > 1 ? tableReadings(rows) : []),
    { format: "ids", about: "each word is an id" },
  ];
  throw ask(name, head, "neither its name nor its beginning tells what its lines are", [
    ...readings,
    { format: "lines:pattern='…(?<address>0x[0-9a-f]+)…'", about: "a regular expression finds the parts of a line" },
  ]);
}

function onePerLine(places: readonly string[]): Recognised {
  return places.every((place) => HEX_PREFIXED.test(place))
    ? {
        format: "hex",
        because:
          "all of its numbers are written as addresses are, with 0x (if they are page numbers, say --format text)",
      }
    : { format: "text", because: "each of its lines is one number, alone or with R or W" };
}

/** A table whose header has known names. */
function tableOf(lines: readonly string[]): Recognised | null {
  const [first = ""] = lines;
  for (const separator of [/,/, /;/, /\t/, /\|/, /\s+/]) {
    const names = first.trim().split(separator);
    const hasNumber = names.some((cell) => /^\s*"?(0x[0-9a-f]+|-?\d+(\.\d+)?)"?\s*$/i.test(cell));
    const known = names.map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")).filter(isKnownName);
    if (hasNumber || known.length === 0 || lines.length < 2) continue;
    const below = lines.slice(1, 50).every((line) => line.trim().split(separator).length >= names.length);
    if (below) return { format: "csv", because: `its first row names the column ${known.join(", ")}` };
  }
  return null;
}

function severalPerLine(name: string, head: Head, rows: readonly (readonly string[])[]): Recognised {
  const [first = []] = rows;
  const isArc = rows.every((row, at) => row.length === 4 && row[2] === "0" && Number(row[3]) === Number(first[3]) + at);
  if (isArc && rows.length > 1)
    return { format: "arc", because: "each of its lines is a start, a count, 0 and the number of the request" };
  const isConstant = rows.every((row) => row.length === first.length);
  const looksLikeAccess = ([, ...addresses]: readonly string[]) =>
    (addresses.length === 1 || addresses.length === 2) &&
    addresses.every((address) => Number(address) >= LEAST_USUAL_ADDRESS);
  if (!isConstant && rows.every(looksLikeAccess)) {
    throw ask(name, head, "each of its lines holds 2 or 3 numbers, all but the first of which may be addresses", [
      { format: "text", about: "each number is a page" },
      { format: "ramulator-instructions", about: "a count of instructions, the address of a load, that of a store" },
    ]);
  }
  if (!isArc && (!isConstant || (rows.length === 1 && first.length > 2))) {
    return {
      format: "text",
      because:
        rows.length === 1 ? "its only line is a row of numbers" : "its lines are rows of numbers of different length",
    };
  }
  throw ask(name, head, `each of its lines holds ${first.length} numbers, which can be read in more than one way`, [
    { format: "text", about: "each number is a page" },
    { format: "arc", about: "a first block and a number of blocks" },
    ...tableReadings(rows),
  ]);
}

function bareHex(name: string, head: Head, places: readonly string[]): Recognised {
  const isAddress = places.every((place) => {
    const value = BigInt(`0x${place}`);
    return value < MOST_USER_ADDRESS || value >= LEAST_KERNEL_ADDRESS;
  });
  if (isAddress) return { format: "hex", because: "each of its lines is a number in hexadecimal digits" };
  throw ask(name, head, "its lines are hexadecimal digits, too large for addresses", [
    { format: "ids", about: "each is an id, such as a hash" },
    { format: "hex", about: "each is an address" },
  ]);
}

function tableReadings(rows: readonly (readonly string[])[]): PossibleReading[] {
  const [first = []] = rows;
  const cut = ":separator=any:header=no";
  return first.slice(0, 4).flatMap((word, at) => {
    if (MARK.test(word)) return [];
    const keyed =
      at === 1 && first.length === 2
        ? [{ format: `csv:page=2:key=1${cut}`, about: "a process (or disk) and its page" }]
        : [];
    return [{ format: `csv:page=${at + 1}${cut}`, about: `column ${at + 1} holds page numbers` }, ...keyed];
  });
}

/** A question with how many references and pages each reading makes of the trace's beginning; those that fail are left out. */
export function ask(name: string, head: Head, what: string, readings: readonly PossibleReading[]): TraceQuestion {
  const where = head.isWhole ? "" : " in its first lines";
  const counted = readings.flatMap((reading): PossibleReading[] => {
    if (reading.format.includes("…")) return [reading];
    const counts = countReading(reading.format, head);
    return counts === null ? [] : [{ ...reading, about: `${reading.about}: ${counts}${where}` }];
  });
  return new TraceQuestion(name, `${what}: say which with`, counted);
}

/** `9 references to 5 pages`, read as asked; `null` when it cannot be read so. */
export function countReading(written: string, head: Head): string | null {
  const read = readWrittenFormat(written);
  if (typeof read === "string") return null;
  const format = formatNamed(read.name);
  let references = 0;
  const counting: ReferenceSink = {
    reference: () => {
      references++;
    },
  };
  const sink = new DenseSink(counting);
  const end = head.isWhole ? head.bytes.length : head.bytes.lastIndexOf(10) + 1;
  try {
    const parser = format?.open({ name: "", pageBytes: 4096, settings: read.settings, head: head.bytes }, sink);
    parser?.push(head.bytes.subarray(0, end));
    parser?.end();
  } catch (error) {
    if (error instanceof TraceError) return null;
    throw error;
  }
  const some = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  return references === 0 ? null : `${some(references, "reference")} to ${some(sink.count, "page")}`;
}
