import { partOf } from "../../parameter/share.ts";
import { type PageCounting, toPages } from "../key/pages.ts";
import { codecs } from "../memory/codecs.ts";
import type { Path } from "../problem.ts";
import type { Compression } from "../scenario.ts";
import type { WrittenCodec, WrittenCompression } from "./written-compression.ts";

/** zswap's max_pool_percent and accept_threshold_percent (mm/zswap.c). */
const LIMIT_SHARE = 0.2;
const ACCEPT_SHARE = 0.9;

/** ESX's cache: 10 % of a VM's memory (Mem.MemZipMaxPct), for pages that compress to half or less. */
const ESX_SHARE = 0.1;
const ESX_KEEP_SHARE = 0.5;

/** Compression written as a group of keys. */
type Full<Kind extends "zswap" | "esx-cache"> = Extract<WrittenCompression, { readonly kind: Kind }>;

/** The host's compression with all its constants; `counting` counts shares of the host's memory, of which VMs can use `usablePages`. */
export function resolveCompression(
  written: WrittenCompression | undefined,
  usablePages: number,
  path: Path,
  counting: PageCounting,
): Compression | null {
  if (written === undefined || written === "off") return null;
  const full = typeof written === "string" ? inFull(written) : written;
  const { pageBytes } = counting;
  const { keep = full.kind === "zswap" ? 1 : ESX_KEEP_SHARE } = full;
  return {
    ...limits(full, usablePages, path, counting),
    keepBytes: Math.floor(pageBytes * keep),
    ...resolveCodec(full, pageBytes),
  };
}

/** What a page costs and takes, by a codec or as written. */
export function resolveCodec(
  written: WrittenCodec,
  pageBytes: number,
): Pick<Compression, "compressNs" | "decompressNs" | "imageBytes" | "volatileBytes" | "otherBytes"> {
  const codec = codecs.find(({ name }) => name === (written.codec ?? "lzo-rle"));
  if (codec === undefined) throw new Error(`There is no codec "${written.codec}".`);
  const { ratio = codec.ratio } = written;
  const bytes = (by: number) => Math.ceil(pageBytes / by);
  const perPage = pageBytes / 4096;
  return {
    compressNs: written.compress ?? Math.round(codec.compressNs * perPage),
    decompressNs: written.decompress ?? Math.round(codec.decompressNs * perPage),
    imageBytes: bytes(written.imageRatio ?? ratio),
    volatileBytes: bytes(written.volatileRatio ?? ratio),
    otherBytes: bytes(ratio),
  };
}

function inFull(kind: "zswap" | "esx-cache"): Full<"zswap"> | Full<"esx-cache"> {
  return kind === "zswap" ? { kind } : { kind };
}

/** Of all, and of each VM: ESX's caches are limited one by one. */
function limits(
  full: Full<"zswap"> | Full<"esx-cache">,
  usablePages: number,
  path: Path,
  counting: PageCounting,
): Pick<Compression, "mostPages" | "acceptPages" | "vmShare"> {
  if (full.kind === "esx-cache")
    return { mostPages: usablePages - 1, acceptPages: usablePages - 1, vmShare: full.share ?? ESX_SHARE };
  const mostPages =
    full.limit === undefined
      ? Math.min(partOf(counting.wholePages, LIMIT_SHARE), usablePages - 1)
      : toPages(full.limit, [...path, "limit"], counting, 1);
  if (mostPages >= usablePages)
    counting.report([...path, "limit"], "compressed pages could take all the memory there is to use: write less");
  return { mostPages, acceptPages: partOf(mostPages, full.accept ?? ACCEPT_SHARE), vmShare: null };
}
