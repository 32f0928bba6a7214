import { basename } from "node:path";
import { traceFileChunks } from "./chunks.node.ts";
import { condensingBeside } from "./condensing.node.ts";
import { readTrace, type TraceOptions } from "./read.ts";
import type { Trace } from "./trace.ts";

/** Reads a trace from a file, and from the one beside it what was left out of it, if anything; errors carry the path as it was given. */
export async function readTraceFile(path: string, options: TraceOptions = {}): Promise<Trace> {
  const condensing = options.condensing ?? (await condensingBeside(path));
  const trace = await readTrace(traceFileChunks(path), path, { ...options, condensing });
  return { ...trace, name: basename(path) };
}
