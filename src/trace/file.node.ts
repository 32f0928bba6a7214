import { basename } from "node:path";
import { traceFileChunks } from "./chunks.node.ts";
import { readTrace, type TraceOptions } from "./read.ts";
import type { Trace } from "./trace.ts";

/** Reads a trace from a file; errors carry the path as it was given. */
export async function readTraceFile(path: string, options: TraceOptions = {}): Promise<Trace> {
  const trace = await readTrace(traceFileChunks(path), path, options);
  return { ...trace, name: basename(path) };
}
