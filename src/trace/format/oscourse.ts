import type { ReferenceSink, TraceFormat, TraceParser, TraceSource } from "../contract.ts";
import { hexDigit, skipBlanks } from "../framing/ascii.ts";
import { pageOfHexAddress, skipHexDigits, skipHexPrefix } from "../framing/hex-address.ts";
import { LineParser, recognisesLines } from "../framing/lines.ts";

const WANTED = "an address in hexadecimal digits with R or W behind it";
const [ZERO, LETTER_R, LETTER_W] = [0x30, 0x72, 0x77];

function readLine(bytes: Uint8Array, start: number, end: number, pageBytes: number, sink: ReferenceSink): boolean {
  let at = skipBlanks(bytes, start, end);
  if (at === end) return true;
  const digits = skipHexPrefix(bytes, at, end);
  at = skipHexDigits(bytes, digits, end);
  const page = pageOfHexAddress(bytes, digits, at, pageBytes);
  const operation = skipBlanks(bytes, at, end);
  if (page < 0 || operation === at || operation === end) return false;
  const letter = (bytes[operation] ?? 0) | 0x20;
  if ((letter !== LETTER_R && letter !== LETTER_W) || skipBlanks(bytes, operation + 1, end) < end) return false;
  sink.reference(page, letter === LETTER_W);
  return true;
}

function open({ name, pageBytes }: TraceSource, sink: ReferenceSink): TraceParser {
  return new LineParser(name, WANTED, (bytes, start, end) => readLine(bytes, start, end, pageBytes, sink), pageBytes);
}

/**
 * A line of decimal digits might as well be a page number: what tells is that all addresses are written with 8 or 16 digits,
 * and that one of them has a letter or begins with 0.
 */
function looksLikeAddresses(head: Uint8Array): boolean {
  let width = 0;
  let isHexadecimal = false;
  const openFixed = ({ name }: TraceSource, sink: ReferenceSink) =>
    new LineParser(name, WANTED, (bytes, start, end) => {
      const digitsEnd = skipHexDigits(bytes, start, end);
      if (width === 0) width = digitsEnd - start;
      if ((width !== 8 && width !== 16) || digitsEnd - start !== width) return false;
      if (bytes[start] === ZERO) isHexadecimal = true;
      for (let at = start; at < digitsEnd; at++) if (hexDigit(bytes[at]) > 9) isHexadecimal = true;
      return readLine(bytes, start, end, 4096, sink);
    });
  return recognisesLines(openFixed, head) && isHexadecimal;
}

/** The memory traces of operating-systems courses. */
export const oscourse: TraceFormat = {
  name: "oscourse",
  about: "An address a line in hexadecimal digits without 0x, and R or W behind it.",
  source: "The gcc and swim traces of operating-systems course material",
  parameters: {},
  extensions: [],
  recognises: looksLikeAddresses,
  open,
};
