import type { ZSTDDecoder } from "zstddec/stream";
import { elementAt } from "../../list/element-at.ts";
import type { PackingFormat } from "./format.ts";
import { joined } from "./joined.ts";
import { UnsupportedPacking } from "./unsupported.ts";

const isFrame = (head: Uint8Array) => head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
const isSkippable = ([first = 0, second, third, fourth]: Uint8Array) =>
  first >= 0x50 && first <= 0x5f && second === 0x2a && third === 0x4d && fourth === 0x18;

/**
 * zstd (RFC 8878), with any number of frames, some to be skipped. Not by Node itself: as of 22.23 its unpacker takes data that is cut
 * off, or has something else behind it, for whole.
 */
export const zstd = {
  name: "zstd",
  extensions: [".zst", ".zstd"],
  recognises: (head) => isFrame(head) || isSkippable(head),
  unpack: unzstd,
} as const satisfies PackingFormat;

/** The largest window that the decoder takes piece by piece: zstd's own limit unless it is told otherwise. */
const MOST_WINDOW_BYTES = 2 ** 27;

/** Most bytes that the decoder can hold at once, packed and unpacked together, in WebAssembly's memory. */
const MOST_BYTES_AT_ONCE = 1.5 * 2 ** 30;

async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { ZSTDDecoder } = await import("zstddec/stream");
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done === true) return;
  const { windowBytes, contentBytes } = frameHeader(first.value);
  if (windowBytes > MOST_WINDOW_BYTES) yield await unpackWhole(decoder, first.value, source, windowBytes, contentBytes);
  else yield* unpackPieces(decoder, first.value, source);
}

async function* unpackPieces(
  decoder: ZSTDDecoder,
  first: Uint8Array,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const queue = [first];
  let taken = 0;
  let failedAfter = 0;
  const ready = function* () {
    for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) {
      taken++;
      failedAfter = mostEmptySteps(chunk.length);
      yield chunk;
    }
  };
  const unpacked: Generator<Uint8Array> = decoder.decodeStreaming(ready());
  let stuck = 0;
  try {
    for (;;) {
      // The decoder takes at most one chunk in a step. One must be ready until it has taken the last.
      if (queue.length === 0) {
        const { done, value } = await source.next();
        if (done !== true) queue.push(value);
      }
      const before = taken;
      const step = unpacked.next();
      if (step.done === true) return;
      if (step.value.length > 0) yield step.value;
      stuck = step.value.length === 0 && taken === before ? stuck + 1 : 0;
      if (stuck > failedAfter) throw new Error("not what zstd writes, or its checksum does not match");
    }
  } finally {
    // It frees its memory only at the end of the data, even if the rest is not needed. After damaged data it never does.
    queue.length = 0;
    if (stuck <= failedAfter) finish(unpacked, failedAfter);
  }
}

/** The smallest frame is one to be skipped: eight bytes of header and no content. */
const LEAST_FRAME_BYTES = 8;

/**
 * Most steps in a row that take nothing new and give nothing while the decoder works on a chunk: one for each frame without
 * content, and one for the beginning of the next frame. The decoder repeats a failed step forever, so more of them mean that it failed.
 */
function mostEmptySteps(chunkBytes: number): number {
  return Math.ceil(chunkBytes / LEAST_FRAME_BYTES) + 1;
}

/** Lets the decoder take what it holds; `failedAfter`: steps without output after which it has failed. */
function finish(unpacked: Generator<Uint8Array>, failedAfter: number): void {
  try {
    for (let empty = 0; empty <= failedAfter; ) {
      const { done, value } = unpacked.next();
      if (done === true) return;
      empty = value.length === 0 ? empty + 1 : 0;
    }
  } catch {
    // The data ends too early.
  }
}

/** Unpacks a file of one frame with a larger window, which the decoder takes only at once. */
async function unpackWhole(
  decoder: ZSTDDecoder,
  first: Uint8Array,
  source: AsyncIterator<Uint8Array>,
  windowBytes: number,
  contentBytes: number | null,
): Promise<Uint8Array> {
  const tooLarge = new UnsupportedPacking(
    `its zstd window of ${Math.ceil(windowBytes / 2 ** 20)} MiB is larger than 128 MiB, and it does not fit into memory at once: unpack it first with zstd -d --long=31`,
  );
  const pieces = [first];
  let packedBytes = first.length;
  for (;;) {
    if (contentBytes === null || contentBytes + packedBytes > MOST_BYTES_AT_ONCE) throw tooLarge;
    const { done, value } = await source.next();
    if (done === true) break;
    pieces.push(value);
    packedBytes += value.length;
  }
  const unpacked = decoder.decode(joined(pieces), contentBytes ?? 0);
  if (unpacked.length !== contentBytes) throw new Error("not one whole frame, or its checksum does not match");
  return unpacked;
}

/** What a frame's header says of its window and of its content (RFC 8878, section 3.1.1.1); a frame to be skipped has neither. */
function frameHeader(head: Uint8Array): { readonly windowBytes: number; readonly contentBytes: number | null } {
  const [, , , , descriptor = 0, window = 0] = head;
  if (!isFrame(head)) return { windowBytes: 0, contentBytes: null };
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentBytes = contentSize(head, descriptor, isSingleSegment);
  if (isSingleSegment) return { windowBytes: contentBytes ?? 0, contentBytes };
  return { windowBytes: 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8), contentBytes };
}

const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

function contentSize(head: Uint8Array, descriptor: number, isSingleSegment: boolean): number | null {
  const dictionaryIdBytes = elementAt(DICTIONARY_ID_BYTES, descriptor & 3);
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryIdBytes;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const bytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6];
  if (bytes === 0 || bytes === undefined || at + bytes > head.length) return null;
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, true) + 256;
  return bytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
