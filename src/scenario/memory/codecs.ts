/** A compressor of pages, with the numbers it is simulated by. */
export interface Codec {
  readonly name: string;
  /** For 4 KiB. */
  readonly compressNs: number;
  readonly decompressNs: number;
  /** Bytes of a page ÷ bytes it takes. */
  readonly ratio: number;
}

/**
 * Reading 4 KiB back from zram (the mean) and the ratio: as published for zram by codec (notes.xeome.dev, "Zram"); compressing: measured
 * in user space on 4 KiB of binary data (lzo for lzo-rle, zstd at level 1).
 */
export const codecs: readonly Codec[] = [
  { name: "lzo-rle", compressNs: 6400, decompressNs: 2235, ratio: 2.74 },
  { name: "lz4", compressNs: 6000, decompressNs: 1708, ratio: 2.63 },
  { name: "zstd", compressNs: 24_000, decompressNs: 5714, ratio: 3.37 },
];
