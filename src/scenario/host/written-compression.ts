import * as v from "valibot";
import { suggestion } from "../../parameter/nearest.ts";
import { quote } from "../../parameter/reading.ts";
import { duration, number, share, sizeOrShare, word } from "../key/quantity.ts";
import { section, shorthand } from "../key/section.ts";
import { codecs } from "../memory/codecs.ts";

/** The host's compression as it was written. */
export type WrittenCompression = v.InferOutput<typeof compressionSchema>;

const KINDS = ["zswap", "esx-cache"];

const ratio = { least: 1, most: 1000 };

/** A codec as it was written, or numbers of one's own. */
export interface WrittenCodec {
  readonly codec?: string | undefined;
  readonly compress?: number | undefined;
  readonly decompress?: number | undefined;
  readonly ratio?: number | undefined;
  readonly imageRatio?: number | undefined;
  readonly volatileRatio?: number | undefined;
}

/** The keys of a codec. */
export const codecEntries = {
  codec: v.optional(
    word(
      "Compressor: its costs and ratio where nothing else is written. Default: lzo-rle.",
      codecs.map(({ name }) => name),
    ),
  ),
  compress: v.optional(duration("Compressing a page. Default: the codec's.", { most: 1e9 }, "6us")),
  decompress: v.optional(duration("Decompressing a page. Default: the codec's.", { most: 1e9 }, "2us")),
  ratio: v.optional(
    number("Size of a page by what it takes compressed; zeroes take nothing. Default: the codec's.", ratio, 2.5),
  ),
  imageRatio: v.optional(number("The same for pages of an image. Default: ratio.", ratio, 3)),
  volatileRatio: v.optional(number("The same for pages that change all the time. Default: ratio.", ratio, 1.5)),
};

/** Compression of what the host swaps out: as Linux's zswap or as ESX does it, in one word or with numbers of one's own. */
export const compressionSchema = shorthand(
  word("Compression of what the host swaps out: off, zswap (as Linux does it) or esx-cache (ESX's). Default: off.", [
    "off",
    "zswap",
    "esx-cache",
  ]),
  v.variant(
    "kind",
    [
      section({
        kind: v.literal("zswap"),
        limit: v.optional(
          sizeOrShare(
            "Memory the compressed pages take at most, a share being one of the host's memory. Default: 20%.",
            "20%",
          ),
        ),
        accept: v.optional(
          share("How far it must shrink, once it is full, before it takes pages again. Default: 90%.", "90%"),
        ),
        keep: v.optional(
          share(
            "Share of its size that a page takes compressed at most, or it is not kept. Default: 100%, of esx-cache 50%.",
            "50%",
          ),
        ),
        ...codecEntries,
      }),
      section({
        kind: v.literal("esx-cache"),
        share: v.optional(
          share("Of esx-cache: share of a VM's memory that its compressed pages take at most. Default: 10%.", "10%"),
        ),
        keep: v.optional(
          share("Share of its size that a page takes compressed at most, or it is not kept. Default: 50%.", "50%"),
        ),
        ...codecEntries,
      }),
    ],
    ({ input }) =>
      input === undefined
        ? "missing: write for example kind: zswap"
        : `${quote(input)} is not known, ${suggestion(String(input), KINDS)}`,
  ),
);
