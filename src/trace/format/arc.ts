import type { ReferenceSink, TraceFormat, TraceParser, TraceSource } from "../contract.ts";
import { decimalDigit, skipBlanks } from "../framing/ascii.ts";
import { LineParser, recognisesLines } from "../framing/lines.ts";

const MOST_BLOCKS = 2 ** 24;
const WANTED = `a first block and a number of blocks (1 to ${MOST_BLOCKS}), with more numbers behind them or not`;

function readLine(bytes: Uint8Array, start: number, end: number, sink: ReferenceSink): boolean {
  let at = skipBlanks(bytes, start, end);
  if (at === end) return true;
  let first = 0;
  let count = 0;
  let fields = 0;
  while (at < end) {
    const firstDigit = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = decimalDigit(bytes[at]);
      if (digit < 0) break;
      value = value * 10 + digit;
    }
    const afterDigits = at;
    at = skipBlanks(bytes, at, end);
    if (afterDigits === firstDigit || (at === afterDigits && at < end)) return false;
    if (fields === 0) first = value;
    if (fields === 1) count = value;
    fields++;
  }
  if (fields < 2 || count < 1 || count > MOST_BLOCKS || first > Number.MAX_SAFE_INTEGER - (count - 1)) return false;
  for (let block = first; block < first + count; block++) sink.reference(block, false);
  return true;
}

function open({ name }: TraceSource, sink: ReferenceSink): TraceParser {
  return new LineParser(name, WANTED, (bytes, start, end) => readLine(bytes, start, end, sink));
}

/** The block traces of the ARC paper. */
export const arc: TraceFormat = {
  name: "arc",
  about: "Runs of blocks, START COUNT a line with more numbers behind them or not: each block is a page, and read.",
  source: "Megiddo and Modha, ARC, https://www.usenix.org/conference/fast-03",
  parameters: {},
  extensions: [".lis"],
  recognises: (head) => recognisesLines(open, head),
  open,
};
