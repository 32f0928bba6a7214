import type { TraceFormat } from "./format.ts";
import { lackey } from "./lackey.ts";
import { text } from "./text.ts";
import { u32 } from "./u32.ts";

/** Every trace format, in the order in which they are tried on a trace whose name does not tell. */
export const traceFormats: readonly TraceFormat[] = [
  u32, // words of pages
  text, // a page a line
  lackey, // Valgrind's accesses
];
