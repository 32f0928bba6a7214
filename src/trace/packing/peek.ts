import { HEAD_BYTES } from "../contract.ts";

/** A stream whose first bytes have been read ahead. */
export interface Peeked {
  /** The first `HEAD_BYTES` bytes, or all there are. */
  readonly head: Uint8Array;
  /** The whole of it, head included. */
  readonly chunks: AsyncGenerator<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** Looks at a stream's first bytes. */
export async function peek(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
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
