import type { Head } from "../contract.ts";

/** Files that are no traces, or not of references. */
interface Foreign {
  readonly what: string;
  readonly at?: number;
  readonly magic: readonly number[] | string;
  /** What to do instead. */
  readonly instead?: string;
}

const FOREIGN: readonly Foreign[] = [
  { what: "an ELF program or library", magic: "\x7fELF", instead: "record what it does with ballonet trace record" },
  { what: "a PNG picture", magic: "\x89PNG" },
  { what: "a JPEG picture", magic: [0xff, 0xd8, 0xff] },
  { what: "a GIF picture", magic: "GIF8" },
  { what: "a PDF document", magic: "%PDF" },
  { what: "a zip archive", magic: "PK\x03\x04", instead: "unpack it first (unzip -p FILE | ballonet … -)" },
  { what: "a tar archive", at: 257, magic: "ustar", instead: "unpack it first (tar -xO -f FILE | ballonet … -)" },
  { what: "a 7z archive", magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], instead: "unpack it first" },
  { what: "a packet capture (pcap)", magic: [0xd4, 0xc3, 0xb2, 0xa1] },
  { what: "a packet capture (pcap)", magic: [0xa1, 0xb2, 0xc3, 0xd4] },
  { what: "a packet capture (pcapng)", magic: [0x0a, 0x0d, 0x0d, 0x0a] },
  { what: "an SQLite database", magic: "SQLite format 3" },
  {
    what: "a recording of perf (perf.data)",
    magic: "PERFILE2",
    instead: "print it first: perf script -F +addr -i FILE | ballonet … --format perf-script -",
  },
  {
    what: "a recording of trace-cmd (trace.dat)",
    magic: "\x17\x08\x44tracing",
    instead: "print it first: trace-cmd report FILE | ballonet … --format ftrace -",
  },
  {
    what: "a recording of blktrace",
    magic: [0x07, 0x74, 0x61, 0x65],
    instead: "print it first: blkparse -i FILE | ballonet … --format blkparse -",
  },
  { what: "an HTML page", magic: "<!DOCTYPE" },
  { what: "an HTML page", magic: "<html" },
  { what: "an XML document", magic: "<?xml" },
];

/** What a file without references is, and what to do instead; `null`: it is not recognised as one. */
export function foreignInWords({ bytes, lines }: Head): string | null {
  const found = FOREIGN.find((foreign) => hasMagic(foreign, bytes));
  if (found !== undefined)
    return `it is ${found.what}, not a trace${found.instead === undefined ? "" : `: ${found.instead}`}`;
  return damonInWords(lines) ?? withoutAddresses(lines);
}

function hasMagic({ magic, at = 0 }: Foreign, bytes: Uint8Array): boolean {
  const wanted = typeof magic === "string" ? [...magic].map((character) => character.charCodeAt(0)) : magic;
  return wanted.every((byte, place) => bytes[at + place] === byte);
}

/** DAMON reports how often whole regions were accessed, not which page was. */
function damonInWords(lines: readonly string[]): string | null {
  const isDamon = lines.some((line) => /damon:damon_|^kdamond|damon_aggregated|nr_regions/.test(line));
  if (!isDamon) return null;
  return "it holds DAMON's regions, not references: a region says how often some of its pages were seen accessed, not which and in what order";
}

/** Unless it is asked for addresses, perf script prints only the instruction pointer. */
function withoutAddresses(lines: readonly string[]): string | null {
  const isFault =
    /^\s*\S.*\s\d+\s+(\[\d+\]\s+)?[\d.]+:\s+(\d+\s+)?(page-faults|faults|minor-faults|major-faults)\S*:\s+[0-9a-f]+ \S+( \([^)]*\))?\s*$/;
  if (lines.length === 0 || !lines.every((line) => isFault.test(line))) return null;
  return "it is perf script's output without addresses: its addresses are those of the program's instructions; record with perf record -d and print with perf script -F +addr";
}
