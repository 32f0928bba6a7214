/// <reference path="./untyped.d.ts" />
import { ByteReader } from "./byte-reader.ts";
import type { PackingFormat } from "./format.ts";
import { UnsupportedPacking } from "./unsupported.ts";

const FRAME_MAGIC = 0x184d2204;
const LEGACY_MAGIC = 0x184c2102;
const SKIPPABLE_MAGIC = 0x184d2a5;

/** A match reaches back this far at most, also into blocks before its own. */
const WINDOW_BYTES = 1 << 16;

/** Largest block of each size code of a frame. */
const BLOCK_BYTES: ReadonlyMap<number, number> = new Map([4, 5, 6, 7].map((code) => [code, 1 << (8 + 2 * code)]));

const FLAG = { independent: 0x20, blockChecksums: 0x10, contentBytes: 0x08, contentChecksum: 0x04, dictionary: 0x01 };
const IS_STORED = 0x8000_0000;

/**
 * lz4 frames ({@link https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md LZ4 frame format 1.6.4}), any number of them, some to
 * be skipped. Blocks are unpacked by lz4js. Frames are read here: lz4js 0.2.0 looks for a block's checksum before the block instead of
 * behind it, compares no checksum, and stops after the first frame.
 */
export const lz4 = {
  name: "lz4",
  extensions: [".lz4"],
  recognises: (head) => head.length >= 4 && isMagic(new DataView(head.buffer, head.byteOffset).getUint32(0, true)),
  unpack: unlz4,
} as const satisfies PackingFormat;

const isMagic = (magic: number) => magic === FRAME_MAGIC || magic === LEGACY_MAGIC;

async function* unlz4(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const [{ decompressBlock }, { default: xxhash }] = await Promise.all([import("lz4js"), import("xxhash-wasm")]);
  const { create32, h32Raw } = await xxhash();
  const reader = new ByteReader(chunks);
  while (!(await reader.isAtEnd())) {
    const magic = await reader.u32();
    if (magic >>> 4 === SKIPPABLE_MAGIC) {
      await reader.skip(await reader.u32());
      continue;
    }
    if (magic === LEGACY_MAGIC)
      throw new UnsupportedPacking("its lz4 data is in the legacy format: pack it again with lz4 without -l");
    if (magic !== FRAME_MAGIC) throw new Error("the data after a frame is not a frame");
    const frame = await frameHeader(reader, (bytes) => h32Raw(bytes, 0));
    const content = create32(0);
    let contentBytes = 0n;
    // The window before a block, then the block itself.
    const buffer = new Uint8Array(WINDOW_BYTES + frame.blockBytes);
    let windowBytes = 0;
    for (;;) {
      const word = await reader.u32();
      if (word === 0) break;
      const block = await reader.take(word % IS_STORED);
      if (block.length > frame.blockBytes) throw new Error("a block is larger than its frame allows");
      if (frame.hasBlockChecksums && (await reader.u32()) !== h32Raw(block, 0))
        throw new Error("a block's checksum does not match");
      let end = windowBytes + block.length;
      if (word >= IS_STORED) buffer.set(block, windowBytes);
      else end = decompressBlock(block, buffer, 0, block.length, windowBytes);
      if (!(end <= buffer.length)) throw new Error("a block unpacks to more than its frame allows");
      const unpacked = buffer.slice(windowBytes, end);
      contentBytes += BigInt(unpacked.length);
      content.update(unpacked);
      yield unpacked;
      if (frame.hasIndependentBlocks) continue;
      const kept = Math.min(WINDOW_BYTES, end);
      buffer.copyWithin(0, end - kept, end);
      windowBytes = kept;
    }
    if (frame.contentBytes !== null && frame.contentBytes !== contentBytes)
      throw new Error("the size of its content does not match its header");
    if (frame.hasContentChecksum && (await reader.u32()) !== content.digest())
      throw new Error("its checksum does not match");
  }
}

interface FrameHeader {
  readonly blockBytes: number;
  readonly hasIndependentBlocks: boolean;
  readonly hasBlockChecksums: boolean;
  readonly hasContentChecksum: boolean;
  readonly contentBytes: bigint | null;
}

async function frameHeader(reader: ByteReader, hash: (bytes: Uint8Array) => number): Promise<FrameHeader> {
  const fixed = await reader.take(2);
  const [flags = 0, sizes = 0] = fixed;
  if (flags >> 6 !== 1) throw new Error("its version is unknown");
  if ((flags & FLAG.dictionary) !== 0)
    throw new UnsupportedPacking("its lz4 data needs a dictionary, which cannot be given: pack it again without one");
  const size = await reader.take((flags & FLAG.contentBytes) === 0 ? 0 : 8);
  const [checksum] = await reader.take(1);
  if (((hash(Uint8Array.from([...fixed, ...size])) >>> 8) & 255) !== checksum)
    throw new Error("its header's checksum does not match");
  const blockBytes = BLOCK_BYTES.get(sizes >> 4);
  if (blockBytes === undefined) throw new Error("its size of blocks is unknown");
  return {
    blockBytes,
    hasIndependentBlocks: (flags & FLAG.independent) !== 0,
    hasBlockChecksums: (flags & FLAG.blockChecksums) !== 0,
    hasContentChecksum: (flags & FLAG.contentChecksum) !== 0,
    contentBytes: size.length === 0 ? null : new DataView(size.buffer, size.byteOffset).getBigUint64(0, true),
  };
}
