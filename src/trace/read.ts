import { textArgument } from "../parameter/argument.ts";
import { checkBytes, checkPageBytes } from "./check.ts";
import { type Condensing, checkCondensing } from "./condensing.ts";
import { DEFAULT_PAGE_BYTES, type ReferenceSink, type TraceParser } from "./contract.ts";
import { TraceError, TraceQuestion } from "./error.ts";
import type { FormatObject } from "./format/written.ts";
import { type Packing, packingOf, unpack } from "./packing/packing.ts";
import { type Peeked, peek } from "./packing/peek.ts";
import { toUtf8, utf16Of } from "./packing/utf16.ts";
import type { TraceReading } from "./reading.ts";
import { chooseFormat } from "./recognise/choose.ts";
import { headOf } from "./recognise/head.ts";
import { ask } from "./recognise/shape.ts";
import { TraceBuilder } from "./sink/builder.ts";
import { DenseSink } from "./sink/dense-sink.ts";
import type { Trace } from "./trace.ts";

/** How to read a trace; everything may be left out. */
export interface TraceOptions {
  /**
   * The name of its format with parameters behind colons, or the same as an object (`{ format: "csv", place: "offset" }`). Without
   * it the trace's name tells, or its first bytes.
   */
  readonly format?: string | FormatObject | undefined;
  /** The bytes of a page, from 1 on. It is an error to set it for a trace whose pages are numbers or ids. */
  readonly pageBytes?: number | undefined;
  /** Page size in bytes for a trace of addresses when `pageBytes` is not set; default 4096. */
  readonly standardPageBytes?: number | undefined;
  /** What was left out of the trace, used only if the trace itself does not state it. */
  readonly condensing?: Condensing | null | undefined;
}

/** What is known about a trace after its references have been read. */
export interface PassedTrace {
  /** The name of its format. */
  readonly format: string;
  /** What it was packed with. */
  readonly packing: Packing;
  /** The bytes of a page, where the trace holds addresses or says it. */
  readonly pageBytes: number | null;
  /** What was left out of it; `null`: nothing. */
  readonly condensing: Condensing | null;
  /** How it was understood. */
  readonly reading: TraceReading;
  /** What it calls its first pages, the page numbered 0 first. */
  readonly pageNames: readonly string[];
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
    const { format, pageBytes, condensing, reading, pageNames } = await passTrace(bytes, name, options, builder);
    return { ...builder.build(name, format, condensing), pageBytes, reading, pageNames };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TraceError(name, null, `it does not fit into memory: ${error.message}`);
  }
}

/**
 * Hands the references of a trace to a sink, one after the other, its pages numbered densely in first-seen order, and keeps none, so
 * that a trace may be larger than memory. Between pieces of the trace it waits for `pause`, if there is one. Throws a `TraceError`
 * when the trace cannot be read.
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
    const plain = packing === "none" ? packed : await peek(unpack(packing, packed.chunks, name));
    try {
      const encoding = utf16Of(plain.head);
      const text = encoding === null ? plain : await peek(toUtf8(plain.chunks, encoding));
      return { ...(await passPlain(text, name, options, sink, pause)), packing };
    } finally {
      await plain.close();
    }
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
): Promise<Omit<PassedTrace, "packing">> {
  if (bytes.head.length === 0) throw new TraceError(name, null, "it is empty, but a trace has at least one reference");
  const said = options.condensing ?? null;
  if (said !== null) checkCondensing(said, (what) => new TraceError(name, null, what));
  const head = headOf(bytes.head);
  const { format, settings, because } = chooseFormat(name, options.format, head);
  const pageBytes = options.pageBytes ?? options.standardPageBytes ?? DEFAULT_PAGE_BYTES;
  const dense = new DenseSink(sink);
  const parser = format.open({ name, pageBytes, settings, head: bytes.head }, dense);
  let isChecked = options.pageBytes === undefined;
  try {
    for await (const chunk of bytes.chunks) {
      parser.push(chunk);
      if (!isChecked && dense.count > 0) {
        checkPageSize(parser, name, format.name, pageBytes);
        isChecked = true;
      }
      if (pause !== undefined) await pause();
    }
    parser.end();
  } catch (error) {
    throw error instanceof TraceQuestion ? ask(name, head, error.what, error.readings) : error;
  }
  if (dense.count === 0)
    throw new TraceError(name, null, `it holds no references, read as ${format.name}: at least one is needed`);
  if (options.pageBytes !== undefined) checkPageSize(parser, name, format.name, pageBytes);
  // Without a statement in the trace, the file beside it is used.
  const condensing = parser.condensing === undefined ? said : parser.condensing;
  const { used, unused } = parser.columns ?? { used: [], unused: [] };
  return {
    format: format.name,
    pageBytes: parser.pageBytes ?? null,
    condensing,
    reading: { format: format.name, because, used, unused },
    pageNames: dense.namesOfFirst(parser.nameOfId),
  };
}

/** A page size without effect was probably meant for another trace. */
function checkPageSize(parser: TraceParser, name: string, format: string, pageBytes: number): void {
  if (parser.dividesAddresses === true || parser.pageBytes === pageBytes) return;
  const hint = format === "text" ? ": if its numbers are addresses, say --format text:unit=byte" : "";
  throw new TraceError(
    name,
    null,
    `a page size was asked for, but read as ${format} it holds page numbers or ids, which have none${hint}`,
  );
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
