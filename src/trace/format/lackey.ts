import type { ReferenceSink, TraceFormat, TraceParser, TraceSource } from "../contract.ts";
import { decimalDigit, hexDigit, skipBlanks } from "../framing/ascii.ts";
import { LineParser, recognisesLines } from "../framing/lines.ts";

const WANTED = 'a line of Valgrind\'s lackey: "I", " L", " S" or " M" with address,size behind it';
const LARGEST_ACCESS_BYTES = 0x10_0000;
const [COMMA, EQUALS, MINUS] = [0x2c, 0x3d, 0x2d];
const [INSTRUCTION, LOAD, STORE, MODIFY] = [0x49, 0x4c, 0x53, 0x4d];

/** Reads `kind address,size` and touches every page of the access. */
function readAccess(bytes: Uint8Array, start: number, end: number, pageBytes: number, sink: ReferenceSink): boolean {
  let at = skipBlanks(bytes, start, end);
  const kind = bytes[at];
  if (kind !== INSTRUCTION && kind !== LOAD && kind !== STORE && kind !== MODIFY) return false;
  const afterKind = at + 1;
  at = skipBlanks(bytes, afterKind, end);
  if (at === afterKind) return false;

  // Two halves, since an address has 64 bits and a number holds 53 of them.
  let high = 0;
  let low = 0;
  const firstDigit = at;
  for (; at < end; at++) {
    const digit = hexDigit(bytes[at]);
    if (digit < 0) break;
    high = (high << 4) | (low >>> 28);
    low = (low << 4) | digit;
  }
  if (at === firstDigit || at - firstDigit > 16 || at >= end || bytes[at] !== COMMA) return false;

  let accessBytes = 0;
  const firstSizeDigit = ++at;
  for (; at < end; at++) {
    const digit = decimalDigit(bytes[at]);
    if (digit < 0) return false;
    accessBytes = accessBytes * 10 + digit;
  }
  if (at === firstSizeDigit || accessBytes < 1 || accessBytes > LARGEST_ACCESS_BYTES) return false;

  const write = kind === STORE || kind === MODIFY;
  const offset = (low & (pageBytes - 1)) >>> 0;
  const page = (high >>> 0) * (0x1_0000_0000 / pageBytes) + ((low >>> 0) - offset) / pageBytes;
  const lastPage = page + Math.floor((offset + accessBytes - 1) / pageBytes);
  for (let touched = page; touched <= lastPage; touched++) sink.reference(touched, write);
  return true;
}

function isRemark(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2) return end === start;
  const first = bytes[start];
  return (first === EQUALS || first === MINUS) && bytes[start + 1] === first;
}

function open(source: TraceSource, sink: ReferenceSink): TraceParser {
  const { name, pageBytes } = source;
  return new LineParser(
    name,
    WANTED,
    (bytes, start, end) => isRemark(bytes, start, end) || readAccess(bytes, start, end, pageBytes, sink),
    pageBytes,
  );
}

/** The output of Valgrind's lackey with `--trace-mem=yes` (https://valgrind.org/docs/manual/lk-manual.html). */
export const lackey: TraceFormat = {
  name: "lackey",
  about: "Valgrind's lackey with --trace-mem=yes: a modify counts as a write, an access across pages for each of them.",
  source: "https://valgrind.org/docs/manual/lk-manual.html",
  parameters: {},
  extensions: [".lackey"],
  recognises: (head) => recognisesLines(open, head),
  open,
};
