import type { TraceFormat } from "../contract.ts";
import { address } from "./address.ts";
import { arc } from "./arc.ts";
import { ballonet } from "./ballonet/decoder.ts";
import { csv } from "./csv.ts";
import { lackey } from "./lackey.ts";
import { oracleGeneral } from "./oracle-general.ts";
import { oscourse } from "./oscourse.ts";
import { text } from "./text.ts";
import { u32 } from "./u32.ts";

/** Every trace format, in the order in which they are tried on a trace whose name does not tell. */
export const traceFormats: readonly TraceFormat[] = [
  ballonet, // ballonet's own, compact
  oracleGeneral, // libCacheSim's records
  oscourse, // addresses with R or W: before text, since 00001000 W may be both
  text, // a page a line
  arc, // runs of blocks
  address, // loads and stores
  lackey, // Valgrind's accesses
  csv, // tables with a header
  u32, // words of pages: anything that is not text
];
