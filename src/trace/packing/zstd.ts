import { Decompress } from "fzstd";
import xxhash from "xxhash-wasm";
import { TraceError } from "../error.ts";
import { ZstdFrames } from "./zstd-frame.ts";

/** So much is unpacked at once: a few bytes of zstd may stand for very many. */
const PIECE_BYTES = 1 << 13;

/** Whether the bytes begin as zstd does, with a frame or a frame to be skipped (RFC 8878, section 3.1). */
export function isZstd(head: Uint8Array): boolean {
  const [first = 0, ...rest] = head.subarray(0, 4);
  const isFrame = first === 0x28 && rest[0] === 0xb5;
  const isSkipped = first >= 0x50 && first <= 0x5f && rest[0] === 0x2a;
  return isFrame ? rest[1] === 0x2f && rest[2] === 0xfd : isSkipped && rest[1] === 0x4d && rest[2] === 0x18;
}

/**
 * Unpacks zstd piece by piece; what is damaged or cut off is a `TraceError` of the trace `name`. Not by Node itself: as of 22.23 its
 * unpacker takes data that is cut off, or has something else behind it, for whole; fzstd leaves checksums to us.
 */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let sourceError: unknown = null;
  const source = async function* () {
    try {
      yield* chunks;
    } catch (error) {
      sourceError = error;
      throw error;
    }
  };
  try {
    yield* unpack(source());
  } catch (error) {
    if (sourceError !== null) throw sourceError;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TraceError(name, null, `its zstd data is damaged or cut off (${reason})`);
  }
}

async function* unpack(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { create64 } = await xxhash();
  const frames = new ZstdFrames();
  let hash = create64();
  let unpacked: Uint8Array[] = [];
  let isComplete = false;
  const unpacker = new Decompress((bytes, final) => {
    unpacked.push(bytes);
    hash.update(bytes);
    if (final) isComplete = true;
  });
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      const { at, frameEnds } = frames.follow(chunk, start, Math.min(start + PIECE_BYTES, chunk.length));
      // A copy, since the unpacker keeps what it cannot use yet.
      unpacker.push(chunk.slice(start, at));
      start = at;
      yield* unpacked;
      unpacked = [];
      if (!frameEnds) continue;
      if (frames.checksum !== null && Number(hash.digest() & 0xffff_ffffn) !== frames.checksum)
        throw new Error("its checksum does not match");
      hash = create64();
    }
  }
  unpacker.push(new Uint8Array(), true);
  yield* unpacked;
  if (!isComplete) throw new Error("unexpected EOF");
}
