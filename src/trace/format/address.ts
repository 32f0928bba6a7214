import type { ReferenceSink, TraceFormat, TraceParser, TraceSource } from "../contract.ts";
import { decimalDigit, skipBlanks } from "../framing/ascii.ts";
import { pageOfHexAddress, skipHexDigits, skipHexPrefix } from "../framing/hex-address.ts";
import { LineParser, recognisesLines } from "../framing/lines.ts";

const WANTED = "l (load) or s (store), a 0x… address and a number";
const [LETTER_L, LETTER_S] = [0x6c, 0x73];

function readLine(bytes: Uint8Array, start: number, end: number, pageBytes: number, sink: ReferenceSink): boolean {
  let at = skipBlanks(bytes, start, end);
  if (at === end) return true;
  const letter = (bytes[at] ?? 0) | 0x20;
  if (letter !== LETTER_L && letter !== LETTER_S) return false;
  const afterLetter = at + 1;
  at = skipBlanks(bytes, afterLetter, end);
  const digits = skipHexPrefix(bytes, at, end);
  if (at === afterLetter || digits === at) return false;
  at = skipHexDigits(bytes, digits, end);
  const page = pageOfHexAddress(bytes, digits, at, pageBytes);
  const number = skipBlanks(bytes, at, end);
  if (page < 0 || number === at) return false;
  at = number;
  while (decimalDigit(bytes[at]) >= 0 && at < end) at++;
  if (at === number || skipBlanks(bytes, at, end) < end) return false;
  sink.reference(page, letter === LETTER_S);
  return true;
}

function open({ name, pageBytes }: TraceSource, sink: ReferenceSink): TraceParser {
  return new LineParser(name, WANTED, (bytes, start, end) => readLine(bytes, start, end, pageBytes, sink), pageBytes);
}

/** Loads and stores by address. The number behind an address counts instructions, or is a size: it is not looked at. */
export const address: TraceFormat = {
  name: "address",
  about: "Loads and stores by address, l|s 0xADDR N a line; the number behind the address is not used.",
  source: "The load and store traces of UCSD's CSE 240A, as in https://github.com/ben-manes/caffeine",
  parameters: {},
  extensions: [],
  recognises: (head) => recognisesLines(open, head),
  open,
};
