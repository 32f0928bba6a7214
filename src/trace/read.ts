import { TraceBuilder } from "./builder.ts";
import { chooseFormat } from "./choose.ts";
import { TraceError } from "./error.ts";
import { HEAD_BYTES } from "./format.ts";
import { gunzip, isGzip } from "./gzip.ts";
import type { Trace } from "./trace.ts";

/** How to read a trace; everything may be left out. */
export interface TraceOptions {
  /** The name of its format; without it the trace's name tells, or its first bytes. */
  readonly format?: string | undefined;
  /** A power of two; 4096 unless said otherwise. Matters only where a trace holds addresses. */
  readonly pageBytes?: number | undefined;
}

/** Reads a trace, plain or gzip, in Node or a browser; throws a `TraceError` when it cannot be read. */
export async function readTrace(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  name: string,
  options: TraceOptions = {},
): Promise<Trace> {
  const packed = await peek(bytes instanceof Uint8Array ? once(bytes) : bytes);
  try {
    if (isGzip(packed.head)) {
      const plain = await peek(gunzip(packed.chunks, name));
      return await readPlain(plain, name, options).finally(plain.close);
    }
    return await readPlain(packed, name, options);
  } finally {
    await packed.close();
  }
}

async function readPlain(bytes: Peeked, name: string, options: TraceOptions): Promise<Trace> {
  if (bytes.head.length === 0) throw new TraceError(name, null, "it is empty, but a trace has one reference at least");
  const format = chooseFormat(name, options.format, bytes.head);
  const builder = new TraceBuilder();
  const parser = format.open({ name, pageBytes: options.pageBytes ?? 4096 }, builder);
  for await (const chunk of bytes.chunks) parser.push(chunk);
  parser.end();

  const trace = builder.build(name, format.name);
  if (trace.references.length === 0) {
    throw new TraceError(name, null, `it holds no references, read as ${format.name}: one at least is needed`);
  }
  return trace;
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
