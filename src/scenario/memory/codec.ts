import * as key from "../key/keys.ts";
import type { PageCounting } from "../key/pages.ts";
import { settle, type Written } from "../key/settle.ts";
import type { Path } from "../problem.ts";
import { type Kernel, readKernel } from "./kernel.ts";
import type { Allocator } from "./size-class.ts";

/** A compressor of pages, with the numbers it is simulated by. */
export interface Codec {
  readonly name: string;
  /** For 4 KiB. */
  readonly compressNs: number;
  readonly decompressNs: number;
  /** Page size ÷ compressed size. */
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

/** What a page costs and takes, by what it holds: a page of an image, one that changes all the time, any other. */
export interface PageCompression {
  readonly compressNs: number;
  readonly decompressNs: number;
  /** Bytes of a compressed page, and how many lie in how many frames. */
  readonly imageBytes: number;
  readonly imageFit: number;
  readonly imageFrames: number;
  readonly volatileBytes: number;
  readonly volatileFit: number;
  readonly volatileFrames: number;
  readonly otherBytes: number;
  readonly otherFit: number;
  readonly otherFrames: number;
}

/** What the default codec depends on. */
export interface KernelContext {
  readonly kernel: Kernel;
}

/** The compressor that a kernel has where nothing else is set. */
const CODEC_OF: Readonly<Record<Kernel, string>> = { "6.1": "lzo-rle", "6.12": "lz4" };

/** What the defaults of a codec's keys depend on. */
export interface CodecContext {
  readonly codec: Codec;
  readonly pageBytes: number;
}

const perPage = (name: "compressNs" | "decompressNs") =>
  key.rule("the codec's", ({ codec, pageBytes }: CodecContext) => Math.round((codec[name] * pageBytes) / 4096));
const sameRatio = key.rule("ratio", ({ ratio }: { readonly ratio: number }) => ratio);

/** The key of the kernel whose compression it is. */
export const kernelKey = readKernel({
  about: "Version of Linux: its default codec, and the size classes of its allocator.",
  default: "6.1",
  source: "mm/zsmalloc.c; Debian's kernels 6.1.192 and 6.12.115",
});

const codecKey = key.word(codecs.map(({ name }) => name))({
  about: "Compressor, which sets the times and the ratio that are not written.",
  default: key.rule("lzo-rle on 6.1, lz4 on 6.12", ({ kernel }: KernelContext) => CODEC_OF[kernel]),
  source: "zram's defaults; lzo-rle also stands for lzo, zswap's on 6.1",
});

const limits = { least: 1, most: 1000 };

const ratioKey = key.number({
  about: "Compression ratio: page size ÷ compressed size; pages of zeroes take no space.",
  default: key.rule("the codec's", ({ codec }: CodecContext) => codec.ratio),
  example: 2.5,
  ...limits,
});

/** The keys of a codec. */
export const codecKeys = {
  kernel: kernelKey,
  codec: codecKey,
  compress: key.duration({
    about: "Time to compress a page.",
    default: perPage("compressNs"),
    most: 1e9,
    example: "6us",
  }),
  decompress: key.duration({
    about: "Time to decompress a page.",
    default: perPage("decompressNs"),
    most: 1e9,
    example: "2us",
  }),
  ratio: ratioKey,
  imageRatio: key.number({
    about: "Compression ratio of an image's pages.",
    default: sameRatio,
    example: 3,
    ...limits,
  }),
  volatileRatio: key.number({
    about: "Compression ratio of pages that change all the time.",
    default: sameRatio,
    example: 1.5,
    ...limits,
  }),
};

/** What a page costs and takes, by a codec or as written. */
export function resolveCodec(
  written: Written<typeof codecKeys>,
  allocator: Allocator,
  path: Path,
  counting: PageCounting,
): PageCompression {
  const { pageBytes } = counting;
  const { kernel } = settle({ kernel: kernelKey }, written, path, counting);
  const { codec: name } = settle({ codec: codecKey }, written, path, counting, { kernel });
  const codec = codecs.find((one) => one.name === name);
  if (codec === undefined) throw new Error(`There is no codec "${name}".`);
  const { ratio } = settle({ ratio: ratioKey }, written, path, counting, { codec, pageBytes });
  const { compressNs, decompressNs, imageRatio, volatileRatio } = settle(codecKeys, written, path, counting, {
    codec,
    pageBytes,
    ratio,
    kernel,
  });
  const stored = (by: number) => {
    const bytes = Math.ceil(pageBytes / by);
    return { bytes: allocator.counted(bytes, pageBytes), ...allocator.group(bytes, pageBytes) };
  };
  const [image, changing, other] = [stored(imageRatio), stored(volatileRatio), stored(ratio)];
  return {
    compressNs,
    decompressNs,
    imageBytes: image.bytes,
    imageFit: image.fit,
    imageFrames: image.frames,
    volatileBytes: changing.bytes,
    volatileFit: changing.fit,
    volatileFrames: changing.frames,
    otherBytes: other.bytes,
    otherFit: other.fit,
    otherFrames: other.frames,
  };
}
