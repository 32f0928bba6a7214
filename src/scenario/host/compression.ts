import * as v from "valibot";
import { partOf, writeShare } from "../../parameter/share.ts";
import * as key from "../key/keys.ts";
import type { PageCounting } from "../key/pages.ts";
import { offOrKind, section, unknownKind } from "../key/section.ts";
import { settle } from "../key/settle.ts";
import { codecKeys, kernelKey, type PageCompression, resolveCodec } from "../memory/codec.ts";
import type { Kernel } from "../memory/kernel.ts";
import { gapless, z3fold, zbud, zsmallocOf } from "../memory/size-class.ts";
import type { Path } from "../problem.ts";

/** A pool of compressed pages in front of the host's swap; bytes are those that a page takes in it, one of zeroes none. */
export interface Compression extends PageCompression {
  /** The most frames it takes, and those it must shrink to, once it has had as many, before it takes pages again. */
  readonly mostPages: number;
  readonly acceptPages: number;
  /** The share of its memory that one VM's compressed pages take at most; `null`: VMs have no limits of their own. */
  readonly vmShare: number | null;
  /** A page that takes more than this is not kept. */
  readonly keepBytes: number;
}

/** The host's compression as it was written. */
export type WrittenCompression = v.InferOutput<typeof compressionSchema>;

const KINDS = ["zswap", "esx-cache"];
const ZSWAP = "mm/zswap.c";
const ESX = "ESX's Mem.MemZipMaxPct; only pages that compress to half or less are kept";
const MOST_SHARE = 0.2;

const aboutKeep = "Maximum compressed size of a page, as a share of its size; a page that needs more is not kept.";

const zswapKeys = {
  limit: key.sizeOrShare({
    about: "Maximum memory of the compressed pages; a share is relative to the host's memory.",
    default: key.rule(
      writeShare(MOST_SHARE),
      ({ memoryPages, usablePages }: { readonly memoryPages: number; readonly usablePages: number }) =>
        Math.min(partOf(memoryPages, MOST_SHARE), usablePages - 1),
    ),
    least: 1,
    example: "20%",
    source: `${ZSWAP}, max_pool_percent`,
    to: "mostPages",
  }),
  accept: key.share({
    about: "Share of the limit to which a full pool must shrink before it takes pages again.",
    default: "90%",
    source: `${ZSWAP}, accept_threshold_percent`,
  }),
  keep: key.share({ about: aboutKeep, default: "100%", example: "50%" }),
};
const allocatorKey = key.word(["zbud", "z3fold", "zsmalloc"])({
  about:
    "Allocator of the pool: zbud puts two compressed pages in one at best, z3fold three; zsmalloc has size classes.",
  default: key.rule("zbud on 6.1, zsmalloc on 6.12", ({ kernel }: { readonly kernel: Kernel }) =>
    kernel === "6.1" ? "zbud" : "zsmalloc",
  ),
  source: "Debian's 6.1.0-57-amd64; mm/Kconfig of 6.12",
});
const esxKeys = {
  share: key.share({
    about: "Maximum share of a VM's memory that its compressed pages take.",
    default: "10%",
    source: ESX,
    to: "vmShare",
  }),
  keep: key.share({ about: aboutKeep, default: "50%", source: ESX }),
};

const compressionSchema = offOrKind(
  "off",
  KINDS,
  v.variant(
    "kind",
    [
      section({ kind: v.literal("zswap"), ...zswapKeys, allocator: allocatorKey, ...codecKeys }),
      section({ kind: v.literal("esx-cache"), ...esxKeys, ...codecKeys }),
    ],
    unknownKind(KINDS, "zswap"),
  ),
);

/** The key of the host's compression. */
export const compressionKey = key.part(compressionSchema, {
  about: "Compression of what the host swaps out: off, zswap (as Linux does it) or esx-cache (ESX's).",
  default: "off",
});

/** The host's compression with all its constants; `counting` counts shares of the host's memory, of which VMs can use `usablePages`. */
export function resolveCompression(
  written: WrittenCompression,
  usablePages: number,
  path: Path,
  counting: PageCounting,
): Compression | null {
  if (written === "off") return null;
  const { pageBytes } = counting;
  const keepBytes = Math.floor(pageBytes * written.keep);
  if (written.kind === "esx-cache") {
    const codec = resolveCodec(written, gapless, path, counting);
    // ESX's caches are limited VM by VM.
    const { vmShare } = settle(esxKeys, written, path, counting);
    return { mostPages: usablePages - 1, acceptPages: usablePages - 1, vmShare, keepBytes, ...codec };
  }
  const { kernel } = settle({ kernel: kernelKey }, written, path, counting);
  const { allocator: name } = settle({ allocator: allocatorKey }, written, path, counting, { kernel });
  const allocator = name === "zsmalloc" ? zsmallocOf[kernel] : name === "zbud" ? zbud : z3fold;
  const codec = resolveCodec(written, allocator, path, counting);
  const context = { memoryPages: counting.wholePages, usablePages };
  const { mostPages, acceptShare } = settle(zswapKeys, written, path, counting, context);
  if (mostPages >= usablePages)
    counting.report([...path, "limit"], "compressed pages could take all usable memory: write less");
  return {
    mostPages,
    acceptPages: partOf(mostPages, acceptShare),
    vmShare: null,
    keepBytes: Math.min(keepBytes, allocator.largest(pageBytes)),
    ...codec,
  };
}
