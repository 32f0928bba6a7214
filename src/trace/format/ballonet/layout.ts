/** First bytes of every `ballonet` trace: no text has them, and a transfer that changes line ends damages them. */
export const MAGIC = Uint8Array.of(0x89, 0x42, 0x54, 0x52, 0x0d, 0x0a, 0x1a, 0x0a);

/** The version that is written. Version 1 cannot state what was left out. */
export const VERSION = 2;

/** Magic, version. */
export const HEADER_BYTES = 12;

/** References, payload bytes, CRC-32. */
export const BLOCK_HEADER_BYTES = 12;

/** Where the parts of a trailer stand, behind a block header of zeros: counts of 8 bytes, everything else of 4; and its bytes. */
export interface TrailerLayout {
  readonly counts: number;
  readonly pageBytes: number;
  readonly condensing: { readonly originalReferences: number; readonly condensedFrames: number } | null;
  readonly crc: number;
  readonly bytes: number;
}

/** The trailer of version 2, which is written. */
export const TRAILER = {
  counts: 12,
  pageBytes: 36,
  condensing: { originalReferences: 40, condensedFrames: 48 },
  crc: 52,
  bytes: 56,
} as const satisfies TrailerLayout;

/** The trailer of each version that is read. */
export const TRAILERS: ReadonlyMap<number, TrailerLayout> = new Map<number, TrailerLayout>([
  [1, { counts: 12, pageBytes: 36, condensing: null, crc: 40, bytes: 44 }],
  [VERSION, TRAILER],
]);

/** Most references in a block. */
export const MOST_BLOCK_REFERENCES = 1 << 16;

/** The largest reference is a varint of 33 bits. */
export const MOST_REFERENCE_BYTES = 5;
