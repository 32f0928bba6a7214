import type { TraceFormat } from "../contract.ts";
import { ballonet } from "./ballonet/decoder.ts";
import { csv } from "./csv.ts";
import { lines } from "./lines.ts";
import { binaryFormats } from "./preset/binary.ts";
import { blockFormats } from "./preset/block.ts";
import { kernelFormats } from "./preset/kernel.ts";
import { keyValueFormats } from "./preset/key-value.ts";
import { memoryFormats } from "./preset/memory.ts";
import { records } from "./records.ts";
import { hex, ids, oscourse, text } from "./text.ts";
import { u32 } from "./u32.ts";

/** Every trace format. */
export const traceFormats: readonly TraceFormat[] = [
  ballonet, // ballonet's own, compact
  text, // page numbers
  hex, // addresses in hexadecimal
  ids, // names
  csv, // tables
  lines, // regular expressions
  records, // binary records
  u32, // words of pages
  oscourse, // addresses with R or W
  ...memoryFormats,
  ...kernelFormats,
  ...blockFormats,
  ...keyValueFormats,
  ...binaryFormats,
];

/** The format of a name; `undefined`: there is none. */
export function formatNamed(name: string): TraceFormat | undefined {
  return traceFormats.find((format) => format.name === name);
}
