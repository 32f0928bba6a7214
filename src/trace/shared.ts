import type { Trace } from "./trace.ts";

/** Traces with their references in memory that all threads see, so that none is copied for a thread. */
export function allShared(traces: ReadonlyMap<string, Trace>): ReadonlyMap<string, Trace> {
  return new Map(Array.from(traces, ([name, trace]) => [name, shared(trace)]));
}

function shared(trace: Trace): Trace {
  if (trace.references.buffer instanceof SharedArrayBuffer) return trace;
  const references = new Uint32Array(new SharedArrayBuffer(trace.references.byteLength));
  references.set(trace.references);
  return { ...trace, references };
}
