import type { Trace } from "./trace.ts";

/** The shared copy of each trace that has one: many runs replay the same trace. */
const copies = new WeakMap<Trace, Trace>();

/** Traces with their references in memory that all threads see, so that none is copied for a thread. */
export function allShared(traces: ReadonlyMap<string, Trace>): ReadonlyMap<string, Trace> {
  return new Map(Array.from(traces, ([name, trace]) => [name, shared(trace)]));
}

function shared(trace: Trace): Trace {
  if (trace.references.buffer instanceof SharedArrayBuffer) return trace;
  const known = copies.get(trace);
  if (known !== undefined) return known;
  const references = new Uint32Array(new SharedArrayBuffer(trace.references.byteLength));
  references.set(trace.references);
  const copy = { ...trace, references };
  copies.set(trace, copy);
  return copy;
}
