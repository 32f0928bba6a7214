import { textArgument } from "../parameter/argument.ts";
import { checkBytes, checkPageBytes } from "./check.ts";
import { type Condensing, checkCondensing } from "./condensing.ts";
import { HEAD_BYTES, type ReferenceSink } from "./contract.ts";
import { TraceError } from "./error.ts";
import { chooseFormat } from "./format/choose.ts";
import { type Packing, packingOf, unpack } from "./packing/packing.ts";
import { TraceBuilder } from "./sink/builder.ts";
import type { Trace } from "./trace.ts";

/** How to read a trace; everything may be left out. */
export interface TraceOptions {
  /** The name of its format, with parameters behind colons; without it the trace's name tells, or its first bytes. */
  readonly format?: string | undefined;
  /** A power of two; 4096 unless said otherwise. Matters only where a trace holds addresses. */
  readonly pageBytes?: number | undefined;
  /** What was left out of a trace that does not say so itself; one that does is believed. */
  readonly condensing?: Condensing | null | undefined;
}

/** What is known of a trace once its references have gone by. */
export interface PassedTrace {
  /** The name of its format. */
  readonly format: string;
  /** What it was packed with. */
  readonly packing: Packing;
  /** The bytes of a page, where the trace holds addresses or says it. */
  readonly pageBytes: number | null;
  /** What was left out of it; `null`: nothing. */
  readonly condensing: Condensing | null;
}

/** Reads a trace, plain or packed, in Node or a browser; throws a `TraceError` when it cannot be read. */
export async function readTrace(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  name: string,
  options: TraceOptions = {},
): Promise<Trace> {
  checkBytes(bytes);
  textArgument("name", name);
  if (options.pageBytes !== undefined) checkPageBytes(options.pageBytes);
  const builder = new TraceBuilder();
  try {
    const { format, condensing } = await passTrace(bytes, name, options, builder);
    return builder.build(name, format, condensing);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TraceError(name, null, `it does not fit into memory: ${error.message}`);
  }
}

/**
 * Hands the references of a trace to a sink, one after the other, and keeps none, so that a trace may be larger than memory.
 * Between pieces of the trace it waits for `pause`, if there is one. Throws a `TraceError` when the trace cannot be read.
 */
export async function passTrace(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  name: string,
  options: TraceOptions,
  sink: ReferenceSink,
  pause?: () => Promise<void>,
): Promise<PassedTrace> {
  const packed = await peek(bytes instanceof Uint8Array ? once(bytes) : bytes);
  try {
    const packing = packingOf(packed.head);
    if (packing === "none") return await passPlain(packed, name, options, sink, pause);
    const plain = await peek(unpack(packing, packed.chunks, name));
    const passed = await passPlain(plain, name, options, sink, pause).finally(plain.close);
    return { ...passed, packing };
  } finally {
    await packed.close();
  }
}

async function passPlain(
  bytes: Peeked,
  name: string,
  options: TraceOptions,
  sink: ReferenceSink,
  pause?: () => Promise<void>,
): Promise<PassedTrace> {
  if (bytes.head.length === 0) throw new TraceError(name, null, "it is empty, but a trace has one reference at least");
  const said = options.condensing ?? null;
  if (said !== null) checkCondensing(said, (what) => new TraceError(name, null, what));
  const { format, settings } = chooseFormat(name, options.format, bytes.head);
  let isEmpty = true;
  const noticing: ReferenceSink = {
    reference(page, write) {
      isEmpty = false;
      sink.reference(page, write);
    },
  };
  const parser = format.open({ name, pageBytes: options.pageBytes ?? 4096, settings }, noticing);
  for await (const chunk of bytes.chunks) {
    parser.push(chunk);
    if (pause !== undefined) await pause();
  }
  parser.end();
  if (isEmpty)
    throw new TraceError(name, null, `it holds no references, read as ${format.name}: one at least is needed`);
  // A trace that says nothing of it does not contradict what was said beside it.
  const condensing = parser.condensing === undefined ? said : parser.condensing;
  return { format: format.name, packing: "none", pageBytes: parser.pageBytes ?? null, condensing };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A stream of which the first bytes have been looked at. */
interface Peeked {
  readonly head: Uint8Array;
  /** The whole of it, head included. */
  readonly chunks: AsyncGenerator<Uint8Array>;
  readonly close: () => Promise<void>;
}

async function peek(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < HEAD_BYTES) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    first.push(value);
    bytes += value.length;
  }
  const head = new Uint8Array(Math.min(bytes, HEAD_BYTES));
  let filled = 0;
  for (const chunk of first) {
    const part = chunk.subarray(0, head.length - filled);
    head.set(part, filled);
    filled += part.length;
  }
  const close = async () => {
    await iterator.return?.();
  };
  return { head, chunks: resume(first, iterator), close };
}

async function* resume(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first;
  for (;;) {
    const { done, value } = await rest.next();
    if (done === true) return;
    yield value;
  }
}
