/** How every `ballonet` trace begins: no text does, and a transfer that changes line ends breaks it. */
export const MAGIC = Uint8Array.of(0x89, 0x42, 0x54, 0x52, 0x0d, 0x0a, 0x1a, 0x0a);

export const VERSION = 1;

/** Magic, version. */
export const HEADER_BYTES = 12;

/** References, payload bytes, CRC-32. */
export const BLOCK_HEADER_BYTES = 12;

/** A block header of zeros, references, distinct pages, writes, page bytes, CRC-32. */
export const TRAILER_BYTES = 44;

/** Where the counts, of 8 bytes each, the page bytes and the CRC-32 stand in the trailer. */
export const TRAILER = { counts: 12, pageBytes: 36, crc: 40 } as const;

/** More references are not put into one block. */
export const MOST_BLOCK_REFERENCES = 1 << 16;

/** A reference is at most a varint of 33 bits. */
export const MOST_REFERENCE_BYTES = 5;
